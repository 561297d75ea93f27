//! Figures of the chapter that a reader works.

use page::live::Live;

mod loudness;

pub(crate) use loudness::Loudness;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(Loudness)]
}
