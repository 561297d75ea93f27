//! The reader's own text, trained on.

use std::cell::RefCell;

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use softmax::Sampling;
use transformer::live::Curve;
use transformer::session::{SHORT_TEXT, SOME_WINDOWS, Session, SessionSettings};

/// More than that is no sample any more, and whoever waits for it waits in vain.
const LONGEST_SAMPLE: usize = 10_000;

thread_local! {
    static TRAINING: RefCell<Training> = RefCell::new(Training::default());
}

/// Answers a page's message, with the bytes behind it.
///
/// # Errors
/// If the message asks for nothing that there is, and those of [`Training::answer`].
pub fn answer_to(asked: Value, bytes: &[u8]) -> Result<Vec<u8>> {
    let asked = serde_json::from_value(asked).context("the page's message")?;
    TRAINING.with_borrow_mut(|training| training.answer(asked, bytes))
}

/// What a page asks of a training: see the module's messages.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "train", rename_all = "kebab-case")]
pub enum Ask {
    /// To begin one, with the text behind the message.
    Start {
        /// Which of the two.
        model: Model,
        /// Of the first parameters and of the batches.
        seed: u64,
        /// How many it is laid out for.
        steps: u64,
    },
    /// To go on with one, with the checkpoint and the text behind the message.
    Resume {
        /// How many bytes are the checkpoint's.
        checkpoint: usize,
    },
    /// To train.
    Steps {
        /// How many steps, or until all are done.
        count: u64,
    },
    /// To train for longer.
    More {
        /// How many steps in all.
        steps: u64,
    },
    /// The loss on text that it never sees.
    HeldOut,
    /// What it writes.
    Sample {
        /// What that goes on from; a new line if it is empty.
        prompt: String,
        /// How many tokens.
        length: usize,
        /// 0 takes the likeliest.
        temperature: f64,
        /// Of how many tokens at most.
        top_k: Option<usize>,
        /// From which part of the probability.
        top_p: Option<f64>,
        /// Of the draws.
        seed: u64,
    },
    /// The curve of a training so far.
    Picture(Curve),
    /// The checkpoint.
    Save,
}

/// A size of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Model {
    /// As `train` has it.
    Default,
    /// For a short text.
    Small,
}

/// What is trained.
#[derive(Serialize)]
struct Trained {
    step: u64,
    steps: u64,
    seed: Option<u64>,
    parameters: usize,
    vocabulary: usize,
    characters: usize,
    context: usize,
    batch: usize,
    is_short: bool,
    floors: Value,
}

/// The training of the page, once there is one.
#[derive(Debug, Default)]
pub struct Training {
    session: Option<Session>,
    seed: Option<u64>,
}

impl Training {
    /// Answers with a line of JSON, and behind it what bytes there are.
    ///
    /// # Errors
    /// If it cannot be done: why. What was trained before is still there.
    pub fn answer(&mut self, asked: Ask, bytes: &[u8]) -> Result<Vec<u8>> {
        match asked {
            Ask::Start { model, seed, steps } => {
                self.start(model, seed, steps, bytes)
            }
            Ask::Resume { checkpoint } => self.resume(checkpoint, bytes),
            Ask::Sample { prompt, length, temperature, top_k, top_p, seed } => {
                let drawn = Sampling { temperature, top_k, top_p };
                sample(self.session()?, &prompt, length, drawn, seed)
            }
            Ask::Steps { count } => steps(self.session()?, count),
            Ask::More { steps } => more(self.session()?, steps),
            Ask::HeldOut => {
                let session = self.session()?;
                let held_out = session.held_out(SOME_WINDOWS)?;
                let step = session.steps_done();
                line(&json!({ "step": step, "held_out": held_out }))
            }
            Ask::Picture(curve) => {
                line(&json!({ "svg": curve.draw()?, "says": curve.says() }))
            }
            Ask::Save => {
                let session = self.session()?;
                let mut answer = line(&json!({ "step": session.steps_done() }))?;
                answer.push(b'\n');
                answer.extend(session.checkpoint()?);
                Ok(answer)
            }
        }
    }

    fn session(&mut self) -> Result<&mut Session> {
        self.session.as_mut().context("nothing is trained yet: give a text first")
    }

    fn start(
        &mut self,
        model: Model,
        seed: u64,
        steps: u64,
        text: &[u8],
    ) -> Result<Vec<u8>> {
        ensure!(steps > 0, "the number of steps is 0: give at least 1");
        let mut settings = match model {
            Model::Default => SessionSettings::default(),
            Model::Small => SessionSettings::small(),
        };
        settings.seed = seed;
        settings.training.steps = steps;
        self.session = Some(Session::new(text, &settings)?);
        self.seed = Some(seed);
        self.trained()
    }

    fn resume(&mut self, checkpoint: usize, bytes: &[u8]) -> Result<Vec<u8>> {
        let parts = bytes.split_at_checked(checkpoint);
        let (checkpoint, text) = parts.with_context(|| {
            format!(
                "there are {} bytes, not the checkpoint's {checkpoint} and a text",
                bytes.len()
            )
        })?;
        self.session = Some(Session::resume(checkpoint, text)?);
        self.seed = None;
        self.trained()
    }

    fn trained(&mut self) -> Result<Vec<u8>> {
        let seed = self.seed;
        let session = self.session()?;
        let (sizes, settings) = (session.sizes(), session.settings());
        let (corpus, floors) = (session.corpus(), session.floors());
        let count = |tokens| corpus.characters(tokens).count();
        let characters = count(&corpus.training) + count(&corpus.held_out);
        line(&Trained {
            step: session.steps_done(),
            steps: settings.steps,
            seed,
            parameters: sizes.parameters(),
            vocabulary: sizes.vocabulary,
            characters,
            context: sizes.context,
            batch: settings.batch,
            is_short: characters < SHORT_TEXT,
            floors: json!({
                "guessing": floors.guessing,
                "unigram": floors.unigram,
                "bigram": floors.bigram,
            }),
        })
    }
}

fn steps(session: &mut Session, count: u64) -> Result<Vec<u8>> {
    let steps = session.settings().steps;
    let mut losses = Vec::new();
    // That all are done is said if there is none left to do.
    for _ in 0..count.min(steps.saturating_sub(session.steps_done()).max(1)) {
        losses.push(session.step()?.loss);
    }
    let tokens = losses.len() * session.settings().batch * session.sizes().context;
    let step = session.steps_done();
    line(
        &json!({ "step": step, "steps": steps, "losses": losses, "tokens": tokens }),
    )
}

fn more(session: &mut Session, steps: u64) -> Result<Vec<u8>> {
    let note = session.go_on(steps)?;
    line(&json!({ "step": session.steps_done(), "steps": steps, "note": note }))
}

fn sample(
    session: &mut Session,
    prompt: &str,
    length: usize,
    drawn: Sampling,
    seed: u64,
) -> Result<Vec<u8>> {
    ensure!(
        (1..=LONGEST_SAMPLE).contains(&length),
        "the length is {length}: give 1 to {LONGEST_SAMPLE}"
    );
    let prompt = (!prompt.is_empty()).then_some(prompt);
    let text = session.sample(prompt, length, drawn, seed)?;
    let verbatim = session.verbatim(&text);
    line(&json!({ "text": text, "verbatim": verbatim }))
}

fn line(answer: &impl Serialize) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec(answer)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(message: &str) -> Result<Value> {
        let (line, bytes) = page::live::messages::read(message.as_bytes())?;
        let answer = answer_to(line, bytes)?;
        let end = answer.iter().position(|byte| *byte == b'\n');
        Ok(serde_json::from_slice(&answer[..end.unwrap_or(answer.len())])?)
    }

    #[test]
    fn bytes_stand_behind_the_first_line() {
        let start = r#"{"train":"start","model":"small","seed":1,"steps":3}"#;
        let text = "the cat sat on the mat.\n".repeat(20);
        let found = asked(&format!("{start}\n{text}")).expect("a training");
        assert_eq!(found["characters"], text.len());
        let found = asked(r#"{"train":"steps","count":2}"#).expect("steps");
        assert_eq!(found["step"], 2);
        assert_eq!(asked("{\"train\":\"save\"}\n").expect("bytes")["step"], 2);
        let error = asked(start).expect_err("no text");
        assert_eq!(error.to_string(), "it is empty: give a text");
        for wrong in ["", "\n", "{}", "[]", "train", r#"{"train":3}"#] {
            let error = asked(wrong).expect_err("no message");
            assert_eq!(error.to_string(), "the page's message", "{wrong}");
        }
    }
}
