//! A tape that goes back.
//!
//! Write the value of every step of a tape of operations, and how fast the last one
//! changes with each. Then check it:
//!
//!     cargo run -p course -- check a-tape-that-goes-back

use std::process::ExitCode;

use backprop_exercises::a_tape_that_goes_back::{Step, check};
use neurons::Activation::Tanh;

/// The values of all steps of a tape, from the first to the last, and then how fast
/// the last value changes with each of them: (steps) both.
///
/// A step is `Step::Number(x)`, `Step::Add(a, b)`, `Step::Multiply(a, b)` or
/// `Step::Tanh(a)`, where `a` and `b` are the places of earlier steps, counted from 0.
/// `Tanh.apply(x)` is the hyperbolic tangent.
pub fn there_and_back(tape: &[Step]) -> (Vec<f64>, Vec<f64>) {
    todo!("walk the tape forward for the values, and back for the rates")
}

fn main() -> ExitCode {
    check(there_and_back).report()
}
