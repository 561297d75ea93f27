//! Three factors.
//!
//! Write the rate of a weight, factor by factor. Then check it:
//!
//!     cargo run -p course -- check three-factors

use std::process::ExitCode;

use neurons::Activation;

/// How fast the cost changes with the weight of a neuron that answers a = tanh(z), with
/// z = w x + b. `d_a` is how fast it changes with a, and the slope of tanh is 1 − a².
pub fn d_weight(weight: f64, bias: f64, input: f64, d_a: f64) -> f64 {
    let z = weight * input + bias;
    let a = Activation::Tanh.apply(z);
    todo!("multiply three factors: the rate of a, the slope, and what comes in")
}

fn main() -> ExitCode {
    backprop_exercises::three_factors::check(d_weight).report()
}
