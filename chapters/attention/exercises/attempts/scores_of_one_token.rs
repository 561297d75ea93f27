//! The scores of one.
//!
//! Write the scores of one token, for itself and those before it. You may slice:
//! `keys.slice(s![..3, ..])` has the rows 0 to 2, and `..=3` would take the row 3
//! too. A matrix times a vector is `matrix.dot(&vector)`. Then check it:
//!
//!     cargo run -p course -- check scores-of-one-token

use std::process::ExitCode;

use ndarray::{Array1, Array2, s};

/// The scores (query + 1) of the token `query` for itself and those before it, from
/// `queries` and `keys` (n, d_k): dot products over the root of d_k.
pub fn scores_of(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    query: usize,
) -> Array1<f64> {
    todo!("compare the keys that this token may see with its query, and divide")
}

fn main() -> ExitCode {
    attention_exercises::scores_of_one_token::check(scores_of).report()
}
