//! A spread each.
//!
//! Write the spread of each token. The call `x.std_axis(Axis(a), c)` goes along axis
//! a, 0 down the columns or 1 along the rows, and divides the sum of squares by their
//! number less `c`; or take the steps one by one, with `x.mean_axis(Axis(a))`:
//!
//!     cargo run -p course -- check spread-of-each-row

use std::process::ExitCode;

use ndarray::{Array1, Array2, Axis};

/// The spread of each row of `x` (tokens, d_model), without ε: (tokens).
pub fn spreads(x: &Array2<f64>) -> Array1<f64> {
    todo!("one spread for each token")
}

fn main() -> ExitCode {
    transformer_exercises::spread_of_each_row::check(spreads).report()
}
