//! The checks of the exercises of *Softmax*, with the mistakes that they know by name.

use judge::{Predict, predict};

pub mod draw_from_the_top;
pub mod entropy_at_a_temperature;
pub mod exponents_of_a_row;
pub mod rows_that_vanish;
pub mod softened_and_sure;
pub mod softened_targets;
pub mod times_as_likely;

/// The predictions, in the order of the page, each with the name of its exercise.
pub const PREDICTIONS: &[(&str, Predict)] =
    &[("softened-and-sure", |said| predict(said, softened_and_sure::check))];
