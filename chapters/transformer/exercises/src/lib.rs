//! The checks of the exercises of *Transformer*, with the mistakes that they know
//! by name.

use judge::{Predict, predict};

pub mod block_that_forgets;
pub mod norm_without_mean;
pub mod nudge_every_tensor;
pub mod spread_of_each_row;
pub mod stream_as_a_sum;
pub mod tied_embedding;
pub mod two_heads_off;

/// The predictions, in the order of the page, each with the name of its exercise.
pub const PREDICTIONS: &[(&str, Predict)] =
    &[("two-heads-off", |said| predict(said, two_heads_off::check))];
