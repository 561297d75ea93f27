//! The checks of the exercises of *Loss*, with the mistakes that they know by name.

use judge::{Predict, predict};

pub mod choose_a_rate;
pub mod distances_not_squares;
pub mod falling_rate;
pub mod gradient_check;
pub mod half_the_squares;
pub mod line_through_zero;
pub mod missing_targets;
pub mod petals_in_millimetres;

/// The predictions, in the order of the page, each with the name of its exercise.
pub const PREDICTIONS: &[(&str, Predict)] = &[("petals-in-millimetres", |said| {
    predict(said, petals_in_millimetres::check)
})];
