//! From probabilities to one answer: the likeliest, or a draw, from all or from the top
//! of them.

use ndarray::{Array1, ArrayView1};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::{SoftmaxError, check_distribution, largest_logit, softmax_at};

// ANCHOR: greedy
/// The class of the largest logit, the first of them if there are several.
///
/// # Errors
/// If there is no logit, one is NaN or +∞, or all are −∞.
pub fn greedy(logits: ArrayView1<f64>) -> Result<usize, SoftmaxError> {
    let largest = largest_logit(logits, 0)?;
    // The largest is one of them, so one is found.
    Ok(logits.iter().position(|&z| z == largest).unwrap_or(0))
}
// ANCHOR_END: greedy

// ANCHOR: draw
/// A class drawn at random, each with its own probability. One whose probability is 0
/// is never drawn.
///
/// # Errors
/// If the numbers are not from 0 to 1, or do not sum to 1.
pub fn draw(
    probabilities: ArrayView1<f64>,
    rng: &mut ChaCha8Rng,
) -> Result<usize, SoftmaxError> {
    check_distribution(probabilities)?;
    // ANCHOR: draw-idea
    let mut left = rng.random::<f64>(); // in [0, 1)
    let mut drawn = 0;
    for (class, &p) in probabilities.iter().enumerate() {
        if p == 0.0 {
            continue;
        }
        drawn = class;
        if left < p {
            break;
        }
        left -= p;
    }
    // ANCHOR_END: draw-idea
    Ok(drawn)
}
// ANCHOR_END: draw

// ANCHOR: top-k
/// The `k` most likely classes, with probabilities that sum to 1 again; all others
/// have 0. Of equal ones the first are kept. More than there are is all of them.
///
/// # Errors
/// If `k` is 0, or the numbers are no distribution.
pub fn top_k(
    probabilities: ArrayView1<f64>,
    k: usize,
) -> Result<Array1<f64>, SoftmaxError> {
    check_distribution(probabilities)?;
    if k == 0 {
        return Err(SoftmaxError::TopK);
    }
    Ok(keep(probabilities, &by_probability(probabilities), k))
}

/// The classes, the most likely first; of equal ones the first.
fn by_probability(probabilities: ArrayView1<f64>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
    order
}

/// The first `count` classes of `order`, with their share of the probability.
fn keep(
    probabilities: ArrayView1<f64>,
    order: &[usize],
    count: usize,
) -> Array1<f64> {
    let mut kept = Array1::zeros(probabilities.len()); // (classes)
    for &class in order.iter().take(count) {
        kept[class] = probabilities[class];
    }
    let sum: f64 = kept.iter().sum();
    kept / sum // (classes)
}
// ANCHOR_END: top-k

// ANCHOR: top-p
/// The most likely classes, as few as have a probability of `p` or more together, with
/// probabilities that sum to 1 again (Holtzman and others, 2020). Of equal ones the
/// first are kept; a `p` of 1 keeps all.
///
/// # Errors
/// If `p` is not above 0 and up to 1, or the numbers are no distribution.
pub fn top_p(
    probabilities: ArrayView1<f64>,
    p: f64,
) -> Result<Array1<f64>, SoftmaxError> {
    check_distribution(probabilities)?;
    if !(p > 0.0 && p <= 1.0) {
        return Err(SoftmaxError::TopP { value: p });
    }
    if p == 1.0 {
        return Ok(probabilities.to_owned());
    }
    // ANCHOR: top-p-idea
    let order = by_probability(probabilities);
    let (mut sum, mut count) = (0.0, 0);
    while sum < p && count < order.len() {
        sum += probabilities[order[count]];
        count += 1;
    }
    Ok(keep(probabilities, &order, count))
    // ANCHOR_END: top-p-idea
}
// ANCHOR_END: top-p

// ANCHOR: sampling
/// How the next class is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// The logits are divided by it.
    pub temperature: f64,
    /// Of how many classes at most, if not of all.
    pub top_k: Option<usize>,
    /// From which part of the probability that is left, if not from all of it.
    pub top_p: Option<f64>,
}

impl Sampling {
    /// What a draw draws from: temperature first, then top-k, then top-p.
    ///
    /// # Errors
    /// If the logits have no probabilities, or a setting is out of its range.
    pub fn probabilities(
        self,
        logits: ArrayView1<f64>,
    ) -> Result<Array1<f64>, SoftmaxError> {
        let mut probabilities = softmax_at(logits, self.temperature)?; // (classes)
        if let Some(k) = self.top_k {
            probabilities = top_k(probabilities.view(), k)?; // (classes)
        }
        if let Some(p) = self.top_p {
            probabilities = top_p(probabilities.view(), p)?; // (classes)
        }
        Ok(probabilities)
    }
}
// ANCHOR_END: sampling

// ANCHOR: total-variation
/// How far two distributions are apart, from 0 to 1: the probability that would have
/// to be moved to make one of the other.
///
/// # Errors
/// If one of them is no distribution, or they differ in length.
pub fn total_variation(
    first: ArrayView1<f64>,
    second: ArrayView1<f64>,
) -> Result<f64, SoftmaxError> {
    check_distribution(first)?;
    check_distribution(second)?;
    let (expected, found) = ((1, first.len()), (1, second.len()));
    if expected != found {
        return Err(SoftmaxError::Shapes { expected, found });
    }
    let differences = first.iter().zip(second).map(|(p, q)| (p - q).abs());
    Ok(0.5 * differences.sum::<f64>())
}
// ANCHOR_END: total-variation

// ANCHOR: largest-deviation
/// How far counts of draws are from what the probabilities expect, in standard
/// deviations √(n p (1 − p)), for the class where it is farthest. A class that is
/// impossible and was drawn, or certain and was not, is infinitely far.
///
/// # Errors
/// If the probabilities are no distribution, or there is not one count for each.
pub fn largest_deviation(
    counts: &[usize],
    probabilities: ArrayView1<f64>,
) -> Result<f64, SoftmaxError> {
    check_distribution(probabilities)?;
    let (expected, found) = ((1, probabilities.len()), (1, counts.len()));
    if expected != found {
        return Err(SoftmaxError::Shapes { expected, found });
    }
    let draws = counts.iter().sum::<usize>() as f64;
    let deviation = |(&count, &p): (&usize, &f64)| {
        let difference = (count as f64 - draws * p).abs();
        let spread = (draws * p * (1.0 - p)).sqrt();
        if difference == 0.0 { 0.0 } else { difference / spread }
    };
    Ok(counts.iter().zip(probabilities).map(deviation).fold(0.0, f64::max))
}
// ANCHOR_END: largest-deviation
