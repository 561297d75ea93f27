//! Gradients measured by nudging: slow and hard to get wrong, so that the fast ones can
//! be held to them.

use loss::mean_squared_error;
use ndarray::{Array1, Array2};
use neurons::Network;

use crate::{BackpropError, Gradients, LayerGradients};

// ANCHOR: measured-gradients
/// The same gradients, measured: each parameter and each input is nudged up and down
/// by `step`, and the change in cost is divided by the change in the parameter. That
/// is two forward passes for each number: good for checking, too slow for training.
///
/// # Errors
/// If the batch does not fit the network, or the targets do not fit its outputs.
pub fn measured_gradients(
    network: &Network,
    batch: &Array2<f64>,
    targets: &Array2<f64>,
    step: f64,
) -> Result<Gradients, BackpropError> {
    let slope = |nudge: &dyn Fn(&mut Network, &mut Array2<f64>, f64)| {
        let cost = |by: f64| -> Result<f64, BackpropError> {
            let (mut network, mut batch) = (network.clone(), batch.clone());
            nudge(&mut network, &mut batch, by);
            Ok(mean_squared_error(&network.forward(&batch)?, targets)?)
        };
        Ok::<f64, BackpropError>((cost(step)? - cost(-step)?) / (2.0 * step))
    };
    let mut layers = Vec::new();
    for (index, layer) in network.layers.iter().enumerate() {
        let mut d_weights = Array2::zeros(layer.weights.dim()); // (inputs, outputs)
        for (at, d) in d_weights.indexed_iter_mut() {
            *d = slope(&|network, _, by| network.layers[index].weights[at] += by)?;
        }
        let mut d_bias = Array1::zeros(layer.bias.dim()); // (outputs)
        for (at, d) in d_bias.indexed_iter_mut() {
            *d = slope(&|network, _, by| network.layers[index].bias[at] += by)?;
        }
        layers.push(LayerGradients { d_weights, d_bias });
    }
    let mut d_inputs = Array2::zeros(batch.dim()); // (batch, inputs)
    for (at, d) in d_inputs.indexed_iter_mut() {
        *d = slope(&|_, batch, by| batch[at] += by)?;
    }
    Ok(Gradients { layers, d_inputs })
}
// ANCHOR_END: measured-gradients

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
/// smaller: there the measured one holds only rounding errors.
pub fn largest_relative_error(left: &Gradients, right: &Gradients) -> f64 {
    let (left, right) = (left.values(), right.values());
    let largest = left.iter().fold(0.0, |largest: f64, d| largest.max(d.abs()));
    let error = |(l, r): (&f64, &f64)| {
        (l - r).abs() / l.abs().max(r.abs()).max(largest / 1000.0)
    };
    left.iter().zip(&right).map(error).fold(0.0, f64::max)
}
// ANCHOR_END: largest-relative-error
