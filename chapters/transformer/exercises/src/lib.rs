//! The checks of the exercises of *Transformer*, with the mistakes that they know
//! by name.

pub mod block_that_forgets;
pub mod norm_without_mean;
pub mod nudge_every_tensor;
pub mod spread_of_each_row;
pub mod stream_as_a_sum;
pub mod tied_embedding;
pub mod two_heads_off;
