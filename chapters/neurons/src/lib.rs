//! Chapter 1: a neuron, a layer, a network, and what each can compute.
//!
//! A batch is a matrix with one example a row. Everything here is `f64`, and the same
//! on every machine: random numbers are seeded, and `exp`, `ln` and their kin come
//! from `libm`.

// What only the experiments use.
#![cfg_attr(not(feature = "run"), allow(dead_code, unused_imports))]

use ndarray::{Array1, Array2, ArrayView1};

mod activation;
pub mod digits;
#[cfg(feature = "run")]
pub mod figures;
mod initialisation;
mod lead;
#[cfg(feature = "run")]
pub mod live;
mod network;
#[cfg(feature = "run")]
pub mod packed;
#[cfg(feature = "run")]
pub mod page;
mod shape_error;
pub mod xor;

pub use activation::Activation;
pub use initialisation::{standard_normal, untrained_network};
pub use lead::least_lead;
pub use network::{Network, merge_linear};
pub use shape_error::ShapeError;

/// What may fail in this chapter fails because shapes do not fit.
type Result<T> = std::result::Result<T, ShapeError>;

// ANCHOR: neuron
/// A neuron: one weight for each input, a bias, and an activation function.
#[derive(Debug, Clone, PartialEq)]
pub struct Neuron {
    /// How strongly each input counts: (inputs).
    pub weights: Array1<f64>,
    /// Added to the weighted sum: it shifts where the activation function switches.
    pub bias: f64,
    /// What becomes of the weighted sum.
    pub activation: Activation,
}
// ANCHOR_END: neuron

impl Neuron {
    /// A neuron with the given weights (inputs), bias and activation function.
    pub fn new(weights: Array1<f64>, bias: f64, activation: Activation) -> Neuron {
        Neuron { weights, bias, activation }
    }

    // ANCHOR: neuron-pre-activation
    /// The weighted sum w1·a1 + … + wn·an + b of `inputs` (inputs), added up in
    /// that order, so that it is the same to the last bit on every machine.
    ///
    /// # Errors
    /// If there is not one input for each weight.
    pub fn pre_activation(&self, inputs: ArrayView1<f64>) -> Result<f64> {
        self.check_inputs(inputs)?;
        let mut sum = 0.0;
        for (weight, input) in self.weights.iter().zip(inputs) {
            sum += weight * input;
        }
        Ok(sum + self.bias)
    }
    // ANCHOR_END: neuron-pre-activation

    // ANCHOR: neuron-forward
    /// The neuron's activation for `inputs` (inputs).
    ///
    /// # Errors
    /// If there is not one input for each weight.
    pub fn forward(&self, inputs: ArrayView1<f64>) -> Result<f64> {
        Ok(self.activation.apply(self.pre_activation(inputs)?))
    }
    // ANCHOR_END: neuron-forward

    fn check_inputs(&self, inputs: ArrayView1<f64>) -> Result<()> {
        let (weights, inputs) = (self.weights.len(), inputs.len());
        if inputs != weights {
            return Err(ShapeError::NeuronInputs { weights, inputs });
        }
        Ok(())
    }
}

// ANCHOR: layer
/// A layer: neurons that share their inputs and their activation function.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// One column of weights for each neuron: (inputs, outputs).
    pub weights: Array2<f64>,
    /// One bias for each neuron: (outputs).
    pub bias: Array1<f64>,
    /// What becomes of every weighted sum.
    pub activation: Activation,
}
// ANCHOR_END: layer

impl Layer {
    /// A layer with the given weights (inputs, outputs), bias (outputs) and
    /// activation function.
    ///
    /// # Errors
    /// If there is no input or no output, or not one bias for each output.
    pub fn new(
        weights: Array2<f64>,
        bias: Array1<f64>,
        activation: Activation,
    ) -> Result<Layer> {
        let layer = Layer { weights, bias, activation };
        layer.check()?;
        Ok(layer)
    }

    /// The layer whose columns of weights are those of `neurons`.
    ///
    /// # Errors
    /// If there is no neuron, or none has a weight, or they differ in their number
    /// of weights or their activation function.
    pub fn from_neurons(neurons: &[Neuron]) -> Result<Layer> {
        let first = check_alike(neurons)?;
        let shape = (first.weights.len(), neurons.len());
        let weights = Array2::from_shape_fn(shape, |(input, output)| {
            neurons[output].weights[input]
        }); // (inputs, outputs)
        let bias = neurons.iter().map(|neuron| neuron.bias).collect(); // (outputs)
        Layer::new(weights, bias, first.activation)
    }

    /// The neurons of the layer, one for each column of weights.
    pub fn neurons(&self) -> Vec<Neuron> {
        let columns = self.weights.columns().into_iter();
        columns
            .zip(&self.bias)
            .map(|(weights, &bias)| {
                Neuron::new(weights.to_owned(), bias, self.activation)
            })
            .collect()
    }

    // ANCHOR: layer-forward-by-neuron
    /// The activations (batch, outputs) of a batch (batch, inputs): one example at a
    /// time, one neuron at a time.
    ///
    /// # Errors
    /// If the batch has not one column for each input.
    pub fn forward_by_neuron(&self, batch: &Array2<f64>) -> Result<Array2<f64>> {
        self.check_batch(batch)?;
        let neurons = self.neurons();
        let mut outputs = Array2::zeros((batch.nrows(), neurons.len())); // (batch, outputs)
        for (row, inputs) in batch.rows().into_iter().enumerate() {
            for (column, neuron) in neurons.iter().enumerate() {
                outputs[[row, column]] = neuron.forward(inputs)?;
            }
        }
        Ok(outputs)
    }
    // ANCHOR_END: layer-forward-by-neuron

    // ANCHOR: layer-pre-activation
    /// The weighted sums Z = X W + b (batch, outputs) of a batch X (batch, inputs):
    /// every neuron and every example in one matrix product.
    ///
    /// # Errors
    /// If the batch has not one column for each input.
    pub fn pre_activation(&self, batch: &Array2<f64>) -> Result<Array2<f64>> {
        self.check_batch(batch)?;
        Ok(batch.dot(&self.weights) + &self.bias) // (batch, outputs)
    }
    // ANCHOR_END: layer-pre-activation

    // ANCHOR: layer-forward
    /// The activations (batch, outputs) of a batch (batch, inputs).
    ///
    /// # Errors
    /// If the batch has not one column for each input.
    pub fn forward(&self, batch: &Array2<f64>) -> Result<Array2<f64>> {
        let z = self.pre_activation(batch)?; // (batch, outputs)
        Ok(z.mapv_into(|z| self.activation.apply(z))) // (batch, outputs)
    }
    // ANCHOR_END: layer-forward

    fn check(&self) -> Result<()> {
        let (inputs, outputs) = self.weights.dim();
        if inputs == 0 || outputs == 0 {
            return Err(ShapeError::EmptyLayer { inputs, outputs });
        }
        if self.bias.len() != outputs {
            return Err(ShapeError::LayerBias { outputs, biases: self.bias.len() });
        }
        Ok(())
    }

    fn check_batch(&self, batch: &Array2<f64>) -> Result<()> {
        self.check()?;
        let (inputs, columns) = (self.weights.nrows(), batch.ncols());
        if columns != inputs {
            return Err(ShapeError::BatchColumns { inputs, columns });
        }
        Ok(())
    }
}

/// The first of neurons that all have as many weights and the same activation function.
fn check_alike(neurons: &[Neuron]) -> Result<&Neuron> {
    let first = neurons.first().ok_or(ShapeError::NoNeurons)?;
    for (index, neuron) in neurons.iter().enumerate() {
        if neuron.weights.len() != first.weights.len() {
            return Err(ShapeError::NeuronWeights {
                neuron: index + 1,
                weights: neuron.weights.len(),
                first: first.weights.len(),
            });
        }
        if neuron.activation != first.activation {
            return Err(ShapeError::NeuronActivation {
                neuron: index + 1,
                activation: neuron.activation,
                first: first.activation,
            });
        }
    }
    Ok(first)
}
