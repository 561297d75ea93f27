//! Costs and gradients by hand, with something else taken off than the largest logit.

use ndarray::{Array2, ArrayView1};

use softmax::softmax_rows;

pub(super) const FROM_ZERO: &str = "Your search for the largest logit starts at 0. Where all are negative, \
    nothing is taken off, and far below 0 all powers vanish. Start below every number, as the \
    chapter's functions do.";

pub(super) const NO_MAXIMUM: &str = "Your powers of large logits overflow, and so does their sum. The \
    chapter's `log_softmax` takes the largest logit off first.";
pub(super) const MEAN: &str = "You take off the mean of each row. A logit far above the mean still overflows: \
    which number must the largest exponent be?";
pub(super) const SMALLEST: &str = "You take off the smallest logit of each row. The exponents then start at 0 \
    and have no upper end, so the largest power may still be infinite.";
pub(super) const END: &str = "You take off the logit that stands at one end of its row. Where another is far \
    above it, that one's power is infinite: take the largest off, wherever it stands.";

pub(super) fn mean(row: ArrayView1<f64>) -> f64 {
    row.mean().unwrap_or(0.0)
}

pub(super) fn smallest(row: ArrayView1<f64>) -> f64 {
    row.iter().copied().fold(f64::INFINITY, f64::min)
}

pub(super) fn first(row: ArrayView1<f64>) -> f64 {
    row[0]
}

pub(super) fn last(row: ArrayView1<f64>) -> f64 {
    row[row.len() - 1]
}

pub(super) fn largest_from_zero(row: ArrayView1<f64>) -> f64 {
    row.iter().copied().fold(0.0, f64::max)
}

/// The chapter's own softmax.
pub(super) fn probabilities(logits: &Array2<f64>) -> Array2<f64> {
    softmax_rows(logits).expect("finite logits") // (batch, classes)
}

/// Cost and gradient from shares of powers, whose logarithm comes afterwards. What
/// `less` says is taken off the logits of a row.
pub(super) fn by_powers(
    logits: &Array2<f64>,
    y: &Array2<f64>,
    less: fn(ArrayView1<f64>) -> f64,
) -> (f64, Array2<f64>) {
    let mut p = logits.clone(); // (batch, classes)
    for mut row in p.rows_mut() {
        let less = less(row.view());
        row.mapv_inplace(|z| libm::exp(z - less)); // (classes)
        let sum = row.sum();
        row.mapv_inplace(|power| power / sum); // (classes)
    }
    let rows = logits.nrows() as f64;
    (-(y * &p.mapv(libm::log)).sum() / rows, (p - y) / rows)
}

/// The cost from the logarithm of the sum of powers, and the gradient from the chapter's
/// softmax.
pub(super) fn by_sums(
    logits: &Array2<f64>,
    y: &Array2<f64>,
    less: fn(ArrayView1<f64>) -> f64,
) -> (f64, Array2<f64>) {
    let log_p = logarithms(logits, less);
    let rows = logits.nrows() as f64;
    (-(y * &log_p).sum() / rows, (probabilities(logits) - y) / rows)
}

/// The cost as in [`by_sums`], and the gradient from the powers of the same logarithms.
pub(super) fn by_logarithms(
    logits: &Array2<f64>,
    y: &Array2<f64>,
    less: fn(ArrayView1<f64>) -> f64,
) -> (f64, Array2<f64>) {
    let log_p = logarithms(logits, less);
    let rows = logits.nrows() as f64;
    (-(y * &log_p).sum() / rows, (log_p.mapv(libm::exp) - y) / rows)
}

/// The cost as in [`by_sums`], and the gradient as in [`by_powers`].
pub(super) fn by_both(
    logits: &Array2<f64>,
    y: &Array2<f64>,
    less: fn(ArrayView1<f64>) -> f64,
) -> (f64, Array2<f64>) {
    (by_sums(logits, y, less).0, by_powers(logits, y, less).1)
}

/// Logarithms of probabilities (batch, classes), from the logarithm of a sum of powers.
fn logarithms(
    logits: &Array2<f64>,
    less: fn(ArrayView1<f64>) -> f64,
) -> Array2<f64> {
    let mut log_p = logits.clone(); // (batch, classes)
    for mut row in log_p.rows_mut() {
        let less = less(row.view());
        let sum: f64 = row.iter().map(|z| libm::exp(z - less)).sum();
        row.mapv_inplace(|z| z - less - libm::log(sum)); // (classes)
    }
    log_p
}
