//! Figures of the chapter that a reader works.

use page::live::Live;

pub mod packed;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    Vec::new()
}
