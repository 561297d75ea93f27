//! Layer norm, which keeps the stream in a range that each part of a block can work
//! with.

use ndarray::{Array1, Array2, Axis};

use crate::{TransformerError, check_shape};

// ANCHOR: layer-norm
/// What is added to a variance, so that a row of equal numbers does not divide by 0.
pub const EPSILON: f64 = 1e-5;

/// Layer normalisation (Ba, Kiros and Hinton, 2016): every row is moved to the mean 0
/// and scaled to the variance 1, and then scaled and moved as was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerNorm {
    /// The learned scale γ: (d_model).
    pub gamma: Array1<f64>,
    /// The learned shift β: (d_model).
    pub beta: Array1<f64>,
}

/// What the way back needs.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerNormPass {
    /// The rows with mean 0 and variance 1: (tokens, d_model).
    pub normalised: Array2<f64>,
    /// One over the standard deviation of each row: (tokens).
    pub inverse_spread: Array1<f64>,
}
// ANCHOR_END: layer-norm

impl LayerNorm {
    // ANCHOR: layer-norm-forward
    /// One that scales and moves nothing yet.
    pub fn new(d_model: usize) -> LayerNorm {
        LayerNorm { gamma: Array1::ones(d_model), beta: Array1::zeros(d_model) }
    }

    /// The normalised rows of `x`, scaled and moved: (tokens, d_model).
    ///
    /// # Errors
    /// If `x` has not d_model columns.
    pub fn forward(
        &self,
        x: &Array2<f64>,
    ) -> Result<(Array2<f64>, LayerNormPass), TransformerError> {
        let d_model = self.gamma.len();
        check_shape("x", x, (x.nrows(), d_model))?;
        let mean = x.sum_axis(Axis(1)) / d_model as f64; // (tokens)
        let centred = x - &mean.insert_axis(Axis(1)); // (tokens, d_model)
        let variance = (&centred * &centred).sum_axis(Axis(1)) / d_model as f64; // (tokens)
        let inverse_spread = variance.mapv(|v| 1.0 / (v + EPSILON).sqrt()); // (tokens)
        let scale = inverse_spread.view().insert_axis(Axis(1)); // (tokens, 1)
        let normalised = centred * scale; // (tokens, d_model)
        let output = &normalised * &self.gamma + &self.beta; // (tokens, d_model)
        Ok((output, LayerNormPass { normalised, inverse_spread }))
    }
    // ANCHOR_END: layer-norm-forward
}

// ANCHOR: layer-norm-backward
/// How the cost changes with scale and shift.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerNormGradients {
    /// dC/dγ: (d_model).
    pub d_gamma: Array1<f64>,
    /// dC/dβ: (d_model).
    pub d_beta: Array1<f64>,
}

impl LayerNorm {
    /// The way back through [`LayerNorm::forward`], from how the cost changes with its
    /// output (tokens, d_model). The second result says how it changes with `x`.
    ///
    /// # Errors
    /// If `d_output` is not of the shape of that pass.
    pub fn backward(
        &self,
        pass: &LayerNormPass,
        d_output: &Array2<f64>,
    ) -> Result<(LayerNormGradients, Array2<f64>), TransformerError> {
        let LayerNormPass { normalised, inverse_spread } = pass;
        check_shape("d_output", d_output, normalised.dim())?;
        let d_gamma = (d_output * normalised).sum_axis(Axis(0)); // (d_model)
        let d_beta = d_output.sum_axis(Axis(0)); // (d_model)
        let d = d_output * &self.gamma; // (tokens, d_model)
        // Moving a number of a row moves the row's mean and its spread too.
        let columns = d.ncols() as f64;
        let mean = d.sum_axis(Axis(1)) / columns; // (tokens)
        let along = (&d * normalised).sum_axis(Axis(1)) / columns; // (tokens)
        let d_x = d
            - &mean.insert_axis(Axis(1))
            - &(normalised * &along.insert_axis(Axis(1))); // (tokens, d_model)
        let scale = inverse_spread.view().insert_axis(Axis(1)); // (tokens, 1)
        Ok((LayerNormGradients { d_gamma, d_beta }, d_x * scale))
    }
}
// ANCHOR_END: layer-norm-backward
