//! The checks of the exercises of *Neurons*, with the mistakes that they know by name.

pub mod any_truth_table;
pub mod bends_too_late;
pub mod deeper_network;
pub mod layer_as_product;
pub mod neuron_for_a_line;
pub mod silent_neurons;
pub mod where_it_switches;
pub mod without_a_loop;
