//! Inputs moved to the mean 0 and scaled to the spread 1, so that the valley of the cost
//! is round.

use ndarray::Array2;

use crate::line::check_spread;
use crate::{Line, LossError};

/// Where inputs lie and how widely they are spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub spread: f64,
}

impl Scale {
    /// The scale of `inputs` (batch, 1).
    ///
    /// # Errors
    /// If there are none, or all are equal, or nearly so (to a millionth of their size), or
    /// beyond 1e100.
    pub fn of(inputs: &Array2<f64>) -> Result<Scale, LossError> {
        check_spread(inputs)?;
        let n = inputs.len() as f64;
        let mean = inputs.sum() / n;
        let deviations = inputs - mean; // (batch, 1)
        let spread = ((&deviations * &deviations).sum() / n).sqrt();
        Ok(Scale { mean, spread })
    }

    // ANCHOR: standardise
    /// The inputs with mean 0 and standard deviation 1: (batch, 1).
    pub fn standardise(self, inputs: &Array2<f64>) -> Array2<f64> {
        (inputs - self.mean) / self.spread // (batch, 1)
    }
    // ANCHOR_END: standardise

    /// The line over the original inputs that `line` is over standardised ones.
    pub fn undo(self, line: Line) -> Line {
        let weight = line.weight / self.spread;
        Line { weight, bias: line.bias - weight * self.mean }
    }
}
