//! What goes wrong: attention with the mistakes of this chapter.

use ndarray::Array2;
use softmax::softmax_rows;

use crate::reader::{ColourReader, Example};
use crate::{AttentionError, HeadGradients};

// ANCHOR: older-masked
/// The mask the wrong way round: older tokens are hidden, (tokens, tokens).
pub(crate) fn older_masked(tokens: usize) -> Array2<bool> {
    let is_allowed = |(query, key)| key >= query;
    Array2::from_shape_fn((tokens, tokens), is_allowed) // (tokens, tokens)
}
// ANCHOR_END: older-masked

// ANCHOR: mask-afterwards
/// Softmax first, and then zeros where the mask forbids: (queries, keys).
pub(crate) fn mask_afterwards(
    scores: &Array2<f64>,
    mask: &Array2<bool>,
) -> Result<Array2<f64>, AttentionError> {
    // ANCHOR: mask-afterwards-idea
    let mut weights = softmax_rows(scores)?; // (queries, keys)
    weights.zip_mut_with(mask, |weight, &is_allowed| {
        if !is_allowed {
            *weight = 0.0;
        }
    });
    // ANCHOR_END: mask-afterwards-idea
    Ok(weights)
}
// ANCHOR_END: mask-afterwards

// ANCHOR: mask-with-a-number
/// A large negative number where the mask forbids: (queries, keys).
pub(crate) fn mask_with_a_number(
    scores: &Array2<f64>,
    mask: &Array2<bool>,
) -> Array2<f64> {
    let mut scores = scores.clone(); // (queries, keys)
    scores.zip_mut_with(mask, |score, &is_allowed| {
        if !is_allowed {
            *score = -1e9;
        }
    });
    scores
}
// ANCHOR_END: mask-with-a-number

// ANCHOR: own-frequency
/// Positions in which every column has a frequency of its own: (n, d_model).
pub(crate) fn unpaired_positions(n: usize, d_model: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, d_model), |(position, column)| {
        let frequency = libm::pow(10000.0, -(column as f64) / d_model as f64);
        let angle = position as f64 * frequency;
        if column % 2 == 0 { libm::sin(angle) } else { libm::cos(angle) }
    }) // (n, d_model)
}
// ANCHOR_END: own-frequency

// ANCHOR: without-root
/// The reader whose scores are those that nobody divided: queries √d_k times as long
/// take the division back.
pub(crate) fn undivided(reader: &ColourReader) -> ColourReader {
    let mut undivided = reader.clone();
    undivided.head.w_q *= (reader.head.w_q.ncols() as f64).sqrt(); // (d_model, d_k)
    undivided
}
// ANCHOR_END: without-root

/// [`ColourReader::cost_and_gradients`] without the root. W_Q counts √d_k times, and so
/// does its gradient, by the chain rule. That with W_U is (d_model, answers).
pub(crate) fn without_root(
    reader: &ColourReader,
    example: &Example,
) -> Result<(f64, HeadGradients, Array2<f64>), AttentionError> {
    let (cost, mut d_head, d_unembedding) =
        undivided(reader).cost_and_gradients(example)?;
    d_head.d_w_q *= (reader.head.w_q.ncols() as f64).sqrt(); // (d_model, d_k)
    Ok((cost, d_head, d_unembedding))
}
