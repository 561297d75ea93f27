//! What one head hears.
//!
//! Write what a head takes in at the full stop, from a score for each word and what
//! each of them says. `softmax(scores.view())` gives a `Result` of the weights, which
//! is never an error here, so `.unwrap()` is fine. Then check it:
//!
//!     cargo run -p course -- check what-a-head-hears

use std::process::ExitCode;

use ndarray::Array1;
use softmax::softmax;

/// The mixture of `values` (words), each with the weight that its score has among
/// `scores` (words). `a.dot(&b)` is the sum of the products of two vectors.
pub fn taken_in(scores: &Array1<f64>, values: &Array1<f64>) -> f64 {
    // SOLUTION
    let weights = softmax(scores.view()).expect("finite scores"); // (words)
    weights.dot(values)
    // INSTEAD
    // todo!("make weights of the scores, and mix the values")
    // END
}

fn main() -> ExitCode {
    multi_head_exercises::what_a_head_hears::check(taken_in).report()
}
