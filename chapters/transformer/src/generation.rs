//! Text, one token after the other.

use std::ops::ControlFlow;

use ndarray::Array1;
use rand_chacha::ChaCha8Rng;
use softmax::{Sampling, SoftmaxError, draw, greedy};

use crate::engine::{Engine, EngineError};

// ANCHOR: generate
/// Draws `length` tokens that follow the prompt, each from what the model thinks of
/// those before it, as many as its context has room for; `watch` sees each as it
/// comes, and says whether to go on. Without a `sampling`, each is the likeliest.
///
/// # Errors
/// If there is no prompt, it has a token that is not in the vocabulary, or the
/// sampling is out of its range.
pub fn generate(
    engine: &mut Engine,
    prompt: &[u32],
    sampling: Option<Sampling>,
    length: usize,
    rng: &mut ChaCha8Rng,
    watch: &mut dyn FnMut(u32) -> ControlFlow<()>,
) -> Result<(), GenerationError> {
    if prompt.is_empty() {
        return Err(GenerationError::NoPrompt);
    }
    let context = engine.tensors().config().context;
    let mut seen = prompt[prompt.len().saturating_sub(context)..].to_vec();
    for _ in 0..length {
        let logits: Array1<f64> =
            engine.next_logits(&seen)?.iter().map(|&z| f64::from(z)).collect(); // (vocabulary)
        let next = match sampling {
            None => greedy(logits.view())?,
            Some(sampling) => {
                draw(sampling.probabilities(logits.view())?.view(), rng)?
            }
        };
        if watch(next as u32).is_break() {
            break;
        }
        if seen.len() == context {
            seen.remove(0);
        }
        seen.push(next as u32);
    }
    Ok(())
}
// ANCHOR_END: generate

// ANCHOR: generation-error
/// Why no text comes.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GenerationError {
    /// There is nothing to follow.
    #[error("the prompt is empty: give at least one token")]
    NoPrompt,
    /// The prompt is not fit for the model.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The sampling is out of its range.
    #[error(transparent)]
    Softmax(#[from] SoftmaxError),
}
// ANCHOR_END: generation-error
