//! Figures of the chapter that a reader works.

use page::live::Live;

mod handwriting;
pub mod ink;
pub mod packed;
mod sees;

pub(crate) use handwriting::Handwriting;
pub(crate) use sees::Sees;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(Handwriting::default()), Box::new(Sees::default())]
}
