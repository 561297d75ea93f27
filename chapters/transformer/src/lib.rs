//! Chapter 8: all of it, stacked and trained.
//!
//! A stream of vectors runs through blocks. Each block reads it through a norm, lets
//! tokens look at each other, lets each think for itself, and adds what it found. At the
//! end, each token predicts the next.

// What only the experiments use.
#![cfg_attr(not(feature = "run"), allow(dead_code, unused_imports))]

use ndarray::Array2;

mod ablation;
mod adam;
pub mod baselines;
mod block;
pub mod checkpoint;
pub mod corpus;
pub mod engine;
mod faults;
mod feed_forward;
#[cfg(feature = "run")]
mod figures;
#[cfg(not(target_family = "wasm"))]
pub mod file;
mod generate;
pub mod generation;
pub mod grammar;
mod layer_norm;
#[cfg(feature = "run")]
pub mod live;
mod model;
#[cfg(feature = "run")]
pub mod page;
mod parameters;
pub mod session;
pub mod toy;
mod training;
mod transformer_error;
mod trials;
mod variants;

pub use adam::{AdamW, Moments, clip, learning_rate_at};
pub use block::{Block, BlockGradients, BlockPass};
pub use feed_forward::{
    FeedForward, FeedForwardGradients, FeedForwardPass, gelu, gelu_slope,
};
pub use generate::generate;
pub use layer_norm::{EPSILON, LayerNorm, LayerNormGradients, LayerNormPass};
pub use model::{Sizes, Transformer, TransformerGradients};
pub use parameters::Tensor;
pub use training::{Example, Training, batch_gradients, cost_per_token, train};
pub use transformer_error::TransformerError;

// ANCHOR: check-shape
fn check_shape(
    name: &'static str,
    matrix: &Array2<f64>,
    expected: (usize, usize),
) -> Result<(), TransformerError> {
    let found = matrix.dim();
    if found != expected {
        return Err(TransformerError::Shape { name, expected, found });
    }
    Ok(())
}
// ANCHOR_END: check-shape
