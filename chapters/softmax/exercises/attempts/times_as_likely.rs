//! Times as likely.
//!
//! Write how many times as likely one class is as another, from their logits. A
//! power of e is `libm::exp(x)`, and `logits[one]` is a number. Then check it:
//!
//!     cargo run -p course -- check times-as-likely

use std::process::ExitCode;

use ndarray::Array1;

/// The probability of the class `one` over that of the class `other`, from `logits`
/// (classes). Classes count from 0.
pub fn times_as_likely(logits: &Array1<f64>, one: usize, other: usize) -> f64 {
    todo!("take one power of e, and of the right number")
}

fn main() -> ExitCode {
    softmax_exercises::times_as_likely::check(times_as_likely).report()
}
