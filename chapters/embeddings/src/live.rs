//! Figures of the chapter that a reader works.

use page::live::Live;

mod analogies;
mod packed;

pub(crate) use analogies::Analogies;
pub use packed::{FILE, give, pack, packed_vectors, unpack};

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(Analogies)]
}
