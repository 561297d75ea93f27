//! The best line through zero.
//!
//! A line y = w x has no bias. Derive the weight with the least mean squared error
//! from the one equation that holds at the bottom, and write it down. Then check it:
//!
//!     cargo run -p course -- check line-through-zero

use std::process::ExitCode;

use ndarray::Array2;

/// The weight of the best line y = w x for inputs and targets (batch, 1). At least
/// one input is not 0.
///
/// `inputs * targets` multiplies number by number, and `.sum()` adds all numbers up.
pub fn weight(inputs: &Array2<f64>, targets: &Array2<f64>) -> f64 {
    todo!("set the derivative for w to zero, and solve for w")
}

fn main() -> ExitCode {
    loss_exercises::line_through_zero::check(weight).report()
}
