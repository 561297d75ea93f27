//! Too good to be true.
//!
//! Trained on the next word, a model with this head is nearly always right, and
//! writes nonsense. Find the bug, and repair it. Then check it:
//!
//!     cargo run -p course -- check too-good-to-be-true

use std::process::ExitCode;

use ndarray::Array2;
use softmax::softmax_rows;

/// The stream behind a head, (tokens, d_model), from `tokens` of that shape, `w_q`
/// and `w_k` (d_model, d_k), and `w_v` (d_model, d_model).
pub fn stream(
    tokens: &Array2<f64>,
    w_q: &Array2<f64>,
    w_k: &Array2<f64>,
    w_v: &Array2<f64>,
) -> Array2<f64> {
    let queries = tokens.dot(w_q); // (tokens, d_k)
    let keys = tokens.dot(w_k); // (tokens, d_k)
    let values = tokens.dot(w_v); // (tokens, d_model)
    let d_k = w_q.ncols() as f64;
    let mut scores = queries.dot(&keys.t()) / d_k.sqrt(); // (tokens, tokens)
    // SOLUTION
    for later in 1..tokens.nrows() {
        for query in 0..later {
            scores[[query, later]] = f64::NEG_INFINITY;
        }
    }
    // INSTEAD
    // for later in 1..tokens.nrows() {
    //     for query in 0..later - 1 {
    //         scores[[query, later]] = f64::NEG_INFINITY;
    //     }
    // }
    // END
    let weights = softmax_rows(&scores).expect("each token may look at itself");
    tokens + weights.dot(&values) // (tokens, d_model)
}

fn main() -> ExitCode {
    attention_exercises::too_good_to_be_true::check(stream).report()
}
