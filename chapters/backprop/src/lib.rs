//! Chapter 3: how every weight learns from the error.
//!
//! The forward pass is chapter 1's. Here stands the way back: the gradient of the cost
//! for every weight and bias, one layer after the other from the last to the first,
//! and what it takes to train with it.

// What only the experiments use.
#![cfg_attr(not(feature = "run"), allow(dead_code, unused_imports))]

use loss::{LossError, mean_squared_error, mean_squared_error_gradient, shuffled};
use ndarray::{Array1, Array2, Axis};
use neurons::{Activation, Layer, Network, ShapeError};
use rand_chacha::ChaCha8Rng;

mod backprop_error;
mod check;
pub mod digit_training;
mod faults;
#[cfg(feature = "run")]
mod figures;
#[cfg(not(target_family = "wasm"))]
pub mod file;
#[cfg(feature = "run")]
pub mod live;
#[cfg(feature = "run")]
pub mod page;
mod product;
pub mod reading;
pub mod saved;
mod settings;
#[cfg(feature = "run")]
mod small_network;
mod trainer;
mod xor_training;

pub use backprop_error::BackpropError;
pub use check::{largest_relative_error, measured_gradients};
pub use settings::{Order, Settings};
pub use trainer::{Cost, EpochReport, Trainer, mean_squared_error_cost, train};

// ANCHOR: slope-at-answer
/// How steeply an activation function rises where it answers `a`, not where the
/// weighted sum is `a`. Each of the four tells that from its answer alone. At the bend
/// of ReLU, z = 0, we take 0.
pub fn slope_at_answer(activation: Activation, a: f64) -> f64 {
    match activation {
        Activation::Identity => 1.0,
        Activation::Sigmoid => a * (1.0 - a),
        Activation::Relu if a > 0.0 => 1.0,
        Activation::Relu => 0.0,
        Activation::Tanh => 1.0 - a * a,
    }
}
// ANCHOR_END: slope-at-answer

// ANCHOR: layer-gradients
/// How the cost changes with each parameter of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerGradients {
    /// dC/dW, of the shape of the weights: (inputs, outputs).
    pub d_weights: Array2<f64>,
    /// dC/db, of the shape of the bias: (outputs).
    pub d_bias: Array1<f64>,
}
// ANCHOR_END: layer-gradients

// ANCHOR: layer-backward
/// The way back through a layer. Forward it took `inputs` (batch, inputs) and gave
/// `outputs` (batch, outputs); `d_outputs` says how the cost changes with those. The
/// second result says how it changes with the inputs: (batch, inputs).
///
/// # Errors
/// If inputs, outputs and `d_outputs` are not those of this layer and one batch.
pub fn layer_backward(
    layer: &Layer,
    inputs: &Array2<f64>,
    outputs: &Array2<f64>,
    d_outputs: &Array2<f64>,
) -> Result<(LayerGradients, Array2<f64>), BackpropError> {
    check_shapes(layer, inputs, outputs, d_outputs)?;
    // ANCHOR: layer-backward-idea
    let slopes = outputs.mapv(|a| slope_at_answer(layer.activation, a)); // (batch, outputs)
    let d_z = d_outputs * &slopes; // (batch, outputs)
    let d_weights = inputs.t().dot(&d_z); // (inputs, outputs)
    let d_bias = d_z.sum_axis(Axis(0)); // (outputs)
    let d_inputs = d_z.dot(&layer.weights.t()); // (batch, inputs)
    // ANCHOR_END: layer-backward-idea
    Ok((LayerGradients { d_weights, d_bias }, d_inputs))
}
// ANCHOR_END: layer-backward

// ANCHOR: gradients
/// How the cost changes with each parameter of a network, and with its inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradients {
    /// Those of each layer, from input to output.
    pub layers: Vec<LayerGradients>,
    /// dC/dX, of the shape of the batch: (batch, inputs).
    pub d_inputs: Array2<f64>,
}
// ANCHOR_END: gradients

// ANCHOR: backward
/// The way back through a network: `activations` are those of its forward pass (the
/// batch, then every layer's), and `d_outputs` (batch, outputs) says how the cost
/// changes with the last of them. The weights are those of the forward pass too:
/// nothing is updated on the way.
///
/// # Errors
/// If the activations or `d_outputs` are not those of this network.
pub fn backward(
    network: &Network,
    activations: &[Array2<f64>],
    d_outputs: &Array2<f64>,
) -> Result<Gradients, BackpropError> {
    check_count(network, activations)?;
    let mut layers = Vec::new();
    let mut d_activation = d_outputs.clone(); // (batch, outputs)
    // ANCHOR: backward-idea
    for (index, layer) in network.layers.iter().enumerate().rev() {
        let (inputs, outputs) = (&activations[index], &activations[index + 1]);
        let (gradients, d_inputs) =
            layer_backward(layer, inputs, outputs, &d_activation)?;
        layers.push(gradients);
        d_activation = d_inputs; // (batch, outputs of the layer before)
    }
    // ANCHOR_END: backward-idea
    layers.reverse();
    Ok(Gradients { layers, d_inputs: d_activation })
}
// ANCHOR_END: backward

// ANCHOR: cost-and-gradients
/// Forward and back: the mean squared error of a batch (batch, inputs) against its
/// targets (batch, outputs), and how it changes with every parameter.
///
/// # Errors
/// If the batch does not fit the network, or the targets do not fit its outputs.
pub fn cost_and_gradients(
    network: &Network,
    batch: &Array2<f64>,
    targets: &Array2<f64>,
) -> Result<(f64, Gradients), BackpropError> {
    // ANCHOR: cost-and-gradients-idea
    let activations = network.activations(batch)?;
    let outputs = &activations[network.layers.len()]; // (batch, outputs)
    let cost = mean_squared_error(outputs, targets)?;
    let d_outputs = mean_squared_error_gradient(outputs, targets)?; // (batch, outputs)
    Ok((cost, backward(network, &activations, &d_outputs)?))
    // ANCHOR_END: cost-and-gradients-idea
}
// ANCHOR_END: cost-and-gradients

// ANCHOR: sgd
/// Stochastic gradient descent: one step downhill for each batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd {
    /// The size η of a step.
    pub learning_rate: f64,
}

impl Sgd {
    /// Moves every parameter against its gradient: W becomes W − η dC/dW.
    ///
    /// # Errors
    /// If the gradients are not those of such a network.
    pub fn step(
        self,
        network: &mut Network,
        gradients: &Gradients,
    ) -> Result<(), BackpropError> {
        check_gradients(network, gradients)?;
        // ANCHOR: sgd-idea
        let step = -self.learning_rate;
        for (layer, gradients) in network.layers.iter_mut().zip(&gradients.layers) {
            layer.weights.scaled_add(step, &gradients.d_weights); // (inputs, outputs)
            layer.bias.scaled_add(step, &gradients.d_bias); // (outputs)
        }
        // ANCHOR_END: sgd-idea
        Ok(())
    }
}
// ANCHOR_END: sgd

// ANCHOR: epoch
/// One pass over the examples in the given order, with a step after every
/// `batch_size` of them: the mean of the batches' costs, each taken before the step
/// that it led to.
///
/// # Errors
/// If the examples do not fit the network, there are none, the batches have none, or
/// the order names an example that does not exist.
pub fn epoch(
    network: &mut Network,
    inputs: &Array2<f64>,
    targets: &Array2<f64>,
    order: &[usize],
    batch_size: usize,
    sgd: Sgd,
) -> Result<f64, BackpropError> {
    check_order(inputs, targets, order, batch_size)?;
    let mut sum = 0.0;
    // ANCHOR: epoch-idea
    for batch in order.chunks(batch_size) {
        let batch_inputs = inputs.select(Axis(0), batch); // (batch, inputs)
        let batch_targets = targets.select(Axis(0), batch); // (batch, outputs)
        let (cost, gradients) =
            cost_and_gradients(network, &batch_inputs, &batch_targets)?;
        sgd.step(network, &gradients)?;
        sum += cost * batch.len() as f64;
    }
    // ANCHOR_END: epoch-idea
    Ok(sum / order.len() as f64)
}
// ANCHOR_END: epoch

// ANCHOR: train-plainly
/// Trains `network` on `inputs` (examples, inputs) and what should come out, `targets`
/// (examples, outputs): epoch after epoch, in the order that the settings ask for.
///
/// # Errors
/// As [`epoch`].
pub fn train_plainly(
    mut network: Network,
    inputs: &Array2<f64>,
    targets: &Array2<f64>,
    settings: Settings,
    rng: &mut ChaCha8Rng,
) -> Result<Network, BackpropError> {
    let sgd = Sgd { learning_rate: settings.learning_rate };
    // ANCHOR: train-plainly-idea
    for _ in 0..settings.epochs {
        let order = match settings.order {
            Order::Shuffled => shuffled(inputs.nrows(), rng),
            Order::AsGiven => (0..inputs.nrows()).collect(),
        };
        epoch(&mut network, inputs, targets, &order, settings.batch_size, sgd)?;
    }
    // ANCHOR_END: train-plainly-idea
    Ok(network)
}
// ANCHOR_END: train-plainly

// ANCHOR: check-shapes
fn check_order(
    inputs: &Array2<f64>,
    targets: &Array2<f64>,
    order: &[usize],
    batch_size: usize,
) -> Result<(), BackpropError> {
    if batch_size == 0 {
        return Err(LossError::BatchSize.into());
    }
    let examples = inputs.nrows().min(targets.nrows());
    if order.is_empty() {
        return Err(LossError::Empty { rows: 0, columns: targets.ncols() }.into());
    }
    if let Some(&index) = order.iter().find(|&&index| index >= examples) {
        return Err(LossError::NoSuchExample { index, examples }.into());
    }
    Ok(())
}

fn check_shapes(
    layer: &Layer,
    inputs: &Array2<f64>,
    outputs: &Array2<f64>,
    d_outputs: &Array2<f64>,
) -> Result<(), BackpropError> {
    if inputs.ncols() != layer.weights.nrows() {
        let (inputs, columns) = (layer.weights.nrows(), inputs.ncols());
        return Err(ShapeError::BatchColumns { inputs, columns }.into());
    }
    let expected = (inputs.nrows(), layer.weights.ncols()); // (batch, outputs)
    for found in [outputs.dim(), d_outputs.dim()] {
        if found != expected {
            return Err(BackpropError::NotOfTheForwardPass { expected, found });
        }
    }
    Ok(())
}

fn check_count(
    network: &Network,
    activations: &[Array2<f64>],
) -> Result<(), BackpropError> {
    let (expected, found) = (network.layers.len() + 1, activations.len());
    if found != expected {
        return Err(BackpropError::Activations { expected, found });
    }
    Ok(())
}

fn check_gradients(
    network: &Network,
    gradients: &Gradients,
) -> Result<(), BackpropError> {
    let (layers, found) = (network.layers.len(), gradients.layers.len());
    if layers != found {
        return Err(BackpropError::GradientLayers { layers, found });
    }
    for (layer, gradients) in network.layers.iter().zip(&gradients.layers) {
        let (expected, found) = (layer.weights.dim(), gradients.d_weights.dim());
        let biases = (layer.bias.len(), gradients.d_bias.len());
        if found != expected || biases.0 != biases.1 {
            return Err(BackpropError::NotOfTheForwardPass { expected, found });
        }
    }
    Ok(())
}
// ANCHOR_END: check-shapes
