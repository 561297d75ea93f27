//! A model writes on: it predicts a token, takes it as said, and goes on from there.

use rand_chacha::ChaCha8Rng;
use softmax::{Sampling, draw};

use crate::{Transformer, TransformerError};

// ANCHOR: generate
/// Lets a model write on after `prompt`, one token after the other, until `stop` comes
/// or `most` tokens are written. It sees as many of the last tokens as its context has.
///
/// # Errors
/// If the prompt is empty, a token is not known, or a setting is out of its range.
pub fn generate(
    model: &Transformer,
    prompt: &[usize],
    most: usize,
    stop: Option<usize>,
    sampling: Sampling,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<usize>, TransformerError> {
    let mut ids = prompt.to_vec();
    // ANCHOR: generate-idea
    for _ in 0..most {
        let seen = ids.len().saturating_sub(model.positions.nrows());
        let logits = model.logits(&ids[seen..])?; // (tokens, vocabulary)
        let last = logits.row(logits.nrows() - 1); // (vocabulary)
        let next = draw(sampling.probabilities(last)?.view(), rng)?;
        ids.push(next);
        // ANCHOR_END: generate-idea
        if stop == Some(next) {
            break;
        }
    }
    Ok(ids.split_off(prompt.len()))
}
// ANCHOR_END: generate
