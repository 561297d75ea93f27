//! Appendix: what the source gets wrong, beside what is right.
//!
//! Most rows quote a run of the chapter that teaches the matter. Here are the others,
//! each with one thing changed between what is wrong and what is right.

mod dead;
mod elsewhere;
mod learning;
mod looking;
pub mod page;
mod stacking;
mod words;
