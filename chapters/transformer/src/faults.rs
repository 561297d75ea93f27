//! What goes wrong: layers with the mistakes of this chapter.

use multi_head::MultiHead;
use ndarray::Array2;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::TransformerError;

// ANCHOR: without-stream
/// Heads after heads, each replacing what it was given: (tokens, d_model).
pub(crate) fn without_stream(
    layers: &[MultiHead],
    tokens: &Array2<f64>,
    mask: &Array2<bool>,
) -> Result<Array2<f64>, TransformerError> {
    let mut tokens = tokens.clone(); // (tokens, d_model)
    for heads in layers {
        tokens = heads.forward(&tokens, Some(mask))?.output; // (tokens, d_model)
    }
    Ok(tokens)
}
// ANCHOR_END: without-stream

/// The same heads, each adding to what it was given: (tokens, d_model).
pub(crate) fn with_stream(
    layers: &[MultiHead],
    tokens: &Array2<f64>,
    mask: &Array2<bool>,
) -> Result<Array2<f64>, TransformerError> {
    let mut tokens = tokens.clone(); // (tokens, d_model)
    for heads in layers {
        let found = heads.forward(&tokens, Some(mask))?.output; // (tokens, d_model)
        tokens += &found;
    }
    Ok(tokens)
}

/// Layers of heads that know nothing yet.
pub(crate) fn layers(
    count: usize,
    seed: u64,
) -> Result<Vec<MultiHead>, TransformerError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| Ok(MultiHead::random(32, 4, &mut rng)?)).collect()
}
