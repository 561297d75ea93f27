//! All figures by chapter and name.

use std::cell::RefCell;
use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use page::live::{Frame, Live, State};
use serde::Deserialize;
use serde_json::Value;

thread_local! {
    static FIGURES: RefCell<Figures> = RefCell::new(Figures::default());
}

/// Answers a page's message, with the bytes behind it.
///
/// # Errors
/// If the message asks for nothing that there is, and those of [`Figures`].
pub fn answer_to(asked: Value, bytes: &[u8]) -> Result<Vec<u8>> {
    FIGURES.with_borrow_mut(|figures| {
        if let Some(name) = asked.get("give").and_then(Value::as_str) {
            figures.give(name, bytes)?;
            return Ok(b"{}".to_vec());
        }
        let request: Request =
            serde_json::from_value(asked).context("the page's message")?;
        if figures.waits(&request.figure)? {
            return Ok(br#"{"waits":true}"#.to_vec());
        }
        let frame = figures.frame(&request)?;
        Ok(serde_json::to_vec(&frame)?)
    })
}

/// What a page asks for.
#[derive(Debug, Clone, Deserialize)]
pub struct Request {
    /// The figure: `chapter/name`.
    pub figure: String,
    /// Controls with their values; all others are at their start.
    #[serde(default)]
    pub state: BTreeMap<String, String>,
}

/// The figures of all chapters.
pub struct Figures {
    /// Each with its name, as `chapter/name`.
    all: Vec<(String, Box<dyn Live>)>,
}

impl Default for Figures {
    fn default() -> Self {
        let chapters = [
            ("neurons", neurons::live::figures()),
            ("loss", loss::live::figures()),
            ("backprop", backprop::live::figures()),
            ("embeddings", embeddings::live::figures()),
            ("softmax", softmax::live::figures()),
            ("attention", attention::live::figures()),
            ("multi-head", multi_head::live::figures()),
            ("transformer", transformer::live::figures()),
        ];
        let of = |(chapter, figures): (&'static str, Vec<Box<dyn Live>>)| {
            let named = move |figure: Box<dyn Live>| {
                (format!("{chapter}/{}", figure.about().name), figure)
            };
            figures.into_iter().map(named)
        };
        Self { all: chapters.into_iter().flat_map(of).collect() }
    }
}

impl Figures {
    /// The names of all, as `chapter/name`, and what each declares.
    pub fn all(&self) -> impl Iterator<Item = (&str, &dyn Live)> {
        self.all.iter().map(|(name, figure)| (name.as_str(), figure.as_ref()))
    }

    /// Whether a figure waits for its file.
    ///
    /// # Errors
    /// If there is no such figure.
    pub fn waits(&mut self, name: &str) -> Result<bool> {
        Ok(self.named(name)?.data().is_some_and(|data| data.waits()))
    }

    /// Gives a figure its file.
    ///
    /// # Errors
    /// If there is no such figure, or these bytes are not its file.
    pub fn give(&mut self, name: &str, data: &[u8]) -> Result<()> {
        self.named(name)?.data().map_or(Ok(()), |file| file.give(data))
    }

    /// What a figure shows in a state.
    ///
    /// # Errors
    /// If there is no such figure, or it cannot be in that state: why.
    pub fn frame(&mut self, request: &Request) -> Result<Frame> {
        let figure = self.named(&request.figure)?;
        let state = State::of(&figure.about(), &request.state)?;
        figure.frame(&state)
    }

    fn named(&mut self, name: &str) -> Result<&mut Box<dyn Live>> {
        let found = self.all.iter_mut().find(|(known, _)| known == name);
        let found = found.with_context(|| format!("there is no figure {name}"))?;
        Ok(&mut found.1)
    }
}
