//! From snapshots and prose to the book.
//!
//! The press reads the committed snapshots of the chapters' runs, so building the book
//! runs no experiment; the chapters' tests hold the snapshots to the runs. What could go
//! stale stops the build with page, line and what would be right: see [`Fault`].

mod build;
mod curriculum;
mod exercises;
mod expand;
mod fault;
mod graph;
mod index;
mod links;
mod listings;
mod maths;
mod measured;
mod preprocessor;
mod prose;
mod serve;
mod source;
mod workspace;

pub use build::{BuildError, build, check};
pub use fault::Fault;
pub use measured::measure;
pub use preprocessor::{Press, answer_mdbook};
pub use serve::{ServeOptions, serve};
pub use workspace::{Workspace, find_root};
