//! Softened targets.
//!
//! Write cross-entropy and its gradient for targets that leave something to the
//! wrong classes. Two functions of the chapter are yours to use:
//! `softmax::softmax_rows(logits)` gives the probabilities (batch, classes), and
//! `softmax::log_softmax(logits.row(i))` the logarithms of those of a row (classes).
//! Their `Result` is never an error here, so `.unwrap()` is fine.
//!
//!     cargo run -p course -- check softened-targets

use std::process::ExitCode;

use ndarray::Array2;

/// The mean cost over all rows, and how it changes with the logits (batch, classes),
/// from `logits` (batch, classes) and the right classes `targets` (batch). Wanted is
/// 1 − `softness` of the right class; the other classes share `softness` equally.
pub fn softened_cross_entropy(
    logits: &Array2<f64>,
    targets: &[usize],
    softness: f64,
) -> (f64, Array2<f64>) {
    let (rows, classes) = logits.dim();
    todo!("find out what is wanted of each class, then write cost and gradient")
}

fn main() -> ExitCode {
    softmax_exercises::softened_targets::check(softened_cross_entropy).report()
}
