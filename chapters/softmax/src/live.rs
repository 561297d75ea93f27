//! Figures of the chapter that a reader works.

use page::live::Live;

mod heat;

pub(crate) use heat::Heat;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(Heat)]
}
