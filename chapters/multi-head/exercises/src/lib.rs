//! The checks of the exercises of *Multi-head attention*, with the mistakes that they know by name.

use judge::{Predict, predict};

pub mod answer_of_two;
pub mod double_negation;
pub mod gate_a_head;
pub mod merged_heads;
pub mod relus_behind;
pub mod shared_keys;
pub mod what_a_head_hears;

/// The predictions, in the order of the page, each with the name of its exercise.
pub const PREDICTIONS: &[(&str, Predict)] =
    &[("double-negation", |said| predict(said, double_negation::check))];
