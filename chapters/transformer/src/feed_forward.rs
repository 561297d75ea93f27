//! What each token thinks by itself: two layers with a GELU between them.

use ndarray::{Array1, Array2, Axis};
use neurons::standard_normal;
use rand_chacha::ChaCha8Rng;

use crate::{TransformerError, check_shape};

// ANCHOR: gelu
/// The Gaussian error linear unit (Hendrycks and Gimpel, 2016): z times the probability
/// that a normally distributed number is below z.
// ANCHOR: gelu-idea
pub fn gelu(z: f64) -> f64 {
    z * below(z)
}
// ANCHOR_END: gelu-idea

/// How steeply [`gelu`] rises at z.
pub fn gelu_slope(z: f64) -> f64 {
    let density = libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
    below(z) + z * density
}

/// The probability that a normally distributed number is below z.
// ANCHOR: gelu-idea-2
fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}
// ANCHOR_END: gelu-idea-2
// ANCHOR_END: gelu

// ANCHOR: feed-forward
/// Two layers, for each token by itself: up to d_ff numbers, GELU, and down again.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedForward {
    /// (d_model, d_ff).
    pub w_up: Array2<f64>,
    /// (d_ff).
    pub b_up: Array1<f64>,
    /// (d_ff, d_model).
    pub w_down: Array2<f64>,
    /// (d_model).
    pub b_down: Array1<f64>,
}

/// What the way back needs: weighted sums and activations, both (tokens, d_ff).
#[derive(Debug, Clone, PartialEq)]
pub struct FeedForwardPass {
    /// Before GELU.
    pub pre_activation: Array2<f64>,
    /// After it.
    pub activation: Array2<f64>,
}

impl FeedForward {
    /// One that knows nothing yet; `w_down` starts smaller by the factor `down`.
    pub fn random(
        d_model: usize,
        d_ff: usize,
        down: f64,
        rng: &mut ChaCha8Rng,
    ) -> FeedForward {
        let mut normal = |rows: usize, columns, factor: f64| {
            let spread = factor / (rows.max(1) as f64).sqrt();
            let draw = |_| spread * standard_normal(rng);
            Array2::from_shape_fn((rows, columns), draw) // (rows, columns)
        };
        FeedForward {
            w_up: normal(d_model, d_ff, 1.0),
            b_up: Array1::zeros(d_ff),
            w_down: normal(d_ff, d_model, down),
            b_down: Array1::zeros(d_model),
        }
    }

    /// From tokens (tokens, d_model) to what is added to them, of that shape.
    ///
    /// # Errors
    /// If `x` has not d_model columns.
    pub fn forward(
        &self,
        x: &Array2<f64>,
    ) -> Result<(Array2<f64>, FeedForwardPass), TransformerError> {
        check_shape("x", x, (x.nrows(), self.w_up.nrows()))?;
        // ANCHOR: feed-forward-idea
        let pre_activation = x.dot(&self.w_up) + &self.b_up; // (tokens, d_ff)
        let activation = pre_activation.mapv(gelu); // (tokens, d_ff)
        let output = activation.dot(&self.w_down) + &self.b_down; // (tokens, d_model)
        // ANCHOR_END: feed-forward-idea
        Ok((output, FeedForwardPass { pre_activation, activation }))
    }
}
// ANCHOR_END: feed-forward

// ANCHOR: feed-forward-backward
/// How the cost changes with each parameter, of its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedForwardGradients {
    /// (d_model, d_ff).
    pub d_w_up: Array2<f64>,
    /// (d_ff).
    pub d_b_up: Array1<f64>,
    /// (d_ff, d_model).
    pub d_w_down: Array2<f64>,
    /// (d_model).
    pub d_b_down: Array1<f64>,
}

impl FeedForward {
    /// The way back through [`FeedForward::forward`]: `x` (tokens, d_model) and `pass`
    /// are those of the way forward. The second result says how the cost changes with
    /// `x`.
    ///
    /// # Errors
    /// If the shapes are not those of that pass.
    pub fn backward(
        &self,
        x: &Array2<f64>,
        pass: &FeedForwardPass,
        d_output: &Array2<f64>,
    ) -> Result<(FeedForwardGradients, Array2<f64>), TransformerError> {
        let (tokens, d_model) = (pass.activation.nrows(), self.w_up.nrows());
        check_shape("x", x, (tokens, d_model))?;
        check_shape("d_output", d_output, (tokens, d_model))?;
        let d_w_down = pass.activation.t().dot(d_output); // (d_ff, d_model)
        let d_b_down = d_output.sum_axis(Axis(0)); // (d_model)
        let d_activation = d_output.dot(&self.w_down.t()); // (tokens, d_ff)
        let d_z = d_activation * pass.pre_activation.mapv(gelu_slope); // (tokens, d_ff)
        let d_w_up = x.t().dot(&d_z); // (d_model, d_ff)
        let d_b_up = d_z.sum_axis(Axis(0)); // (d_ff)
        let d_x = d_z.dot(&self.w_up.t()); // (tokens, d_model)
        Ok((FeedForwardGradients { d_w_up, d_b_up, d_w_down, d_b_down }, d_x))
    }
}
// ANCHOR_END: feed-forward-backward
