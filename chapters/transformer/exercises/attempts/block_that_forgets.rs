//! A block that forgets.
//!
//! In a tall stack of this block, tokens forget what they were, and how long their
//! vectors were is lost after a single one. Find the bug, and repair it:
//!
//!     cargo run -p course -- check block-that-forgets

use std::process::ExitCode;

use ndarray::Array2;
use transformer::Block;

/// The stream (tokens, d_model) after a pre-norm block, from the stream before it.
pub fn forward(
    block: &Block,
    stream: &Array2<f64>,
    mask: &Array2<bool>,
) -> Array2<f64> {
    let (normed, _) = block.norm_1.forward(stream).expect("d_model columns");
    let heads = block.heads.forward(&normed, Some(mask)).expect("tokens that fit");
    let stream = stream + &heads.output; // (tokens, d_model)
    let (normed, _) = block.norm_2.forward(&stream).expect("d_model columns");
    let (added, _) = block.feed_forward.forward(&normed).expect("d_model columns");
    normed + added // (tokens, d_model)
}

fn main() -> ExitCode {
    transformer_exercises::block_that_forgets::check(forward).report()
}
