//! AND, OR and XOR: what one neuron can compute, and what takes two layers.

use ndarray::array;

use crate::{Activation, Layer, Network, Neuron, ShapeError};

// ANCHOR: truth-tables
/// The four pairs of inputs, one a row: (4, 2).
pub const INPUTS: [[f64; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
/// 1 where both inputs are 1.
pub const AND: [f64; 4] = [0.0, 0.0, 0.0, 1.0];
/// 1 where at least one input is 1.
pub const OR: [f64; 4] = [0.0, 1.0, 1.0, 1.0];
/// 1 where exactly one input is 1.
pub const XOR: [f64; 4] = [0.0, 1.0, 1.0, 0.0];
// ANCHOR_END: truth-tables

// ANCHOR: and-or-neurons
/// A neuron that computes AND: only two inputs of 1 lift the sum above zero.
pub fn and_neuron() -> Neuron {
    Neuron::new(array![20.0, 20.0], -30.0, Activation::Sigmoid)
}

/// A neuron that computes OR: one input of 1 lifts the sum above zero.
pub fn or_neuron() -> Neuron {
    Neuron::new(array![20.0, 20.0], -10.0, Activation::Sigmoid)
}

/// A neuron that computes NAND, the opposite of AND: all signs turned.
pub fn nand_neuron() -> Neuron {
    Neuron::new(array![-20.0, -20.0], 30.0, Activation::Sigmoid)
}
// ANCHOR_END: and-or-neurons

// ANCHOR: xor-network
/// A network that computes XOR: "OR, and not both" is OR and NAND in the hidden
/// layer, and AND of the two in the output layer.
///
/// # Errors
/// None with these shapes; they are what [`Layer::from_neurons`] checks.
pub fn xor_network() -> Result<Network, ShapeError> {
    let hidden = Layer::from_neurons(&[or_neuron(), nand_neuron()])?;
    let output = Layer::from_neurons(&[and_neuron()])?;
    Network::new(vec![hidden, output])
}
// ANCHOR_END: xor-network
