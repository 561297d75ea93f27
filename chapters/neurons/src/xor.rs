//! AND, OR and XOR: what one neuron can compute, and what takes two layers.

use ndarray::{array, aview1};

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
/// None: these neurons fit together.
pub fn xor_network() -> Result<Network, ShapeError> {
    let hidden = Layer::from_neurons(&[or_neuron(), nand_neuron()])?;
    let output = Layer::from_neurons(&[and_neuron()])?;
    Network::new(vec![hidden, output])
}
// ANCHOR_END: xor-network

// ANCHOR: misses
/// How far the neuron's output is from the target on each pair of inputs. Below 0.5
/// it is right: on the target's side of one half.
///
/// # Errors
/// If the neuron has not two weights.
pub fn misses(neuron: &Neuron, targets: [f64; 4]) -> Result<[f64; 4], ShapeError> {
    let mut misses = [0.0; 4];
    for (row, inputs) in INPUTS.iter().enumerate() {
        misses[row] = (neuron.forward(aview1(inputs))? - targets[row]).abs();
    }
    Ok(misses)
}
// ANCHOR_END: misses

// ANCHOR: search
/// What [`best_single_neuron`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// How many neurons were tried.
    pub tried: usize,
    /// The most of the four outputs that one neuron gets right.
    pub most_right: usize,
    /// The first neuron that gets so many right.
    pub most_right_neuron: Neuron,
    /// The smallest largest miss: how far the best neuron is off at its worst.
    pub smallest_miss: f64,
    /// The first neuron with that miss.
    pub smallest_miss_neuron: Neuron,
}
// ANCHOR_END: search

// ANCHOR: best-single-neuron
/// Tries every sigmoid neuron whose two weights and bias are multiples of `step`,
/// from -24 to 24 of them. With a step like 0.5 or 2 all sums are exact.
///
/// For XOR no grid helps. Call z01 the weighted sum for inputs 0 and 1, and so on:
/// every neuron has z00 + z11 = z01 + z10. Four right outputs would need z00 and z11
/// below 0 and the other two above it, so one miss is always at least 0.5.
///
/// # Errors
/// None: a neuron with two weights takes two inputs.
pub fn best_single_neuron(
    targets: [f64; 4],
    step: f64,
) -> Result<Search, ShapeError> {
    let zero = Neuron::new(array![0.0, 0.0], 0.0, Activation::Sigmoid);
    let mut search = Search {
        tried: 0,
        most_right: 0,
        most_right_neuron: zero.clone(),
        smallest_miss: f64::INFINITY,
        smallest_miss_neuron: zero,
    };
    let multiples = (-24..=24).map(|multiple| step * f64::from(multiple));
    for first in multiples.clone() {
        for second in multiples.clone() {
            for bias in multiples.clone() {
                let weights = array![first, second]; // (2)
                let neuron = Neuron::new(weights, bias, Activation::Sigmoid);
                search.consider(neuron, targets)?;
            }
        }
    }
    Ok(search)
}

impl Search {
    fn consider(
        &mut self,
        neuron: Neuron,
        targets: [f64; 4],
    ) -> Result<(), ShapeError> {
        let misses = misses(&neuron, targets)?;
        let right = misses.iter().filter(|&&miss| miss < 0.5).count();
        let largest_miss = misses.into_iter().fold(0.0, f64::max);
        self.tried += 1;
        if right > self.most_right {
            self.most_right = right;
            self.most_right_neuron = neuron.clone();
        }
        if largest_miss < self.smallest_miss {
            self.smallest_miss = largest_miss;
            self.smallest_miss_neuron = neuron;
        }
        Ok(())
    }
}
// ANCHOR_END: best-single-neuron
