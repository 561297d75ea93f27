//! Attention, from scores to mixtures.
//!
//! Write steps 3 to 6: scores, mask, weights, and what each token takes in. Then
//! check it:
//!
//!     cargo run -p course -- check causal-attention

use std::process::ExitCode;

use ndarray::Array2;
use softmax::softmax_rows;

/// What each token takes in (tokens, d_v) from itself and those before it: `queries`
/// and `keys` are (tokens, d_k), `values` (tokens, d_v). `softmax_rows(&scores)` gives
/// a `Result` of weights of the shape of the scores: an error if a row has no score but
/// −∞, so that `.unwrap()` is fine where each token sees itself.
pub fn attention(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    values: &Array2<f64>,
) -> Array2<f64> {
    todo!("compute the scores, hide what is later, weigh, and mix the values")
}

fn main() -> ExitCode {
    attention_exercises::causal_attention::check(attention).report()
}
