//! Two logits that start far on the wrong side, and step towards their target.

use loss::mean_squared_error_gradient;
use ndarray::{Array2, array};

use crate::{cross_entropy_gradient, softmax_rows, softmax_rows_backward};

/// A cost on the probabilities of one example.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Judge {
    /// The mean squared error between probabilities and one-hot target.
    Squares,
    /// The cross-entropy.
    CrossEntropy,
}

/// How the cost changes with the two logits (1, 2), if the first class is right.
pub(crate) fn gradient(
    judge: Judge,
    logits: &Array2<f64>,
) -> anyhow::Result<Array2<f64>> {
    if judge == Judge::CrossEntropy {
        return Ok(cross_entropy_gradient(logits, &[0])?);
    }
    let p = softmax_rows(logits)?; // (1, 2)
    let d_p = mean_squared_error_gradient(&p, &array![[1.0, 0.0]])?; // (1, 2)
    Ok(softmax_rows_backward(&p, &d_p)?) // (1, 2)
}

/// The probability of the right class, which starts `behind` in its logit: before the
/// first step, and after each of `steps` with a learning rate of 1.
pub(crate) fn descend(
    judge: Judge,
    behind: f64,
    steps: usize,
) -> anyhow::Result<Vec<f64>> {
    let mut logits = array![[0.0, behind]]; // (1, 2)
    let mut curve = vec![softmax_rows(&logits)?[[0, 0]]];
    for _ in 0..steps {
        logits = &logits - &gradient(judge, &logits)?; // (1, 2)
        curve.push(softmax_rows(&logits)?[[0, 0]]);
    }
    Ok(curve)
}
