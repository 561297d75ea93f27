//! Where a token stands, as a vector.

use ndarray::Array2;

use crate::AttentionError;

// ANCHOR: positions
/// A vector for each of the positions 0 to n − 1: (n, d_model). Each pair of
/// columns holds sine and cosine of the position times one frequency; the
/// frequencies fall from 1 towards 1/10000 (Vaswani and others, 2017).
///
/// # Errors
/// If `d_model` is odd or 0, or no memory holds so many numbers.
pub fn sinusoidal_positions(
    n: usize,
    d_model: usize,
) -> Result<Array2<f64>, AttentionError> {
    check_positions(n, d_model)?;
    // ANCHOR: positions-idea
    Ok(Array2::from_shape_fn((n, d_model), |(position, column)| {
        let even = column - column % 2; // a sine and its cosine share a frequency
        let frequency = libm::pow(10000.0, -(even as f64) / d_model as f64);
        let angle = position as f64 * frequency;
        if column == even { libm::sin(angle) } else { libm::cos(angle) }
    })) // (n, d_model)
    // ANCHOR_END: positions-idea
}
// ANCHOR_END: positions

// ANCHOR: with-positions
/// The vector of each word, plus that of its place: both (tokens, d_model).
///
/// # Errors
/// If d_model is odd or 0.
pub fn with_positions(words: &Array2<f64>) -> Result<Array2<f64>, AttentionError> {
    let (tokens, d_model) = words.dim();
    Ok(words + sinusoidal_positions(tokens, d_model)?) // (tokens, d_model)
}
// ANCHOR_END: with-positions

// ANCHOR: check-positions
fn check_positions(n: usize, d_model: usize) -> Result<(), AttentionError> {
    if d_model == 0 || !d_model.is_multiple_of(2) {
        return Err(AttentionError::OddDimension { d_model });
    }
    let bytes = n.checked_mul(d_model).and_then(|numbers| numbers.checked_mul(8));
    if bytes.and_then(|bytes| isize::try_from(bytes).ok()).is_none() {
        return Err(AttentionError::TooManyPositions { n, d_model });
    }
    Ok(())
}
// ANCHOR_END: check-positions
