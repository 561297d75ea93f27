//! Gradients measured by nudging: slow and hard to get wrong, so that the fast ones can
//! be held to them.

use loss::mean_squared_error;
use ndarray::{Array1, Array2};
use neurons::Network;

use crate::{BackpropError, Gradients, LayerGradients};

// ANCHOR: measured-gradients
/// The same gradients, measured: each parameter and each input is nudged up and down
/// by `step`, in place, and put back. That is two forward passes for each number: good
/// for checking, too slow for training.
///
/// # Errors
/// If the batch does not fit the network, or the targets do not fit its outputs.
pub fn measured_gradients(
    network: &Network,
    batch: &Array2<f64>,
    targets: &Array2<f64>,
    step: f64,
) -> Result<Gradients, BackpropError> {
    let (mut nudged, mut inputs) = (network.clone(), batch.clone());
    let mut layers = Vec::new();
    for (index, layer) in network.layers.iter().enumerate() {
        let mut d_weights = Array2::zeros(layer.weights.dim()); // (inputs, outputs)
        for (at, slope) in d_weights.indexed_iter_mut() {
            *slope = slope_at(layer.weights[at], step, |weight| {
                nudged.layers[index].weights[at] = weight;
                cost(&nudged, &inputs, targets)
            })?;
            nudged.layers[index].weights[at] = layer.weights[at];
        }
        let mut d_bias = Array1::zeros(layer.bias.dim()); // (outputs)
        for (at, slope) in d_bias.indexed_iter_mut() {
            *slope = slope_at(layer.bias[at], step, |bias| {
                nudged.layers[index].bias[at] = bias;
                cost(&nudged, &inputs, targets)
            })?;
            nudged.layers[index].bias[at] = layer.bias[at];
        }
        layers.push(LayerGradients { d_weights, d_bias });
    }
    let mut d_inputs = Array2::zeros(batch.dim()); // (batch, inputs)
    for (at, slope) in d_inputs.indexed_iter_mut() {
        *slope = slope_at(batch[at], step, |input| {
            inputs[at] = input;
            cost(network, &inputs, targets)
        })?;
        inputs[at] = batch[at];
    }
    Ok(Gradients { layers, d_inputs })
}
// ANCHOR_END: measured-gradients

// ANCHOR: slope-at
/// How steeply `cost` rises at `x`, from its values `step` above and `step` below.
fn slope_at(
    x: f64,
    step: f64,
    mut cost: impl FnMut(f64) -> Result<f64, BackpropError>,
) -> Result<f64, BackpropError> {
    Ok((cost(x + step)? - cost(x - step)?) / (2.0 * step))
}

fn cost(
    network: &Network,
    batch: &Array2<f64>,
    targets: &Array2<f64>,
) -> Result<f64, BackpropError> {
    Ok(mean_squared_error(&network.forward(batch)?, targets)?)
}
// ANCHOR_END: slope-at

impl Gradients {
    // ANCHOR: gradients-values
    /// All numbers of the gradients: each layer's weights and bias, then the inputs.
    pub fn values(&self) -> Vec<f64> {
        let mut values = Vec::new();
        for layer in &self.layers {
            values.extend(&layer.d_weights);
            values.extend(&layer.d_bias);
        }
        values.extend(&self.d_inputs);
        values
    }
    // ANCHOR_END: gradients-values
}

// ANCHOR: largest-relative-error
/// The largest difference between two gradients, relative to the larger of the two
/// numbers compared, or to a thousandth of the largest number of all where both are
/// smaller: there the measured one holds only rounding errors. It is infinite if a
/// number of either is infinite or not a number, since nothing is near to those.
///
/// # Panics
/// If they have not equally many numbers: they are gradients of different networks.
pub fn largest_relative_error(left: &Gradients, right: &Gradients) -> f64 {
    let (left, right) = (left.values(), right.values());
    assert_eq!(left.len(), right.len(), "gradients of one network, and one batch");
    let all = || left.iter().chain(&right);
    if !all().all(|d| d.is_finite()) {
        return f64::INFINITY;
    }
    let largest = all().fold(0.0, |largest: f64, d| largest.max(d.abs()));
    let error = |(l, r): (&f64, &f64)| match (l - r).abs() {
        0.0 => 0.0,
        error => error / l.abs().max(r.abs()).max(largest / 1000.0),
    };
    left.iter().zip(&right).map(error).fold(0.0, f64::max)
}
// ANCHOR_END: largest-relative-error
