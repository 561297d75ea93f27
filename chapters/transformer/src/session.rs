//! A training of the reader's own text, step by step, for whoever drives it: the program
//! `train`, or a page in a browser. It knows no file, no terminal and no clock.

mod floors;
mod session_error;
mod settings;
mod verbatim;

use std::ops::ControlFlow;

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;

use crate::Sizes;
use crate::checkpoint::{Checkpoint, checksum};
use crate::corpus::{Corpus, Vocabulary};
use crate::engine::{EngineError, Settings, State, Step, Trainer, memory};
use crate::generation::{GenerationError, generate, prompt, sampling};

pub use floors::Floors;
pub use session_error::SessionError;
pub use settings::{ROOM, SHORT_TEXT, SessionSettings, go_on};
pub use verbatim::{VERBATIM, verbatim};

/// So many windows of held-out text are enough to see how training goes.
pub const SOME_WINDOWS: usize = 200;
/// And so many for what is said at its end.
pub const ALL_WINDOWS: usize = 4000;

// ANCHOR: session
/// A model of a text, in training.
#[derive(Debug)]
pub struct Session {
    corpus: Corpus,
    /// The [`checksum`] of the text.
    text: u64,
    trainer: Trainer,
    sizes: Sizes,
    settings: Settings,
    step: u64,
    /// The mean loss of the last steps.
    recent: Option<f64>,
}
// ANCHOR_END: session

impl Session {
    // ANCHOR: session-new
    /// The training of a text before its first step, on one thread. The text is given as
    /// its bytes, in UTF-8; lines may end as they do on Windows.
    ///
    /// # Errors
    /// If it is no text, or too short; if there is no such model or training, or it takes
    /// more than [`ROOM`].
    pub fn new(
        text: impl Into<Vec<u8>>,
        settings: &SessionSettings,
    ) -> Result<Session, SessionError> {
        let text = files::text_of(text.into())?;
        let SessionSettings { tokenizer, context, .. } = *settings;
        let corpus = Corpus::new(&text, tokenizer, context, None)?;
        let sizes = settings.sizes(corpus.vocabulary.pieces().len());
        sizes.check()?;
        settings.training.check()?;
        ensure_room(sizes, &settings.training, false)?;
        let state = settings.start(sizes.vocabulary)?;
        Ok(Session::of(corpus, checksum(text.as_bytes()), state, 1)?)
    }

    /// Goes on with the training that a checkpoint holds, on one thread: as if it had
    /// never been stopped.
    ///
    /// # Errors
    /// If the bytes are no checkpoint, or it learned from another text; if it takes more
    /// than [`ROOM`].
    pub fn resume(
        bytes: &[u8],
        text: impl Into<Vec<u8>>,
    ) -> Result<Session, SessionError> {
        let Checkpoint { corpus, vocabulary, state } =
            Checkpoint::from_bytes(bytes)?;
        let text = match vocabulary.has_any(&['\r', '\u{feff}']) {
            true => String::from_utf8(text.into())
                .map_err(|_| SessionError::OtherText)?,
            false => vocabulary.text_of(text.into())?,
        };
        if corpus != checksum(text.as_bytes()) {
            return Err(SessionError::OtherText);
        }
        let sizes = state.tensors.config();
        ensure_room(sizes, &state.settings, state.uses_clear_model)?;
        let tokenizer = vocabulary.tokenizer();
        let of_text =
            Corpus::new(&text, tokenizer, sizes.context, Some(&vocabulary))?;
        Ok(Session::of(of_text, corpus, state, 1)?)
    }

    /// Goes on with a training of this corpus on so many threads. `text` is the
    /// [`checksum`] of what it was made of.
    ///
    /// # Errors
    /// If there is to be no thread, or the state does not fit together.
    pub fn of(
        corpus: Corpus,
        text: u64,
        state: State,
        threads: usize,
    ) -> Result<Session, EngineError> {
        let State { settings, step, .. } = state;
        let sizes = state.tensors.config();
        let trainer = Trainer::new(state, threads)?;
        let recent = None;
        Ok(Session { corpus, text, trainer, sizes, settings, step, recent })
    }
    // ANCHOR_END: session-new

    /// The size of the model.
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// How it is trained.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// How many steps are done.
    pub fn steps_done(&self) -> u64 {
        self.step
    }

    /// The text as tokens: those that it learns from, and those held out.
    pub fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    // ANCHOR: session-step
    /// One step of training, unless it has run away: a model that is worse than guessing
    /// is not worth going on from, and must not take the place of a good one.
    ///
    /// # Errors
    /// If all steps are done, or it has run away.
    pub fn step(&mut self) -> Result<Step, SessionError> {
        if self.step >= self.settings.steps {
            return Err(SessionError::Done { steps: self.step });
        }
        let step = match self.trainer.step(&self.corpus.training) {
            Err(EngineError::RanAway { step }) => {
                return Err(self.ran_away(f64::INFINITY, step));
            }
            step => step?,
        };
        self.step = step.number;
        let recent = match self.recent {
            Some(recent) => 0.9 * recent + 0.1 * step.loss,
            None => step.loss,
        };
        self.recent = Some(recent);
        self.ensure_sound(recent)?;
        Ok(step)
    }

    /// Whether the last step has left a model that is worth keeping. To be asked before
    /// anything else is, as it looks at the batch of that step.
    ///
    /// # Errors
    /// If it has run away, or there was no step.
    pub fn ensure_worth_keeping(&mut self) -> Result<(), SessionError> {
        let loss = self.trainer.loss_after()?;
        self.ensure_sound(loss)
    }

    fn ensure_sound(&self, loss: f64) -> Result<(), SessionError> {
        match loss <= 3.0 * self.guessing() + 3.0 {
            true => Ok(()),
            false => Err(self.ran_away(loss, self.step)),
        }
    }

    /// What is wrong with a training whose loss has come to this.
    pub fn ran_away(&self, loss: f64, step: u64) -> SessionError {
        let Settings { schedule, weight_decay, .. } = self.settings;
        let learning_rate = schedule.learning_rate;
        let guessing = self.guessing();
        SessionError::RanAway { loss, step, guessing, learning_rate, weight_decay }
    }

    fn guessing(&self) -> f64 {
        libm::log(self.sizes.vocabulary as f64)
    }

    /// Lays out the rest of the training for so many steps in all, and says what happens
    /// with the learning rate.
    ///
    /// # Errors
    /// If so many are done already.
    pub fn go_on(&mut self, steps: u64) -> Result<Option<String>, SessionError> {
        if steps <= self.step {
            return Err(SessionError::Done { steps: self.step });
        }
        let mut state = self.trainer.state();
        let note = go_on(&mut state, steps);
        self.settings = state.settings;
        self.trainer = Trainer::new(state, 1)?;
        Ok(note)
    }
    // ANCHOR_END: session-step

    // ANCHOR: session-held-out
    /// The mean loss over at most so many windows of the held-out text: [`SOME_WINDOWS`],
    /// or [`ALL_WINDOWS`].
    ///
    /// # Errors
    /// None that a session can have.
    pub fn held_out(&mut self, windows: usize) -> Result<f64, EngineError> {
        self.trainer.held_out(&self.corpus.held_out, windows)
    }

    /// What it has to beat on the held-out text.
    pub fn floors(&self) -> Floors {
        let Corpus { training, held_out, .. } = &self.corpus;
        Floors::of(self.sizes.vocabulary, training, held_out)
    }

    /// What of a sample [stands word for word](verbatim) in the text that it learns from.
    pub fn verbatim(&self, sample: &str) -> Vec<(usize, usize)> {
        verbatim(sample, self.corpus.characters(&self.corpus.training))
    }
    // ANCHOR_END: session-held-out

    // ANCHOR: session-sample
    /// What the model writes after a prompt, or after a new line if there is none: as many
    /// tokens as that. A temperature of 0 takes the likeliest. It draws from random numbers
    /// of its own, so that training does not depend on it.
    ///
    /// # Errors
    /// If the model does not know what the prompt says, or a number is out of its range.
    pub fn sample(
        &mut self,
        after: Option<&str>,
        length: usize,
        asked: Sampling,
        seed: u64,
    ) -> Result<String, GenerationError> {
        let after = match after {
            Some(text) => prompt(text, &self.corpus.vocabulary)?,
            None => vec![self.corpus.vocabulary.first()],
        };
        let asked = sampling(asked, self.sizes.vocabulary)?;
        let mut text = String::new();
        self.write(&after, length, asked, seed, &mut |piece| {
            text += piece;
            ControlFlow::Continue(())
        })?;
        Ok(text)
    }

    /// The same, token by token: `watch` sees each as it comes, and says whether to go on.
    ///
    /// # Errors
    /// If there is no prompt, or a token of it is not in the vocabulary.
    pub fn write(
        &mut self,
        prompt: &[u32],
        length: usize,
        sampling: Option<Sampling>,
        seed: u64,
        watch: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), GenerationError> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let vocabulary: &Vocabulary = &self.corpus.vocabulary;
        let mut see = |token| watch(&vocabulary.decode(&[token]));
        let engine = self.trainer.engine();
        generate(engine, prompt, sampling, length, &mut rng, &mut see)
    }
    // ANCHOR_END: session-sample

    // ANCHOR: session-checkpoint
    /// The training as bytes, to keep and to go on with: those that `train` would write
    /// now, and reads.
    ///
    /// # Errors
    /// If a number is not finite, so that no training could go on from it.
    pub fn checkpoint(&self) -> Result<Vec<u8>, SessionError> {
        let checkpoint = self.to_checkpoint();
        match checkpoint.state.is_finite() {
            true => Ok(checkpoint.to_bytes()),
            false => Err(self.ran_away(f64::INFINITY, self.step)),
        }
    }

    /// All that decides how it goes on.
    pub fn to_checkpoint(&self) -> Checkpoint {
        Checkpoint {
            corpus: self.text,
            vocabulary: self.corpus.vocabulary.clone(),
            state: self.trainer.state(),
        }
    }
    // ANCHOR_END: session-checkpoint
}

fn ensure_room(
    sizes: Sizes,
    settings: &Settings,
    uses_clear_model: bool,
) -> Result<(), SessionError> {
    let takes = memory(sizes, settings, 1, uses_clear_model);
    match takes <= ROOM {
        true => Ok(()),
        false => Err(SessionError::TooLarge { takes }),
    }
}
