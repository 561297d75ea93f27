//! Where it switches.
//!
//! Find the bias with which a neuron switches at a given input. Then check it:
//!
//!     cargo run -p course -- check where-it-switches

use std::process::ExitCode;

/// The bias of a neuron with one input and this weight, which is not 0, whose weighted
/// sum is 0 at the input `at`.
pub fn bias(weight: f64, at: f64) -> f64 {
    todo!("make `weight` times `at`, plus the bias, 0")
}

fn main() -> ExitCode {
    neurons_exercises::where_it_switches::check(bias).report()
}
