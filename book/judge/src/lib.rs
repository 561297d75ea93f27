//! Judges an attempt at an exercise.
//!
//! An exercise examines an attempt: it calls the reader's function with inputs of its
//! choice and tells an [`Exam`] what came out and what should have. Exactly the same exam
//! is taken by the named mistakes. When an attempt fails, and all that came out of it also
//! comes out of one of the mistakes, then the reader has made that mistake, and hears so.

mod answer;
#[cfg(feature = "exams")]
mod draw;
#[cfg(feature = "exams")]
mod end;
#[cfg(feature = "exams")]
mod exam;
#[cfg(feature = "exams")]
mod near;
#[cfg(feature = "exams")]
mod panics;
#[cfg(feature = "exams")]
mod predicted;
mod seal;
#[cfg(feature = "exams")]
mod verdict;

#[cfg(feature = "proofs")]
pub mod proofs;

pub use answer::{Answer, Outcome, Question};
#[cfg(feature = "exams")]
pub use draw::Draw;
#[cfg(feature = "exams")]
pub use exam::Exam;
#[cfg(feature = "exams")]
pub use predicted::{
    Part, Predict, Predicted, Prediction, Said, predict, predicted,
};
#[cfg(feature = "exams")]
pub use verdict::Verdict;

/// A wrong answer that readers give, by the name of what is wrong with it.
#[derive(Debug, Clone, Copy)]
pub struct Mistake<F> {
    /// Such as `no-root`.
    pub name: &'static str,
    /// A hint that names the mistake, without giving the solution away.
    pub says: &'static str,
    /// The answer: what a reader who makes the mistake would write.
    pub attempt: F,
}

/// Judges an attempt by an exam, and finds out which of `mistakes` it is if it fails.
#[cfg(feature = "exams")]
#[track_caller]
pub fn judge<F: Copy>(
    attempt: F,
    mistakes: &[Mistake<F>],
    examine: impl Fn(F, &mut Exam),
) -> Verdict {
    let check = std::panic::Location::caller().file();
    // Before a line of the reader's is run.
    let asked = Question::take().map(|question| (question, check.into()));
    let exam = Exam::take(attempt, &examine);
    if exam.is_passed() {
        return Verdict::new(exam, None, asked);
    }
    let made = mistakes
        .iter()
        .find(|mistake| exam.is_like(&Exam::take(mistake.attempt, &examine)))
        .map(|mistake| (mistake.name, mistake.says));
    Verdict::new(exam, made, asked)
}
