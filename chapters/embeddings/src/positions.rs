//! Positions as vectors.

use ndarray::Array2;

use crate::{EmbeddingError, check_size};

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
) -> Result<Array2<f64>, EmbeddingError> {
    if d_model == 0 || !d_model.is_multiple_of(2) {
        return Err(EmbeddingError::OddDimension { d_model });
    }
    check_size(n, d_model)?;
    Ok(Array2::from_shape_fn((n, d_model), |(position, column)| {
        let even = column - column % 2; // a sine and its cosine share a frequency
        let frequency = libm::pow(10000.0, -(even as f64) / d_model as f64);
        let angle = position as f64 * frequency;
        if column == even { libm::sin(angle) } else { libm::cos(angle) }
    })) // (n, d_model)
}
// ANCHOR_END: positions
