//! The flat picture of vectors that loses least: principal component analysis
//! (Pearson, 1901; Hotelling, 1933).

use ndarray::{Array1, Array2, Axis, s};

use crate::{Embedding, EmbeddingError, check_width};

/// A few directions through the mean of some vectors, along which they spread most.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// The mean of the vectors: (d_model).
    pub mean: Array1<f64>,
    /// Directions of length 1 at right angles to each other: (axes, d_model).
    pub axes: Array2<f64>,
    /// The share of the spread that lies along each of them: (axes).
    pub shares: Array1<f64>,
}

impl Projection {
    /// Where vectors (tokens, d_model) stand along the directions: (tokens, axes).
    ///
    /// # Errors
    /// If the vectors have another dimension.
    pub fn of(&self, vectors: &Array2<f64>) -> Result<Array2<f64>, EmbeddingError> {
        check_width(self.mean.len(), vectors.ncols())?;
        let centred = vectors - &self.mean; // (tokens, d_model)
        Ok(centred.dot(&self.axes.t())) // (tokens, axes)
    }
}

/// Rounds of multiplication after which we take what we have.
const ROUNDS: usize = 20_000;

/// The directions along which vectors (tokens, d_model) spread most, the widest
/// first. Each is found by multiplying any start with the covariance again and
/// again, which turns it towards the widest direction left (von Mises and
/// Pollaczek-Geiringer, 1929). The largest number of each is positive.
///
/// # Errors
/// If the vectors do not spread in so many directions, or hold a number that is not
/// finite.
pub fn principal_axes(
    vectors: &Array2<f64>,
    count: usize,
) -> Result<Projection, EmbeddingError> {
    let (rows, d_model) = vectors.dim();
    let none = EmbeddingError::NoSpread { rows, axes: count };
    let checked = Embedding::new(vectors.clone())?.weights; // (tokens, d_model)
    let mean = checked.mean_axis(Axis(0)).ok_or(none.clone())?; // (d_model)
    let centred = &checked - &mean; // (tokens, d_model)
    let covariance = centred.t().dot(&centred) / rows as f64; // (d_model, d_model)
    let spread = covariance.diag().sum();
    let mut axes = Array2::zeros((count.min(d_model), d_model)); // (axes, d_model)
    let mut shares = Array1::zeros(count.min(d_model)); // (axes)
    for found in 0..count {
        let before = axes.slice(s![..found.min(d_model), ..]).to_owned();
        let (axis, along) = widest(&covariance, &before).ok_or(none.clone())?;
        if found >= d_model || along <= 1e-12 * spread {
            return Err(none);
        }
        axes.row_mut(found).assign(&axis);
        shares[found] = along / spread;
    }
    Ok(Projection { mean, axes, shares })
}

/// The direction that `covariance` stretches most, of those at right angles to all
/// rows of `before`, and how much it does.
fn widest(
    covariance: &Array2<f64>,
    before: &Array2<f64>,
) -> Option<(Array1<f64>, f64)> {
    // Any start will do, unless it has no part in the direction that is looked for.
    let mut axis = Array1::from_shape_fn(covariance.nrows(), |i| {
        1.0 + (0.618 * i as f64) % 1.0
    });
    let mut along = 0.0;
    for _ in 0..ROUNDS {
        let mut next = covariance.dot(&axis); // (d_model)
        for other in before.rows() {
            next = &next - &(&other * other.dot(&next)); // (d_model)
        }
        along = next.dot(&next).sqrt();
        if along.is_nan() || along == 0.0 {
            return None;
        }
        next /= along; // (d_model)
        let moved = (&next - &axis).mapv(f64::abs).sum();
        axis = next;
        if moved < 1e-13 {
            break;
        }
    }
    let largest =
        axis.iter().fold(0.0_f64, |m, &x| if x.abs() > m.abs() { x } else { m });
    Some((axis * largest.signum(), along)) // (d_model)
}
