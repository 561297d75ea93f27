//! All weights at once.
//!
//! Every weight of a neuron grows. Write by how much its weighted sum does. Then check:
//!
//!     cargo run -p course -- check all-weights-at-once

use std::process::ExitCode;

use ndarray::Array1;

/// By how much the weighted sum of a neuron grows when each of its `weights` (inputs)
/// grows by `by`, and what comes in, `incoming` (inputs), stays as it is.
///
/// Of a vector, `.sum()` adds all numbers up.
pub fn growth(weights: &Array1<f64>, incoming: &Array1<f64>, by: f64) -> f64 {
    todo!("add up what each weight moves")
}

fn main() -> ExitCode {
    backprop_exercises::all_weights_at_once::check(growth).report()
}
