//! Appendix: what the source gets wrong, beside what is right.
//!
//! Most rows run in the chapter that teaches the matter. Here are those that no
//! chapter runs with both versions side by side.

mod dead;
mod elsewhere;
mod learning;
mod looking;
pub mod page;
mod stacking;
mod words;
