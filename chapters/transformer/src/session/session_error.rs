//! Why a text cannot be trained on or gone on with, said with what would be right.

use files::NoText;

use crate::checkpoint::CheckpointError;
use crate::corpus::CorpusError;
use crate::engine::EngineError;
use crate::session::ROOM;

// ANCHOR: session-error
/// Why a training cannot begin or go on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SessionError {
    /// It is no text.
    #[error(transparent)]
    NoText(#[from] NoText),
    /// The text is too short, or has tokens that the model does not know.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// There is no such model or training.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The bytes are no checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The model learned from another text.
    #[error(
        "this is not the text that the model was trained on: give that text, or train \
         anew"
    )]
    OtherText,
    /// It would fill the memory.
    #[error(
        "this training takes about {} MB, and there is room for {}: give a smaller \
         batch, context or width, fewer layers, or a text with fewer different tokens",
        takes.div_ceil(1_000_000),
        ROOM / 1_000_000
    )]
    TooLarge {
        /// How many bytes it takes.
        takes: u64,
    },
    /// All steps are done.
    #[error("the {steps} steps are done: give more than {steps} to go on")]
    Done {
        /// How many.
        steps: u64,
    },
    /// The loss is far above that of guessing.
    #[error(
        "the loss is {} at step {step}, where guessing has {guessing:.4}: train with a \
         smaller learning rate than {}{}",
        loss_in_words(*loss),
        number(*learning_rate),
        or_decay(*weight_decay)
    )]
    RanAway {
        /// The loss.
        loss: f64,
        /// At which step.
        step: u64,
        /// The loss of guessing.
        guessing: f64,
        /// The largest learning rate.
        learning_rate: f64,
        /// How strongly the parameters are pulled towards 0.
        weight_decay: f32,
    },
}
// ANCHOR_END: session-error

fn loss_in_words(loss: f64) -> String {
    match loss.is_finite() {
        true => format!("{loss:.4}"),
        false => "no finite number any more".into(),
    }
}

fn or_decay(decay: f32) -> String {
    match decay > 1.0 {
        true => {
            format!(", or a smaller weight decay than {}", number(decay.into()))
        }
        false => String::new(),
    }
}

/// As one writes it: not with 300 digits.
fn number(value: f64) -> String {
    if (1e-4..1e6).contains(&value) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}
