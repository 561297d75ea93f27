//! What goes wrong: blocks with the mistakes of this chapter.

use multi_head::MultiHead;
use ndarray::Array2;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::{Block, TransformerError};
use attention::causal_mask;

// ANCHOR: without-stream
/// Heads after heads, each replacing what it was given: (tokens, d_model).
pub(crate) fn without_stream(
    blocks: &[MultiHead],
    tokens: &Array2<f64>,
) -> Result<Array2<f64>, TransformerError> {
    let mut tokens = tokens.clone(); // (tokens, d_model)
    for heads in blocks {
        let mask = causal_mask(tokens.nrows())?; // (tokens, tokens)
        tokens = heads.forward(&tokens, Some(&mask))?.output; // (tokens, d_model)
    }
    Ok(tokens)
}
// ANCHOR_END: without-stream

/// Blocks that know nothing yet.
pub(crate) fn blocks(
    count: usize,
    seed: u64,
) -> Result<Vec<Block>, TransformerError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| Block::random(32, 4, 1.0, &mut rng)).collect()
}
