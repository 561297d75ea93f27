//! Layers in a row, and why those without an activation function are one layer.

use ndarray::Array2;

use crate::{Activation, Layer, Result, ShapeError};

/// A network: layers in a row, each taking the activations of the one before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// The layers from input to output.
    pub layers: Vec<Layer>,
}

impl Network {
    /// A network of the given layers, from input to output.
    ///
    /// # Errors
    /// If there is no layer, or one gives another number of outputs than the next
    /// takes.
    pub fn new(layers: Vec<Layer>) -> Result<Network> {
        if layers.is_empty() {
            return Err(ShapeError::NoLayers);
        }
        for (index, pair) in layers.windows(2).enumerate() {
            check_fit(index + 1, &pair[0], &pair[1])?;
        }
        Ok(Network { layers })
    }

    // ANCHOR: network-forward
    /// The output (batch, outputs of the last layer) for a batch (batch, inputs).
    ///
    /// # Errors
    /// If the batch has not one column for each input of the first layer.
    pub fn forward(&self, batch: &Array2<f64>) -> Result<Array2<f64>> {
        let mut activations = batch.clone(); // (batch, inputs)
        for layer in &self.layers {
            activations = layer.forward(&activations)?; // (batch, outputs)
        }
        Ok(activations)
    }
    // ANCHOR_END: network-forward

    /// The activations on the way: the batch, then those of every layer.
    ///
    /// # Errors
    /// If the batch has not one column for each input of the first layer.
    pub fn activations(&self, batch: &Array2<f64>) -> Result<Vec<Array2<f64>>> {
        let mut activations = vec![batch.clone()]; // (batch, inputs)
        for (index, layer) in self.layers.iter().enumerate() {
            activations.push(layer.forward(&activations[index])?); // (batch, outputs)
        }
        Ok(activations)
    }

    /// How many weights and biases the network has.
    pub fn parameter_count(&self) -> usize {
        self.layers.iter().map(|layer| layer.weights.len() + layer.bias.len()).sum()
    }
}

fn check_fit(number: usize, layer: &Layer, next: &Layer) -> Result<()> {
    layer.check()?;
    next.check()?;
    let (outputs, inputs) = (layer.weights.ncols(), next.weights.nrows());
    if outputs != inputs {
        return Err(ShapeError::LayersDoNotFit { layer: number, outputs, inputs });
    }
    Ok(())
}

// ANCHOR: merge-linear
/// The one layer that computes what two layers in a row compute when the first has
/// no activation function: (X W1 + b1) W2 + b2 = X (W1 W2) + (b1 W2 + b2).
///
/// # Errors
/// If the first layer is not linear, or its outputs do not fit the second.
pub fn merge_linear(first: &Layer, second: &Layer) -> Result<Layer> {
    check_merge(first, second)?;
    let weights = first.weights.dot(&second.weights); // (inputs, outputs)
    let bias = first.bias.dot(&second.weights) + &second.bias; // (outputs)
    Layer::new(weights, bias, second.activation)
}
// ANCHOR_END: merge-linear

fn check_merge(first: &Layer, second: &Layer) -> Result<()> {
    if first.activation != Activation::Identity {
        return Err(ShapeError::NotLinear { activation: first.activation });
    }
    check_fit(1, first, second)
}
