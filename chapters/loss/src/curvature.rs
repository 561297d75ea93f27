//! How a line's cost bends, and what that says about the learning rate.

use ndarray::Array2;

use crate::LossError;
use crate::line::check_size;

// ANCHOR: curvature
/// How fast the gradient of a line's cost changes: the eigenvalues of its Hessian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curvature {
    /// Across the valley, where the cost bends most.
    pub largest: f64,
    /// Along the valley, where it bends least.
    pub smallest: f64,
}

/// The curvature of the cost of a line on `inputs` (batch, 1). The targets do not
/// matter: they move the valley and leave its form.
///
/// # Errors
/// If there are no inputs, or one is beyond 1e100.
pub fn curvature(inputs: &Array2<f64>) -> Result<Curvature, LossError> {
    check_size(inputs)?;
    let n = inputs.len() as f64;
    let mean = inputs.sum() / n;
    let mean_square = (inputs * inputs).sum() / n;
    let deviations = inputs - mean; // (batch, 1)
    let variance = (&deviations * &deviations).sum() / n;
    // The Hessian is 2 [[mean_square, mean], [mean, 1]].
    let difference = mean_square - 1.0;
    let root = (difference * difference + 4.0 * mean * mean).sqrt();
    let largest = mean_square + 1.0 + root;
    // Both eigenvalues multiply to the determinant, 4 (mean_square − mean²).
    Ok(Curvature { largest, smallest: 4.0 * variance / largest })
}
// ANCHOR_END: curvature

impl Curvature {
    // ANCHOR: stability-limit
    /// The learning rate at which a step across the valley lands as high on the other
    /// side. Smaller ones descend, larger ones climb.
    pub fn stability_limit(self) -> f64 {
        2.0 / self.largest
    }
    // ANCHOR_END: stability-limit

    // ANCHOR: condition-number
    /// How many times as strongly the cost bends across the valley as along it.
    pub fn condition_number(self) -> f64 {
        self.largest / self.smallest
    }
    // ANCHOR_END: condition-number

    /// The learning rate that brings the slowest direction down fastest.
    pub fn best_learning_rate(self) -> f64 {
        2.0 / (self.largest + self.smallest)
    }
}
