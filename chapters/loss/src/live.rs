//! Figures of the chapter that a reader works.

use page::live::Live;

mod descent;

pub(crate) use descent::Descent;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(Descent::new())]
}
