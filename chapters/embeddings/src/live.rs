//! Figures of the chapter that a reader works.

use page::live::Live;

mod analogies;
mod hidden_angle;
mod packed;

pub(crate) use analogies::Analogies;
pub(crate) use hidden_angle::HiddenAngle;
pub use packed::{VECTORS, pack, packed_vectors, unpack};

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(Analogies), Box::<HiddenAngle>::default()]
}
