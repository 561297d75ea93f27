//! One sentence, one row.
//!
//! Give a sentence one vector: the mean of its tokens' rows. Then check it:
//!
//!     cargo run -p course -- check one-sentence-one-row

use std::process::ExitCode;

use ndarray::{Array1, Array2, Axis};

/// The mean (d_model) of the rows that the tokens have in `weights` (vocabulary, d_model).
/// `ids` names the tokens, at least one, and a word may come twice.
///
/// `weights.select(Axis(0), ids)` is their rows, one below the other: (tokens, d_model).
/// Of a matrix, `.sum_axis(Axis(0))` adds all rows up, and `.sum_axis(Axis(1))` all
/// columns. `ids.len() as f64` is the number of tokens.
pub fn vector(weights: &Array2<f64>, ids: &[usize]) -> Array1<f64> {
    // SOLUTION
    weights.select(Axis(0), ids).sum_axis(Axis(0)) / ids.len() as f64 // (d_model)
    // INSTEAD
    // todo!("take the rows, add them up, and divide")
    // END
}

fn main() -> ExitCode {
    embeddings_exercises::one_sentence_one_row::check(vector).report()
}
