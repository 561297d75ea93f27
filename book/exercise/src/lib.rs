//! What an exercise is: its text, its file with a gap, the numbers that it asks for.
//!
//! The texts of a chapter's exercises and quizzes are in `chapters/CHAPTER/exercises/exercises.toml`.
//! The book, the course and the tests all read them here, so that none can say
//! something else.

mod file;
mod former;
mod formula;
mod gap;
mod near;
mod number;
mod text;
mod tokens;

pub use file::Texts;
pub use former::former_names;
pub use gap::{Gap, GapError};
pub use number::{NotANumber, Reading, read, short};
pub use text::{
    Choice, Exercise, Judged, Kind, Mistake, Possible, Prediction, Question, Quiz,
};
