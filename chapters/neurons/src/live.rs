//! Figures of the chapter that a reader works.

use page::live::Live;

mod gates;
mod sees;

pub(crate) use gates::Gates;
pub(crate) use sees::Sees;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(Sees::default()), Box::new(Gates)]
}
