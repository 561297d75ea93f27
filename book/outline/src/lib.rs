//! What the book *is*, before anybody prints it: the ground that `press`, `course`,
//! `exercise` and `tests` stand on.
//!
//! Each fact has one reader, and it is here: where the workspace is ([`find_root`]), which
//! chapters there are ([`Plan`]), in which languages ([`Edition`]), what a page says
//! ([`Prose`]), what a chapter's run recorded ([`Recorded`]). What is wrong with any of
//! them is a [`Fault`]. Nothing here knows what a page looks like.

mod directive;
mod edition;
mod fault;
mod place;
mod plan;
mod prose;
mod recorded;
mod root;
pub mod table;
mod text;

pub use directive::{Argument, Directive, directives};
pub use edition::{EDITIONS, Edition, Words};
pub use fault::{Fault, in_one_line, list};
pub use place::{id_of, line_at, line_start, normal, shares_a_word};
pub use plan::{Plan, Planned};
pub use prose::{
    CodeBlock, Formula, Heading, Link, Markup, Objective, Piece, Prose,
};
pub use recorded::{Number, Output, Picture, Recorded};
pub use root::{NoRoot, PLAN, chapter_folder, exercises_folder, find_root};
pub use text::{Slashed, plain_lines, read_text};
