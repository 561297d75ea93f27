//! Figures of the chapter that a reader works.

use page::live::Live;

mod gates;

pub(crate) use gates::Gates;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(Gates)]
}
