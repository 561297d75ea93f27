//! From snapshots and prose to the book.
//!
//! The press reads the committed snapshots of the chapters' runs, so building the book
//! runs no experiment; the chapters' tests hold the snapshots to the runs. What could go
//! stale stops the build with page, line and what would be right: see [`Fault`].
//!
//! Every page goes down one line, and a stage sees only what the stages before it made:
//!
//! ```text
//! read ─► survey ─► expand ─► check ─► render ─► serve
//! ```

mod check;
mod expand;
mod formulas;
mod html;
mod measure;
mod modules;
mod new;
mod read;
mod readme;
mod render;
mod serve;
mod survey;

pub use formulas::formulas;
pub use measure::measure;
pub use modules::{Modules, compile};
pub use new::{new_chapter, new_exercise};
pub use outline::{Fault, find_root};
pub use render::{BuildError, Press, answer_mdbook, build, build_live, check};
pub use serve::{ServeOptions, serve};
