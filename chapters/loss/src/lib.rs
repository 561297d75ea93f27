//! Chapter 2: how wrong a network is, and which way is downhill.
//!
//! A cost is a number; its gradient has the shape of what the cost depends on. Both
//! carry the same factor: that of the sum, or that of the mean.

// What only the experiments use.
#![cfg_attr(not(feature = "run"), allow(dead_code, unused_imports))]

use ndarray::Array2;

mod curvature;
#[cfg(feature = "run")]
mod few_examples;
#[cfg(feature = "run")]
mod figures;
mod gradient_descent;
mod held_out;
pub mod iris;
pub mod landscape;
mod line;
#[cfg(feature = "run")]
pub mod live;
mod loss_error;
#[cfg(feature = "run")]
mod numbers;
#[cfg(feature = "run")]
pub mod page;
mod standardise;
#[cfg(feature = "run")]
mod walks;

pub use curvature::{Curvature, curvature};
pub use gradient_descent::{descend, epoch, shuffled};
pub use held_out::Split;
pub use line::{Line, LineGradient};
pub use loss_error::LossError;
pub use standardise::Scale;

// ANCHOR: one-hot
/// The targets for `labels`: a row for each, 1 in the column of the label and 0 in
/// all others: (labels, classes).
///
/// # Errors
/// If a label is not below `classes`.
pub fn one_hot(labels: &[usize], classes: usize) -> Result<Array2<f64>, LossError> {
    let mut targets = Array2::zeros((labels.len(), classes)); // (labels, classes)
    for (example, &label) in labels.iter().enumerate() {
        let target = targets.get_mut((example, label));
        *target.ok_or(LossError::Label { example, label, classes })? = 1.0;
    }
    Ok(targets)
}
// ANCHOR_END: one-hot

// ANCHOR: squared-errors
/// The square (a − y)² of each difference: (batch, outputs).
///
/// # Errors
/// If outputs and targets differ in shape, or there are none.
pub fn squared_errors(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
) -> Result<Array2<f64>, LossError> {
    check(outputs, targets)?;
    // ANCHOR: squared-errors-idea
    let differences = outputs - targets; // (batch, outputs)
    Ok(&differences * &differences) // (batch, outputs)
    // ANCHOR_END: squared-errors-idea
}
// ANCHOR_END: squared-errors

// ANCHOR: sum-squared-error
/// The sum of (a − y)² over all outputs of all examples.
///
/// # Errors
/// If outputs and targets differ in shape, or there are none.
pub fn sum_squared_error(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
) -> Result<f64, LossError> {
    Ok(squared_errors(outputs, targets)?.sum())
}
// ANCHOR_END: sum-squared-error

// ANCHOR: mean-squared-error
/// The mean of (a − y)² over all outputs of all examples.
///
/// # Errors
/// If outputs and targets differ in shape, or there are none.
pub fn mean_squared_error(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
) -> Result<f64, LossError> {
    Ok(sum_squared_error(outputs, targets)? / outputs.len() as f64)
}
// ANCHOR_END: mean-squared-error

// ANCHOR: sum-squared-error-gradient
/// How the sum of squared errors changes with each output: 2 (A − Y).
///
/// # Errors
/// If outputs and targets differ in shape, or there are none.
pub fn sum_squared_error_gradient(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
) -> Result<Array2<f64>, LossError> {
    check(outputs, targets)?;
    Ok(2.0 * (outputs - targets)) // (batch, outputs)
}
// ANCHOR_END: sum-squared-error-gradient

// ANCHOR: mean-squared-error-gradient
/// How the mean squared error changes with each output: 2 (A − Y) over batch times
/// outputs, the same factor as in the mean.
///
/// # Errors
/// If outputs and targets differ in shape, or there are none.
pub fn mean_squared_error_gradient(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
) -> Result<Array2<f64>, LossError> {
    let gradient = sum_squared_error_gradient(outputs, targets)?; // (batch, outputs)
    Ok(gradient / outputs.len() as f64) // (batch, outputs)
}
// ANCHOR_END: mean-squared-error-gradient

// ANCHOR: measured-gradient
/// The gradient of the mean squared error, measured: each output is nudged up and
/// down by `step`, and the change in cost is divided by the change in the output.
///
/// # Errors
/// If outputs and targets differ in shape, or there are none.
pub fn measured_gradient(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
    step: f64,
) -> Result<Array2<f64>, LossError> {
    check(outputs, targets)?;
    let mut nudged = outputs.clone(); // (batch, outputs)
    let mut gradient = Array2::zeros(outputs.dim()); // (batch, outputs)
    // ANCHOR: measured-gradient-idea
    for (place, slope) in gradient.indexed_iter_mut() {
        nudged[place] = outputs[place] + step;
        let above = mean_squared_error(&nudged, targets)?;
        nudged[place] = outputs[place] - step;
        let below = mean_squared_error(&nudged, targets)?;
        nudged[place] = outputs[place];
        *slope = (above - below) / (2.0 * step);
    }
    // ANCHOR_END: measured-gradient-idea
    Ok(gradient)
}
// ANCHOR_END: measured-gradient

fn check(outputs: &Array2<f64>, targets: &Array2<f64>) -> Result<(), LossError> {
    let (outputs, targets) = (outputs.dim(), targets.dim());
    if outputs != targets {
        return Err(LossError::Shapes { outputs, targets });
    }
    if outputs.0 == 0 || outputs.1 == 0 {
        return Err(LossError::Empty { rows: outputs.0, columns: outputs.1 });
    }
    Ok(())
}
