//! The checks of the exercises of *Transformer*, with the mistakes that they know
//! by name.

pub mod block_that_forgets;
pub mod norm_without_mean;
pub mod nudge_every_tensor;
pub mod tied_embedding;
pub mod two_heads_off;
