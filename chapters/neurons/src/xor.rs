//! AND, OR and XOR: what one neuron can compute, and what takes two layers.

use ndarray::{array, aview1};

use crate::{Activation, Layer, Network, Neuron, Result};

/// The four pairs of inputs, one a row: (4, 2).
pub const INPUTS: [[f64; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
/// 1 where both inputs are 1.
pub const AND: [f64; 4] = [0.0, 0.0, 0.0, 1.0];
/// 1 where at least one input is 1.
pub const OR: [f64; 4] = [0.0, 1.0, 1.0, 1.0];
/// 1 where exactly one input is 1.
pub const XOR: [f64; 4] = [0.0, 1.0, 1.0, 0.0];

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
/// # Panics
/// Never: these neurons fit together.
pub fn xor_network() -> Network {
    let hidden = layer(&[or_neuron(), nand_neuron()]);
    let output = layer(&[and_neuron()]);
    Network::new(vec![hidden, output]).expect("two outputs for two inputs")
}
// ANCHOR_END: xor-network

fn layer(neurons: &[Neuron]) -> Layer {
    Layer::from_neurons(neurons).expect("neurons of two weights")
}

/// How far the neuron's output is from the target on each pair of inputs. Below 0.5
/// it is right: on the target's side of one half.
///
/// # Errors
/// If the neuron has not two weights.
pub fn misses(neuron: &Neuron, targets: [f64; 4]) -> Result<[f64; 4]> {
    let mut misses = [0.0; 4];
    for (row, inputs) in INPUTS.iter().enumerate() {
        misses[row] = (neuron.forward(aview1(inputs))? - targets[row]).abs();
    }
    Ok(misses)
}

/// What [`best_single_neuron`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// How many neurons were tried.
    pub tried: usize,
    /// The most of the four outputs that one neuron gets right.
    pub most_right: usize,
    /// The neuron that is least far off on its worst row: the first of them.
    pub best: Neuron,
    /// How far `best` is off on its worst row.
    pub worst_miss: f64,
}

/// Tries every sigmoid neuron whose two weights and bias are multiples of `step`, from
/// -`reach` to `reach`. With a step like 0.5 or 2 all sums are exact.
///
/// For XOR no grid helps. Call z01 the weighted sum for inputs 0 and 1, and so on:
/// every neuron has z00 + z11 = z01 + z10. Four right outputs would need z00 and z11
/// below 0 and the other two above it, so one miss is always at least 0.5.
///
/// # Panics
/// Never: each neuron has two weights.
pub fn best_single_neuron(targets: [f64; 4], reach: f64, step: f64) -> Search {
    let neuron = |first, second, bias| {
        Neuron::new(array![first, second], bias, Activation::Sigmoid)
    };
    let (tried, most_right) = (0, 0);
    let (best, worst_miss) = (neuron(0.0, 0.0, 0.0), f64::INFINITY);
    let mut search = Search { tried, most_right, best, worst_miss };
    let steps = (reach / step).round() as i32;
    let multiples = (-steps..=steps).map(|multiple| step * f64::from(multiple));
    for first in multiples.clone() {
        for second in multiples.clone() {
            for bias in multiples.clone() {
                search.consider(neuron(first, second, bias), targets);
            }
        }
    }
    search
}

impl Search {
    fn consider(&mut self, neuron: Neuron, targets: [f64; 4]) {
        let misses = misses(&neuron, targets).expect("two weights");
        let worst = misses.into_iter().max_by(f64::total_cmp).expect("four rows");
        let right = misses.iter().filter(|&&miss| miss < 0.5).count();
        self.tried += 1;
        self.most_right = self.most_right.max(right);
        if worst < self.worst_miss {
            (self.best, self.worst_miss) = (neuron, worst);
        }
    }
}
