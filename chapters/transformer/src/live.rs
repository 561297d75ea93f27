//! Figures of the chapter that a reader works.

use page::live::Live;

mod curve;

pub use curve::Curve;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    Vec::new()
}
