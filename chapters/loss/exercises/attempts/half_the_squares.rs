//! Half the squares.
//!
//! Write the gradient of a mean of halved squares. Then check it:
//!
//!     cargo run -p course -- check half-the-squares

use std::process::ExitCode;

use ndarray::Array2;

/// How the mean of (a − y)² / 2, over all outputs of all examples, changes with each
/// output: (batch, outputs), the shape of outputs and targets.
///
/// `outputs - targets` subtracts number by number. Of a matrix, `.nrows()` counts the rows,
/// `.ncols()` the columns and `.len()` all numbers; `count as f64` makes a count a number
/// to divide by.
pub fn gradient(outputs: &Array2<f64>, targets: &Array2<f64>) -> Array2<f64> {
    todo!("take the slope of half a square, and divide as the mean does")
}

fn main() -> ExitCode {
    loss_exercises::half_the_squares::check(gradient).report()
}
