//! Chapter 5: scores as probabilities, and drawing from them.
//!
//! Scores that may be any numbers are called logits. Softmax makes a distribution of
//! them: numbers from 0 to 1 that sum to 1. A logit of −∞ means "not allowed" and gets
//! the probability 0, exactly.

// What only the experiments use.
#![cfg_attr(not(feature = "run"), allow(dead_code, unused_imports))]

use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1};

mod cross_entropy;
#[cfg(feature = "run")]
mod digit_runs;
pub mod digits;
mod faults;
#[cfg(feature = "run")]
mod figures;
#[cfg(feature = "run")]
pub mod live;
#[cfg(feature = "run")]
pub mod page;
mod sampling;
mod softmax_error;
mod three_words;
mod very_wrong;

pub use cross_entropy::{
    cross_entropy, cross_entropy_cost, cross_entropy_gradient, perplexity,
};
pub use sampling::{
    Sampling, draw, greedy, largest_deviation, top_k, top_p, total_variation,
};
pub use softmax_error::SoftmaxError;

// ANCHOR: softmax
/// The probabilities e^z over their sum, of one row of logits: (classes). It is
/// computed from z less the largest z, which changes nothing and cannot overflow.
///
/// # Errors
/// If there is no logit, one is NaN or +∞, or all are −∞.
pub fn softmax(logits: ArrayView1<f64>) -> Result<Array1<f64>, SoftmaxError> {
    let mut probabilities = logits.to_owned(); // (classes)
    make_probabilities(probabilities.view_mut(), 0)?;
    Ok(probabilities)
}

fn make_probabilities(
    mut row: ArrayViewMut1<f64>,
    number: usize,
) -> Result<(), SoftmaxError> {
    // ANCHOR: softmax-idea
    let largest = largest_logit(row.view(), number)?;
    row.mapv_inplace(|z| libm::exp(z - largest)); // (classes), from 0 to 1
    let sum: f64 = row.iter().sum(); // at least 1, from the largest
    row.mapv_inplace(|power| power / sum); // (classes)
    // ANCHOR_END: softmax-idea
    Ok(())
}
// ANCHOR_END: softmax

// ANCHOR: largest
/// The largest logit of a row, if it is one that has probabilities.
fn largest_logit(logits: ArrayView1<f64>, row: usize) -> Result<f64, SoftmaxError> {
    if logits.is_empty() {
        return Err(SoftmaxError::Empty { rows: 1, columns: 0 });
    }
    let mut largest = f64::NEG_INFINITY;
    for (column, &z) in logits.iter().enumerate() {
        if z.is_nan() || z == f64::INFINITY {
            return Err(SoftmaxError::Logit { row, column, value: z });
        }
        largest = largest.max(z);
    }
    if largest == f64::NEG_INFINITY {
        return Err(SoftmaxError::NothingAllowed { row });
    }
    Ok(largest)
}
// ANCHOR_END: largest

// ANCHOR: softmax-rows
/// [`softmax`] of each row: logits (batch, classes) to probabilities of that shape.
///
/// # Errors
/// If there is no logit, one is NaN or +∞, or all of a row are −∞: which, it says.
pub fn softmax_rows(logits: &Array2<f64>) -> Result<Array2<f64>, SoftmaxError> {
    check_not_empty(logits)?;
    let mut probabilities = logits.clone(); // (batch, classes)
    for (number, row) in probabilities.rows_mut().into_iter().enumerate() {
        make_probabilities(row, number)?;
    }
    Ok(probabilities)
}
// ANCHOR_END: softmax-rows

// ANCHOR: check-not-empty
fn check_not_empty(logits: &Array2<f64>) -> Result<(), SoftmaxError> {
    let (rows, columns) = logits.dim();
    if logits.is_empty() {
        return Err(SoftmaxError::Empty { rows, columns });
    }
    Ok(())
}
// ANCHOR_END: check-not-empty

// ANCHOR: log-sum-exp
/// The logarithm (natural, as everywhere) of the sum of all e^z.
///
/// # Errors
/// If there is no logit, one is NaN or +∞, or all are −∞.
pub fn log_sum_exp(logits: ArrayView1<f64>) -> Result<f64, SoftmaxError> {
    // ANCHOR: log-sum-exp-idea
    let largest = largest_logit(logits, 0)?;
    let sum: f64 = logits.iter().map(|z| libm::exp(z - largest)).sum();
    Ok(largest + libm::log(sum))
    // ANCHOR_END: log-sum-exp-idea
}
// ANCHOR_END: log-sum-exp

// ANCHOR: log-softmax
/// The logarithms of the probabilities: (classes). They tell probabilities apart that
/// are too small for an `f64`. Where a logit is −∞ so is the logarithm.
///
/// # Errors
/// If there is no logit, one is NaN or +∞, or all are −∞.
pub fn log_softmax(logits: ArrayView1<f64>) -> Result<Array1<f64>, SoftmaxError> {
    log_softmax_of(logits, 0)
}

fn log_softmax_of(
    logits: ArrayView1<f64>,
    row: usize,
) -> Result<Array1<f64>, SoftmaxError> {
    let largest = largest_logit(logits, row)?;
    let sum: f64 = logits.iter().map(|z| libm::exp(z - largest)).sum();
    let log_sum = libm::log(sum);
    Ok(logits.mapv(|z| (z - largest) - log_sum)) // (classes)
}
// ANCHOR_END: log-softmax

// ANCHOR: softmax-at
/// The probabilities at a temperature: those of z / T, (classes).
///
/// # Errors
/// If the temperature is not a finite number above 0, or the logits have no
/// probabilities.
pub fn softmax_at(
    logits: ArrayView1<f64>,
    temperature: f64,
) -> Result<Array1<f64>, SoftmaxError> {
    if !(temperature > 0.0 && temperature.is_finite()) {
        return Err(SoftmaxError::Temperature { value: temperature });
    }
    let largest = largest_logit(logits, 0)?;
    softmax(logits.mapv(|z| distance(z, largest, temperature)).view()) // (classes)
}

/// (z − largest) / T, from −∞ to 0. The difference may be too large for an `f64` and
/// the quotient not, but only if T is above 1: then divide first.
fn distance(z: f64, largest: f64, temperature: f64) -> f64 {
    let difference = z - largest;
    if difference.is_finite() || temperature < 1.0 {
        difference / temperature
    } else {
        z / temperature - largest / temperature
    }
}
// ANCHOR_END: softmax-at

// ANCHOR: entropy
/// The entropy of a distribution in nats: the mean of −ln p. It is 0 if the answer is
/// certain, and ln n if all n are equally likely (Shannon, 1948).
///
/// # Errors
/// If the numbers are not from 0 to 1, or do not sum to 1.
pub fn entropy(probabilities: ArrayView1<f64>) -> Result<f64, SoftmaxError> {
    check_distribution(probabilities)?;
    // ANCHOR: entropy-idea
    let possible = probabilities.iter().filter(|p| **p > 0.0);
    Ok(possible.fold(0.0, |sum, p| sum - p * libm::log(*p)))
    // ANCHOR_END: entropy-idea
}
// ANCHOR_END: entropy

// ANCHOR: check-distribution
/// Sums of many roundings are allowed for, and no more.
const TOLERANCE: f64 = 1e-9;

fn check_distribution(probabilities: ArrayView1<f64>) -> Result<(), SoftmaxError> {
    let in_range = |p: &f64| (0.0..=1.0).contains(p);
    if let Some(column) = probabilities.iter().position(|p| !in_range(p)) {
        let value = probabilities[column];
        return Err(SoftmaxError::Probability { column, value });
    }
    let sum = probabilities.iter().sum::<f64>() + 0.0; // no negative zero
    if (sum - 1.0).abs() > TOLERANCE {
        return Err(SoftmaxError::Sum { value: sum });
    }
    Ok(())
}
// ANCHOR_END: check-distribution

// ANCHOR: softmax-rows-backward
/// The way back through [`softmax_rows`]: from its `probabilities` (batch, classes)
/// and how the cost changes with them, of the same shape, to how it changes with the
/// logits: p ⊙ (d − the row's sum of p d). Where p is 0, so is the result.
///
/// # Errors
/// If the shapes differ.
pub fn softmax_rows_backward(
    probabilities: &Array2<f64>,
    d_probabilities: &Array2<f64>,
) -> Result<Array2<f64>, SoftmaxError> {
    let (expected, found) = (probabilities.dim(), d_probabilities.dim());
    if expected != found {
        return Err(SoftmaxError::Shapes { expected, found });
    }
    let mut d_logits = d_probabilities.clone(); // (batch, classes)
    for (mut d, p) in d_logits.rows_mut().into_iter().zip(probabilities.rows()) {
        let mean: f64 = d.iter().zip(p).map(|(d, p)| p * d).sum();
        d.zip_mut_with(&p, |d, p| *d = p * (*d - mean)); // (classes)
    }
    Ok(d_logits)
}
// ANCHOR_END: softmax-rows-backward
