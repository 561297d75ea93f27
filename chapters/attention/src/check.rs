//! How gradients and outputs are checked: by nudging, and by the largest difference.

use ndarray::Array2;

use crate::{AttentionError, Head, HeadGradients};

// ANCHOR: measured-head-gradients
/// One of the matrices that are nudged.
type Pick = for<'a> fn(&'a mut Head, &'a mut Array2<f64>) -> &'a mut Array2<f64>;

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
    let measured = |pick: Pick| {
        let mut found = pick(&mut head.clone(), &mut tokens.clone()).clone();
        for (at, slope) in found.indexed_iter_mut() {
            let nudged = |by: f64| {
                let (mut head, mut tokens) = (head.clone(), tokens.clone());
                pick(&mut head, &mut tokens)[at] += by;
                cost(&head, &tokens)
            };
            *slope = (nudged(step)? - nudged(-step)?) / (2.0 * step);
        }
        Ok::<_, AttentionError>(found)
    };
    let (d_w_q, d_w_k) =
        (measured(|h, _| &mut h.w_q)?, measured(|h, _| &mut h.w_k)?);
    let (d_w_v, d_tokens) = (measured(|h, _| &mut h.w_v)?, measured(|_, t| t)?);
    Ok((HeadGradients { d_w_q, d_w_k, d_w_v }, d_tokens))
}
// ANCHOR_END: measured-head-gradients

// ANCHOR: farthest
/// The largest difference between two matrices of one shape.
pub fn farthest(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}
// ANCHOR_END: farthest
