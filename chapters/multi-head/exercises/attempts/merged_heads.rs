//! A leak behind the mask.
//!
//! The function lays what the heads took in end to end. All shapes fit, and yet
//! tokens learn about their future, though every head has its mask. Find the bug and
//! repair it: `outputs[[head, token, number]]` is one of its numbers. Then check it:
//!
//!     cargo run -p course -- check merged-heads

use std::process::ExitCode;

use ndarray::{Array2, Array3};

/// What all heads take in, head after head (h, n, d_head), laid end to end for each
/// token: (n, h · d_head).
pub fn merge(outputs: &Array3<f64>) -> Array2<f64> {
    let (h, n, d_head) = outputs.dim();
    let numbers: Vec<f64> = outputs.iter().copied().collect();
    Array2::from_shape_fn((n, h * d_head), |(token, column)| {
        numbers[token * h * d_head + column]
    })
}

fn main() -> ExitCode {
    multi_head_exercises::merged_heads::check(merge).report()
}
