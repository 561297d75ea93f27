//! What an exercise is: its text, its file with a gap, the numbers that it asks for.
//!
//! The texts of a chapter's exercises and quizzes are in `chapters/CHAPTER/exercises/exercises.toml`.
//! The book, the course and the tests all read them here, so that none can say
//! something else.

mod file;
mod gap;
mod number;
mod text;

pub use file::Texts;
pub use gap::{Gap, GapError};
pub use number::{NotANumber, readings};
pub use text::{Choice, Exercise, Kind, Mistake, Question, Quiz};
