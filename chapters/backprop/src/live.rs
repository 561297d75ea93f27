//! Figures of the chapter that a reader works.

use page::live::Live;

mod factors;

pub(crate) use factors::Factors;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(Factors)]
}
