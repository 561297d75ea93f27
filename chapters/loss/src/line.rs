//! The smallest network there is, a straight line: its cost, its gradient, and the best
//! of all lines, which no step has to find.

use ndarray::Array2;

use crate::{LossError, check, mean_squared_error, mean_squared_error_gradient};

// ANCHOR: line
/// A straight line: a neuron with one input and no activation function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// How much the output rises for each unit of the input.
    pub weight: f64,
    /// The output where the input is 0.
    pub bias: f64,
}

/// How a cost changes with the two parameters of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineGradient {
    /// dC/dw.
    pub d_weight: f64,
    /// dC/db.
    pub d_bias: f64,
}
// ANCHOR_END: line

impl Line {
    // ANCHOR: line-forward
    /// The line's output for each input: (batch, 1).
    pub fn forward(self, inputs: &Array2<f64>) -> Array2<f64> {
        self.weight * inputs + self.bias // (batch, 1)
    }
    // ANCHOR_END: line-forward

    // ANCHOR: line-cost
    /// The mean squared error of the line on inputs and targets (batch, 1).
    ///
    /// # Errors
    /// If inputs and targets differ in shape, or there are none.
    pub fn cost(
        self,
        inputs: &Array2<f64>,
        targets: &Array2<f64>,
    ) -> Result<f64, LossError> {
        mean_squared_error(&self.forward(inputs), targets)
    }
    // ANCHOR_END: line-cost

    // ANCHOR: line-gradient
    /// How [`Line::cost`] changes with weight and bias: each output moves by its input
    /// when the weight moves by 1, and by 1 when the bias does.
    ///
    /// # Errors
    /// If inputs and targets differ in shape, or there are none.
    pub fn gradient(
        self,
        inputs: &Array2<f64>,
        targets: &Array2<f64>,
    ) -> Result<LineGradient, LossError> {
        // ANCHOR: line-gradient-idea
        let outputs = self.forward(inputs); // (batch, 1)
        let d_outputs = mean_squared_error_gradient(&outputs, targets)?; // (batch, 1)
        let d_weight = (&d_outputs * inputs).sum();
        Ok(LineGradient { d_weight, d_bias: d_outputs.sum() })
        // ANCHOR_END: line-gradient-idea
    }
    // ANCHOR_END: line-gradient

    // ANCHOR: line-best
    /// The line with the least cost, where both parts of the gradient are 0.
    ///
    /// # Errors
    /// If inputs and targets differ in shape, there are none, or all inputs are equal, or
    /// nearly so, or beyond 1e100.
    pub fn best(
        inputs: &Array2<f64>,
        targets: &Array2<f64>,
    ) -> Result<Line, LossError> {
        check(inputs, targets)?;
        check_spread(inputs)?;
        // ANCHOR: line-best-idea
        let n = inputs.len() as f64;
        let (mean_input, mean_target) = (inputs.sum() / n, targets.sum() / n);
        let (x, y) = (inputs - mean_input, targets - mean_target); // (batch, 1), twice
        let weight = (&x * &y).sum() / (&x * &x).sum();
        Ok(Line { weight, bias: mean_target - weight * mean_input })
        // ANCHOR_END: line-best-idea
    }
    // ANCHOR_END: line-best
}

/// Refuses inputs that are all equal, or so for rounding, or beyond all bounds.
pub(crate) fn check_spread(inputs: &Array2<f64>) -> Result<(), LossError> {
    let first = first(inputs)?;
    if inputs.iter().all(|&input| input == first) {
        return Err(LossError::NoSpread { input: first.to_string() });
    }
    let (least, most) = check_size(inputs)?;
    if most - least <= 1e-100_f64.max(1e-6 * least.abs().max(most.abs())) {
        return Err(range(least, most));
    }
    Ok(())
}

/// Refuses inputs beyond all bounds, and gives back the least and the largest.
pub(crate) fn check_size(inputs: &Array2<f64>) -> Result<(f64, f64), LossError> {
    let first = first(inputs)?;
    let least = inputs.iter().copied().fold(first, f64::min);
    let most = inputs.iter().copied().fold(first, f64::max);
    let is_fit = |input: &f64| input.abs() <= 1e100; // false for NaN
    if inputs.iter().all(is_fit) {
        Ok((least, most))
    } else {
        Err(range(least, most))
    }
}

/// The first of the inputs, if there are any.
fn first(inputs: &Array2<f64>) -> Result<f64, LossError> {
    let shape = inputs.dim();
    inputs.first().copied().ok_or(LossError::NoInputs { shape })
}

fn range(least: f64, most: f64) -> LossError {
    LossError::Range { least: format!("{least:e}"), most: format!("{most:e}") }
}
