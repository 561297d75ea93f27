//! Figures of the chapter that a reader works.

use page::live::Live;

mod one_number;

pub(crate) use one_number::OneNumber;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(OneNumber)]
}
