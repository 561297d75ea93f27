//! What goes wrong: heads with the mistakes of this chapter.

use attention::Head;
use ndarray::{Array2, Axis, concatenate, s};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::MultiHeadError;

// ANCHOR: sliced
/// Each head sees only its own slice of the tokens (tokens, d_model), with matrices of
/// the shape (d_head, d_head). The result is (tokens, d_model), before W_O.
pub(crate) fn sliced(
    heads: &[Head],
    tokens: &Array2<f64>,
) -> Result<Array2<f64>, MultiHeadError> {
    let mut outputs = Vec::new();
    let d_head = tokens.ncols() / heads.len();
    for (index, head) in heads.iter().enumerate() {
        // ANCHOR: sliced-idea
        let columns = s![.., index * d_head..(index + 1) * d_head];
        let slice = tokens.slice(columns).to_owned(); // (tokens, d_head)
        outputs.push(head.forward(&slice, None)?.output); // (tokens, d_head)
        // ANCHOR_END: sliced-idea
    }
    let views: Vec<_> = outputs.iter().map(|output| output.view()).collect();
    Ok(concatenate(Axis(1), &views)?) // (tokens, d_model)
}
// ANCHOR_END: sliced

/// W_O drawn uniformly from 0 to 1: (d_model, d_model).
pub(crate) fn positive_w_o(d_model: usize, rng: &mut ChaCha8Rng) -> Array2<f64> {
    Array2::from_shape_fn((d_model, d_model), |_| rng.random::<f64>()) // (d_model, d_model)
}

/// The share of the squares of `rows` that lies in their strongest direction, found by
/// multiplying a vector again and again.
pub(crate) fn strongest_share(rows: &Array2<f64>) -> f64 {
    let squares = rows.t().dot(rows); // (d_model, d_model)
    let mut direction = Array2::ones((rows.ncols(), 1)); // (d_model, 1)
    let mut largest = 0.0;
    for _ in 0..300 {
        let next = squares.dot(&direction); // (d_model, 1)
        largest = (&next * &next).sum().sqrt();
        direction = next / largest; // (d_model, 1)
    }
    largest / squares.diag().sum()
}
