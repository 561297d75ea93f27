//! What goes wrong: softmax and sampling with the mistakes of this chapter.

use ndarray::{Array1, ArrayView1, aview1};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::{SoftmaxError, softmax, top_k};

// ANCHOR: naive-softmax
/// As the formula is written: right, while no power is too large or too small.
pub(crate) fn naive_softmax(logits: ArrayView1<f64>) -> Array1<f64> {
    let powers = logits.mapv(libm::exp); // (classes)
    let sum: f64 = powers.iter().sum();
    powers / sum // (classes)
}
// ANCHOR_END: naive-softmax

/// The same for the logarithm of the sum.
pub(crate) fn naive_log_sum_exp(logits: ArrayView1<f64>) -> f64 {
    libm::log(logits.iter().map(|&z| libm::exp(z)).sum())
}

/// The reading in which i is the index of an item and not its logit.
pub(crate) fn index_softmax(
    logits: ArrayView1<f64>,
) -> Result<Array1<f64>, SoftmaxError> {
    let indices: Vec<f64> = (0..logits.len()).map(|i| i as f64).collect();
    softmax(aview1(&indices))
}

// ANCHOR: uniform-top-k
/// One of the `k` most likely classes, each as likely as the others.
pub(crate) fn uniform_top_k(
    probabilities: ArrayView1<f64>,
    k: usize,
    rng: &mut ChaCha8Rng,
) -> Result<usize, SoftmaxError> {
    // ANCHOR: uniform-top-k-idea
    let kept = top_k(probabilities, k)?; // (classes)
    let classes: Vec<usize> = (0..kept.len()).filter(|&c| kept[c] > 0.0).collect();
    Ok(classes[rng.random_range(0..classes.len())])
    // ANCHOR_END: uniform-top-k-idea
}
// ANCHOR_END: uniform-top-k
