//! The checks of the exercises of *Backprop*, with the mistakes that they know by name.

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
