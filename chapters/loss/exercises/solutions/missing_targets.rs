//! When targets are missing.
//!
//! Some targets are not known. The cost is the mean of (a − y)² over those that are.
//! Nudge an output to find out whether the gradient below belongs to that cost, and
//! repair it. Then check it:
//!
//!     cargo run -p course -- check missing-targets

use std::process::ExitCode;

use ndarray::Array2;

/// How the cost changes with each output: (batch, outputs). Outputs and targets have
/// that shape too, and so has `known`: 1 where a target is known, 0 where it is not.
/// At least one is known. Of an array, `.sum()` adds all numbers up.
pub fn gradient(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
    known: &Array2<f64>,
) -> Array2<f64> {
    let differences = outputs - targets; // (batch, outputs)
    // SOLUTION
    let gradient = 2.0 * differences / known.sum(); // (batch, outputs)
    // INSTEAD
    // let gradient = 2.0 * differences / outputs.len() as f64; // (batch, outputs)
    // END
    known * gradient // (batch, outputs)
}

fn main() -> ExitCode {
    loss_exercises::missing_targets::check(gradient).report()
}
