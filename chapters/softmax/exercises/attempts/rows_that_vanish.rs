//! Rows that vanish.
//!
//! This softmax of a batch is right for most batches. For some, a whole row comes
//! out as NaN. Find out which, and mend it:
//!
//!     cargo run -p course -- check rows-that-vanish

use std::process::ExitCode;

use ndarray::Array2;

/// The probabilities (batch, classes) of logits (batch, classes): each row is a
/// distribution of its own.
pub fn probabilities(logits: &Array2<f64>) -> Array2<f64> {
    let mut probabilities = logits.clone(); // (batch, classes)
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for mut row in probabilities.rows_mut() {
        row.mapv_inplace(|z| libm::exp(z - largest)); // (classes)
        let sum = row.sum(); // at least 1, from the largest
        row.mapv_inplace(|power| power / sum); // (classes)
    }
    probabilities
}

fn main() -> ExitCode {
    softmax_exercises::rows_that_vanish::check(probabilities).report()
}
