//! By how much an answer wins: what is counted must not hang on how a processor rounds.

use ndarray::Array2;

/// By how much the largest number of a row leads over the second, in the row where that
/// is least: from outputs (batch, outputs). A row with two largest numbers has a lead of
/// 0, and so has one that holds NaN. Without two numbers to compare, it is infinite.
pub fn least_lead(outputs: &Array2<f64>) -> f64 {
    let mut least = f64::INFINITY;
    for row in outputs.rows() {
        let mut sorted = row.to_vec(); // (outputs)
        sorted.sort_by(|a, b| b.total_cmp(a)); // the largest first
        let [first, second, ..] = sorted[..] else { continue };
        let is_clear = first > second && !sorted.iter().any(|a| a.is_nan());
        least = least.min(if is_clear { first - second } else { 0.0 });
    }
    least
}

/// The index of the largest value.
pub(crate) fn largest(values: impl Iterator<Item = f64>) -> Option<usize> {
    values.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index)
}
