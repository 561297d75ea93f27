//! Without a loop.
//!
//! Write a neuron's weighted sum in one line. Then check it:
//!
//!     cargo run -p course -- check without-a-loop

use std::process::ExitCode;

use ndarray::Array1;

/// The weighted sum of `inputs` (inputs) with `weights` (inputs) and a bias.
///
/// `a.dot(b)` multiplies two vectors number by number and adds the products up.
pub fn weighted_sum(weights: &Array1<f64>, inputs: &Array1<f64>, bias: f64) -> f64 {
    // SOLUTION
    weights.dot(inputs) + bias
    // INSTEAD
    // todo!("add up each input times its weight, and then the bias")
    // END
}

fn main() -> ExitCode {
    neurons_exercises::without_a_loop::check(weighted_sum).report()
}
