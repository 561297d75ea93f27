//! Figures of the chapter that a reader works.

use page::live::Live;

mod factors;
mod handwriting;
pub mod ink;
pub mod packed;
mod playground;
pub mod points;
mod sees;

pub(crate) use factors::Factors;
pub(crate) use handwriting::Handwriting;
pub(crate) use playground::Playground;
pub(crate) use sees::Sees;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![
        Box::new(Factors),
        Box::new(Handwriting),
        Box::new(Playground::default()),
        Box::new(Sees::default()),
    ]
}
