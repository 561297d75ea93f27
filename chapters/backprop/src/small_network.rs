//! The network that is worked out by hand.

use ndarray::array;
use neurons::{Activation, Layer, Network};

/// 2 inputs, 2 sigmoid neurons and 1 linear one, all of whose sums are 0 in the hidden
/// layer for the inputs (1, 2).
pub(crate) fn small_network() -> Network {
    let hidden = Layer {
        weights: array![[2.0, -1.0], [-1.0, 1.0]], // (2, 2)
        bias: array![0.0, -1.0],
        activation: Activation::Sigmoid,
    };
    let output = Layer {
        weights: array![[3.0], [-2.0]], // (2, 1)
        bias: array![0.5],
        activation: Activation::Identity,
    };
    Network::new(vec![hidden, output]).expect("two hidden neurons on both sides")
}
