//! The checks of the exercises of *Backprop*, with the mistakes that they know by name.

use judge::{Predict, predict};

pub mod a_step_with_two_faults;
pub mod a_tape_that_goes_back;
pub mod all_weights_at_once;
pub mod back_through_a_layer;
pub mod fewer_hidden_neurons;
pub mod labels_by_chance;
mod nudging;
pub mod one_layer_used_again;
pub mod saved_to_the_last_bit;
pub mod three_factors;

/// The predictions, in the order of the page, each with the name of its exercise.
pub const PREDICTIONS: &[(&str, Predict)] = &[
    ("labels-by-chance", |said| predict(said, labels_by_chance::check)),
    ("fewer-hidden-neurons", |said| predict(said, fewer_hidden_neurons::check)),
];
