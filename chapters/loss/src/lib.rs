//! Chapter 2: how wrong a network is, and which way is downhill.

use ndarray::Array2;

mod loss_error;

pub use loss_error::LossError;

// ANCHOR: squared-errors
/// The squares (a − y)² of all differences: (batch, outputs).
///
/// # Errors
/// If outputs and targets differ in shape, or there are none.
pub fn squared_errors(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
) -> Result<Array2<f64>, LossError> {
    check(outputs, targets)?;
    let differences = outputs - targets; // (batch, outputs)
    Ok(differences.mapv_into(|difference| difference * difference)) // (batch, outputs)
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
/// How the mean squared error changes with each output: 2 (A − Y) over the number of
/// outputs of the whole batch, the same factor as in the mean.
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

// ANCHOR: check
fn check(outputs: &Array2<f64>, targets: &Array2<f64>) -> Result<(), LossError> {
    if outputs.dim() != targets.dim() {
        return Err(LossError::Shapes {
            outputs: outputs.dim(),
            targets: targets.dim(),
        });
    }
    if outputs.is_empty() {
        return Err(LossError::Empty { outputs: outputs.dim() });
    }
    Ok(())
}
// ANCHOR_END: check
