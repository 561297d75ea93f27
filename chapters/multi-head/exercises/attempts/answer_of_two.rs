//! The answer of two.
//!
//! Write the answer of the two heads set by hand, from where each of them looks and
//! the mood of each word. `a.dot(&b)` is the sum of the products of two vectors:
//!
//!     cargo run -p course -- check answer-of-two

use std::process::ExitCode;

use ndarray::Array1;

/// Twice what the first head takes in, less what the second does: from the weights of
/// each, `first` and `second` (words), and `moods` (words).
pub fn answer(
    first: &Array1<f64>,
    second: &Array1<f64>,
    moods: &Array1<f64>,
) -> f64 {
    todo!("mix the moods as each head does, and put the two together")
}

fn main() -> ExitCode {
    multi_head_exercises::answer_of_two::check(answer).report()
}
