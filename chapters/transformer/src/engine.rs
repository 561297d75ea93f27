//! The fast half: the same model in `f32`, with every product of the whole batch in
//! one, memory that is set out once, and as many threads as there are.
//!
//! All numbers of one part of the batch lie row by row in flat memory, a row a
//! token. The gradient of each part is summed on its own, and the parts' sums are
//! added in their order: the result has the same bits whatever the number of
//! threads.

mod adam_w;
mod attention;
mod clear;
mod engine_error;
mod functions;
mod layer_norm;
mod memory;
mod pass;
mod product;
#[cfg(test)]
mod proofs;
mod tensors;
mod tokens;
mod trainer;
mod vectorised;

pub use adam_w::{Restart, Schedule, Settings};
pub use clear::{clear_loss_and_gradient, clear_model};
pub use engine_error::EngineError;
pub use functions::{exp, gelu};
pub use memory::memory;
pub use pass::Engine;
pub(crate) use product::{COLUMNS, ROWS};
pub use product::{Panels, Store, product};
pub use tensors::{TensorShape, Tensors};
pub use tokens::Tokens;
pub use trainer::{State, Step, Trainer};
pub use vectorised::vectorised;
