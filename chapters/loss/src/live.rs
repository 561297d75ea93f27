//! Figures of the chapter that a reader works.

use page::live::Live;

mod descent;
mod downhill;

pub(crate) use descent::Descent;
pub(crate) use downhill::Downhill;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(Downhill), Box::new(Descent::new())]
}
