//! A norm without a mean.
//!
//! Many models divide each row by the root of its mean square, and subtract no
//! mean. Write the way back through that norm. Then check it:
//!
//!     cargo run -p course -- check norm-without-mean

use std::process::ExitCode;

use ndarray::{Array2, Axis};
use transformer::EPSILON;

/// dC/dx (tokens, d_model) of rows x (tokens, d_model), from dC/dy of that shape,
/// where y = x / √(mean of x² in the row + ε).
pub fn way_back(x: &Array2<f64>, d_output: &Array2<f64>) -> Array2<f64> {
    let d_model = x.ncols() as f64;
    let mean_square = (x * x).sum_axis(Axis(1)) / d_model; // (tokens)
    let scale = mean_square.mapv(|square| 1.0 / (square + EPSILON).sqrt());
    let scale = scale.insert_axis(Axis(1)); // (tokens, 1)
    let normalised = x * &scale; // (tokens, d_model)
    todo!("x moves the spread of its row too: which part of the error is lost?")
}

fn main() -> ExitCode {
    transformer_exercises::norm_without_mean::check(way_back).report()
}
