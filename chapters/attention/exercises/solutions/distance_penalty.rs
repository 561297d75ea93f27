//! A penalty for distance.
//!
//! Take a fixed number off each score for each step between the token that looks and
//! the one it looks at. Then check it; the check also shows what such a reader of
//! colours learns without positions. Four functions are yours to use. Each gives a
//! `Result`, which is never an error if all is well, so `.unwrap()` is fine:
//!
//! - `scores(queries, keys)`: Q Kᵀ / √d_k, (tokens, tokens);
//! - `causal_mask(tokens)`: true where a token may look, (tokens, tokens);
//! - `masked(scores, &mask)`: the scores with −∞ where the mask is false;
//! - `softmax_rows(&scores)`: the weights, each row a softmax of its own.
//!
//!     cargo run -p course -- check distance-penalty

use std::process::ExitCode;

use attention::{causal_mask, masked, scores};
use ndarray::Array2;
use softmax::softmax_rows;

/// Attention weights (tokens, tokens) with the causal mask, from `queries` and
/// `keys` (tokens, d_k). Token i loses `slope` · (i − j) of its score for token j.
pub fn weights(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    slope: f64,
) -> Array2<f64> {
    // SOLUTION
    // All matrices here are (tokens, tokens).
    let mut scores = scores(queries, keys).expect("matrices that fit");
    for ((query, key), score) in scores.indexed_iter_mut() {
        *score -= slope * (query as f64 - key as f64);
    }
    let mask = causal_mask(queries.nrows()).expect("few tokens");
    let scores = masked(scores, &mask).expect("a mask of the same shape");
    softmax_rows(&scores).expect("each token may look at itself")
    // INSTEAD
    // todo!("take scores, masked and softmax_rows, with the penalty in between")
    // END
}

fn main() -> ExitCode {
    attention_exercises::distance_penalty::check(weights).report()
}
