//! Distances, not squares.
//!
//! Write the mean distance between outputs and targets. Then check it:
//!
//!     cargo run -p course -- check distances-not-squares

use std::process::ExitCode;

use ndarray::Array2;

/// The mean of |a − y| over all outputs of all examples. Outputs and targets have the
/// shape (batch, outputs).
///
/// Of a matrix, `.mapv(f64::abs)` takes every number without its sign, `.sum()` adds all
/// numbers up, `.nrows()` counts the rows, `.ncols()` the columns and `.len()` all numbers.
/// `count as f64` makes a count a number to divide by.
pub fn mean_distance(outputs: &Array2<f64>, targets: &Array2<f64>) -> f64 {
    todo!("subtract, drop the signs, add up, and divide")
}

fn main() -> ExitCode {
    loss_exercises::distances_not_squares::check(mean_distance).report()
}
