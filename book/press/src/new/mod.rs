//! New chapters and new exercises: skeletons that build, and that say what is missing.

mod chapter;
mod exercise;
mod files;
mod names;

pub use chapter::new_chapter;
pub use exercise::new_exercise;
