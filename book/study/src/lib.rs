//! What of the course a reader has done, and what to ask again when.
//!
//! The terminal and the page keep the same record in the same text, and change it by the same
//! rules, so that a reader may go from the one to the other and back.

mod calendar;
mod course;
mod day;
mod project;
mod record;
mod repetition;
mod review;

pub use calendar::{Week, calendar};
pub use course::{Chapter, Course, Question, Task};
pub use project::{Day, Goal, Project};
pub use record::{Entry, Quizzed, Record, RecordError};
pub use repetition::{Grade, Repetition};
pub use review::{AT_ONCE, Asked, due, entered, graded, next_day};
