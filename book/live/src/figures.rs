//! All figures by chapter and name.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use page::live::{Frame, Live, State};
use serde::Deserialize;

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
    all: Vec<(&'static str, Box<dyn Live>)>,
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
            figures.into_iter().map(move |figure| (chapter, figure))
        };
        Self { all: chapters.into_iter().flat_map(of).collect() }
    }
}

impl Figures {
    /// The names of all, as `chapter/name`, and what each declares.
    pub fn all(&self) -> impl Iterator<Item = (String, &dyn Live)> {
        self.all.iter().map(|(chapter, figure)| {
            (format!("{chapter}/{}", figure.about().name), figure.as_ref())
        })
    }

    /// Whether a figure waits for its file.
    ///
    /// # Errors
    /// If there is no such figure.
    pub fn waits(&mut self, name: &str) -> Result<bool> {
        Ok(self.named(name)?.waits())
    }

    /// Gives a figure its file.
    ///
    /// # Errors
    /// If there is no such figure, or these bytes are not its file.
    pub fn give(&mut self, name: &str, data: &[u8]) -> Result<()> {
        self.named(name)?.take(data)
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
        let is_it = |(chapter, figure): &(&str, Box<dyn Live>)| {
            name.split_once('/').is_some_and(|(of, name)| {
                of == *chapter && figure.about().name == name
            })
        };
        let at = self.all.iter().position(is_it);
        let at = at.with_context(|| format!("there is no figure {name}"))?;
        Ok(&mut self.all[at].1)
    }
}
