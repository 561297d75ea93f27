//! The checks of the exercises of *Multi-head attention*, with the mistakes that they know by name.

pub mod answer_of_two;
pub mod double_negation;
pub mod gate_a_head;
pub mod merged_heads;
pub mod relus_behind;
pub mod shared_keys;
pub mod what_a_head_hears;
