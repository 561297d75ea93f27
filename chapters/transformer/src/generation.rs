//! Text, one token after the other.

use std::ops::ControlFlow;

use files::NoText;
use ndarray::Array1;
use rand_chacha::ChaCha8Rng;
use softmax::{Sampling, SoftmaxError, draw, greedy};

use crate::corpus::{CorpusError, Vocabulary};
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

// ANCHOR: asked
/// What a reader asked for, as [`generate`] takes it: a temperature of 0 is the likeliest
/// token. All that can be wrong with it is seen before anything is written.
///
/// # Errors
/// If one of its numbers is out of its range.
pub fn sampling(
    asked: Sampling,
    vocabulary: usize,
) -> Result<Option<Sampling>, GenerationError> {
    let value = asked.temperature;
    if !(value.is_finite() && value >= 0.0) {
        return Err(GenerationError::Temperature { value });
    }
    let is_drawn = value != 0.0;
    let even: Array1<f64> = Array1::zeros(vocabulary); // (vocabulary)
    let temperature = if is_drawn { value } else { 1.0 };
    Sampling { temperature, ..asked }.probabilities(even.view())?;
    Ok(is_drawn.then_some(asked))
}

/// What a reader wants to be gone on from, as tokens: with line feeds, unless the model
/// knows carriage returns.
///
/// # Errors
/// If it is empty, no text, or has a token that the model does not know.
pub fn prompt(
    text: &str,
    vocabulary: &Vocabulary,
) -> Result<Vec<u32>, GenerationError> {
    let text = match vocabulary.has_any(&['\r']) {
        true => text.to_owned(),
        false => {
            let text = vocabulary.text_of(text.as_bytes().to_vec());
            text.map_err(GenerationError::NoText)?
        }
    };
    if text.is_empty() {
        return Err(GenerationError::NoPrompt);
    }
    let tokens = vocabulary.encode(&text).map_err(GenerationError::Unknown)?;
    let mut prompt = Vec::new();
    tokens.copy(0..tokens.len(), &mut prompt);
    Ok(prompt)
}
// ANCHOR_END: asked

// ANCHOR: generation-error
/// Why no text comes.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GenerationError {
    /// There is nothing to follow.
    #[error("the prompt is empty: give at least one token")]
    NoPrompt,
    /// The prompt is no text.
    #[error("the prompt: {0}")]
    NoText(NoText),
    /// The model does not know what the prompt says.
    #[error("the prompt: {0}")]
    Unknown(CorpusError),
    /// No temperature.
    #[error(
        "{value} is no temperature: give a finite number, 0 or above (0 takes the \
         likeliest token)"
    )]
    Temperature {
        /// What was given.
        value: f64,
    },
    /// The prompt is not fit for the model.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The sampling is out of its range.
    #[error(transparent)]
    Softmax(#[from] SoftmaxError),
}
// ANCHOR_END: generation-error
