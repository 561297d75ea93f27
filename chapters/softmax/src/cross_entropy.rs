//! The cost of a probability: how surprised a model is by what is right, and which way
//! is less.

use ndarray::{Array2, ArrayView2, ArrayViewMut2};

use crate::{SoftmaxError, check_not_empty, log_softmax_of, softmax_rows};

// ANCHOR: cross-entropy
/// The cross-entropy in nats: the mean over all rows of −ln p of the row's target,
/// from logits (batch, classes) and a class for each row: (batch).
///
/// # Errors
/// If the logits have no probabilities, there is not one target for each row, or a
/// target is no column or one that is not allowed.
pub fn cross_entropy(
    logits: &Array2<f64>,
    targets: &[usize],
) -> Result<f64, SoftmaxError> {
    check_targets(logits, targets)?;
    // ANCHOR: cross-entropy-idea
    let mut sum = 0.0;
    for (row, &target) in targets.iter().enumerate() {
        sum -= log_softmax_of(logits.row(row), row)?[target];
    }
    Ok(sum / targets.len() as f64)
    // ANCHOR_END: cross-entropy-idea
}
// ANCHOR_END: cross-entropy

// ANCHOR: cross-entropy-gradient
/// How [`cross_entropy`] changes with each logit: (P − Y) / batch, where Y has a 1 in
/// the column of each row's target: (batch, classes).
///
/// # Errors
/// As [`cross_entropy`].
pub fn cross_entropy_gradient(
    logits: &Array2<f64>,
    targets: &[usize],
) -> Result<Array2<f64>, SoftmaxError> {
    check_targets(logits, targets)?;
    // ANCHOR: cross-entropy-gradient-idea
    let mut gradient = softmax_rows(logits)?; // (batch, classes)
    for (row, &target) in targets.iter().enumerate() {
        gradient[[row, target]] -= 1.0;
    }
    Ok(gradient / targets.len() as f64) // (batch, classes)
    // ANCHOR_END: cross-entropy-gradient-idea
}
// ANCHOR_END: cross-entropy-gradient

// ANCHOR: check-targets
fn check_targets(
    logits: &Array2<f64>,
    targets: &[usize],
) -> Result<(), SoftmaxError> {
    check_not_empty(logits)?;
    let (rows, classes) = logits.dim();
    if rows != targets.len() {
        return Err(SoftmaxError::Targets { rows, targets: targets.len() });
    }
    for (row, &target) in targets.iter().enumerate() {
        if target >= classes {
            return Err(SoftmaxError::Target { row, target, classes });
        }
        if logits[[row, target]] == f64::NEG_INFINITY {
            return Err(SoftmaxError::TargetNotAllowed { row, target });
        }
    }
    Ok(())
}
// ANCHOR_END: check-targets

// ANCHOR: perplexity
/// e to the cross-entropy: among how many equally likely answers one would have to
/// guess to be as uncertain.
pub fn perplexity(cross_entropy: f64) -> f64 {
    libm::exp(cross_entropy)
}
// ANCHOR_END: perplexity

// ANCHOR: cross-entropy-cost
/// The cross-entropy as a [`backprop::Cost`]: `outputs` are logits and `targets` are
/// one-hot rows (batch, classes). Logits that are no numbers give a cost that is none,
/// and a target that is not allowed one that is infinite.
pub fn cross_entropy_cost(
    outputs: ArrayView2<f64>,
    targets: ArrayView2<f64>,
    mut d_outputs: ArrayViewMut2<f64>,
) -> f64 {
    let batch = outputs.nrows() as f64;
    let mut cost = 0.0;
    let rows = outputs.rows().into_iter().zip(targets.rows());
    for ((z, y), mut d) in rows.zip(d_outputs.rows_mut()) {
        let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sum = 0.0;
        for (d, z) in d.iter_mut().zip(z) {
            *d = libm::exp(z - largest);
            sum += *d;
        }
        let log_sum = libm::log(sum);
        for ((d, z), y) in d.iter_mut().zip(z).zip(y) {
            if *y > 0.0 {
                cost += y * (log_sum - (z - largest)); // never 0 · ∞
            }
            *d = (*d / sum - y) / batch;
        }
    }
    cost / batch
}
// ANCHOR_END: cross-entropy-cost
