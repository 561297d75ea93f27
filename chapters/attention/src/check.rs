//! How gradients and outputs are checked: by nudging, and by the largest difference.

use ndarray::Array2;

use crate::{AttentionError, Head, HeadGradients};

// ANCHOR: measured-head-gradients
/// The gradients of a head, measured: each weight, and each number of the tokens
/// (tokens, d_model), is nudged up and down by `step`. The cost is the sum of the
/// outputs (tokens, d_v), each times its number in `d_output`.
///
/// # Errors
/// If the tokens do not fit the head or the mask.
pub fn measured_head_gradients(
    head: &Head,
    tokens: &Array2<f64>,
    mask: Option<&Array2<bool>>,
    d_output: &Array2<f64>,
    step: f64,
) -> Result<(HeadGradients, Array2<f64>), AttentionError> {
    let cost = |head: &Head, tokens: &Array2<f64>| -> Result<f64, AttentionError> {
        Ok((head.forward(tokens, mask)?.output * d_output).sum())
    };
    let with_w_q = |w_q| cost(&Head { w_q, ..head.clone() }, tokens);
    let with_w_k = |w_k| cost(&Head { w_k, ..head.clone() }, tokens);
    let with_w_v = |w_v| cost(&Head { w_v, ..head.clone() }, tokens);
    let d_w_q = slopes(&head.w_q, step, with_w_q)?; // (d_model, d_k)
    let d_w_k = slopes(&head.w_k, step, with_w_k)?; // (d_model, d_k)
    let d_w_v = slopes(&head.w_v, step, with_w_v)?; // (d_model, d_v)
    let d_tokens = slopes(tokens, step, |tokens| cost(head, &tokens))?; // (tokens, d_model)
    Ok((HeadGradients { d_w_q, d_w_k, d_w_v }, d_tokens))
}

/// How a cost changes with each number of a matrix: of its shape.
fn slopes(
    matrix: &Array2<f64>,
    step: f64,
    cost: impl Fn(Array2<f64>) -> Result<f64, AttentionError>,
) -> Result<Array2<f64>, AttentionError> {
    let nudged = |at: (usize, usize), by: f64| {
        let mut matrix = matrix.clone();
        matrix[at] += by;
        cost(matrix)
    };
    let mut slopes = matrix.clone();
    for (at, slope) in slopes.indexed_iter_mut() {
        *slope = (nudged(at, step)? - nudged(at, -step)?) / (2.0 * step);
    }
    Ok(slopes)
}
// ANCHOR_END: measured-head-gradients

// ANCHOR: farthest
/// The largest difference between two matrices of one shape.
pub fn farthest(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}
// ANCHOR_END: farthest
