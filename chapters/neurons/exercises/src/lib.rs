//! The checks of the exercises of *Neurons*, with the mistakes that they know by name.

use judge::{Predict, predict};

pub mod any_truth_table;
pub mod bends_too_late;
pub mod deeper_network;
pub mod layer_as_product;
pub mod neuron_for_a_line;
pub mod silent_neurons;
pub mod where_it_switches;
pub mod without_a_loop;

/// The predictions, in the order of the page, each with the name of its exercise.
pub const PREDICTIONS: &[(&str, Predict)] = &[
    ("deeper-network", |said| predict(said, deeper_network::check)),
    ("silent-neurons", |said| predict(said, silent_neurons::check)),
];
