//! Exponents that are safe.
//!
//! Write what softmax takes powers of: each logit less the largest one. For example,
//! `logits.iter().copied()` goes through the numbers, and its `.fold(start, f64::max)`
//! keeps the larger of two, from `start` on. Then check it:
//!
//!     cargo run -p course -- check exponents-of-a-row

use std::process::ExitCode;

use ndarray::Array1;

/// Each of `logits` (classes), of which there is at least one, less the largest of
/// them: (classes). A logit may be −∞, and one of them is not.
pub fn exponents(logits: &Array1<f64>) -> Array1<f64> {
    todo!("find the largest logit, and take it off all of them")
}

fn main() -> ExitCode {
    softmax_exercises::exponents_of_a_row::check(exponents).report()
}
