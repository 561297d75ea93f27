//! The entropy at a temperature.
//!
//! Write how uncertain logits are at a temperature, in nats. The chapter's
//! `softmax::softmax(z.view())` is yours to use. It gives a `Result` of probabilities
//! (classes), which is never an error here, so `.unwrap()` is fine; `libm::log(x)` is
//! the natural logarithm. Then check it:
//!
//!     cargo run -p course -- check entropy-at-a-temperature

use std::process::ExitCode;

use ndarray::Array1;

/// The entropy in nats of the distribution that `logits` (classes) have at
/// `temperature`. A logit of −∞ has the probability 0.
pub fn entropy_at(logits: &Array1<f64>, temperature: f64) -> f64 {
    // SOLUTION
    let tempered = logits / temperature; // (classes)
    let p = softmax::softmax(tempered.view()).expect("logits"); // (classes)
    let possible = p.iter().filter(|p| **p > 0.0);
    possible.map(|p| -p * libm::log(*p)).sum()
    // INSTEAD
    // todo!("let the temperature act, then take the surprise to be expected")
    // END
}

fn main() -> ExitCode {
    softmax_exercises::entropy_at_a_temperature::check(entropy_at).report()
}
