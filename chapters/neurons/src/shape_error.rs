//! Shapes that do not fit, said with what would be right: the most common mistake in a
//! network.

use crate::activation::Activation;

/// Pieces that do not fit together: what was given, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// A neuron got another number of inputs than it has weights.
    #[error("neuron has {} but got {}: give it {}", count(*weights, "weight"),
        count(*inputs, "input"), count(*weights, "input"))]
    NeuronInputs {
        /// Weights of the neuron.
        weights: usize,
        /// Inputs it got.
        inputs: usize,
    },
    /// A layer was made of no neurons.
    #[error("layer has no neurons: give it at least one")]
    NoNeurons,
    /// The neurons of a layer differ in their number of weights.
    #[error("neuron {neuron} has {} but neuron 1 has {}: give every neuron of a layer \
        one weight for each of the inputs they share", count(*weights, "weight"),
        count(*first, "weight"))]
    NeuronWeights {
        /// Number of the neuron, counted from 1.
        neuron: usize,
        /// Its weights.
        weights: usize,
        /// Weights of the first neuron.
        first: usize,
    },
    /// The neurons of a layer differ in their activation function.
    #[error(
        "neuron {neuron} has activation {activation:?} but neuron 1 has {first:?}: \
        give all neurons of a layer the same"
    )]
    NeuronActivation {
        /// Number of the neuron, counted from 1.
        neuron: usize,
        /// Its activation function.
        activation: Activation,
        /// The activation function of the first neuron.
        first: Activation,
    },
    /// A layer without inputs or without outputs.
    #[error("layer has {} and {}: give it at least one of each",
        count(*inputs, "input"), count(*outputs, "output"))]
    EmptyLayer {
        /// Rows of its weights.
        inputs: usize,
        /// Columns of its weights.
        outputs: usize,
    },
    /// A layer has another number of biases than outputs.
    #[error("layer has {} but {}: give it one bias for each output",
        count(*outputs, "output"), count_as(*biases, "bias", "biases"))]
    LayerBias {
        /// Columns of its weights.
        outputs: usize,
        /// Biases given.
        biases: usize,
    },
    /// A batch has another number of columns than a layer has inputs.
    #[error("layer takes {} but the batch has {}: give it a batch of shape (any, \
        {inputs})", count(*inputs, "input"), count(*columns, "column"))]
    BatchColumns {
        /// Inputs of the layer.
        inputs: usize,
        /// Columns of the batch.
        columns: usize,
    },
    /// A layer gives another number of outputs than the next one takes.
    #[error("layer {} takes {} but layer {layer} gives {}: give layer {} weights of \
        shape ({outputs}, any)", layer + 1, count(*inputs, "input"),
        count(*outputs, "output"), layer + 1)]
    LayersDoNotFit {
        /// Number of the layer that gives, counted from 1.
        layer: usize,
        /// Its outputs.
        outputs: usize,
        /// Inputs that the next layer takes.
        inputs: usize,
    },
    /// A layer to be merged into the next one has an activation function.
    #[error(
        "first layer has activation {activation:?}: only a layer with activation \
        Identity merges with the next"
    )]
    NotLinear {
        /// Activation function of the first layer.
        activation: Activation,
    },
    /// A network was made of no layers.
    #[error("network has no layers: give it at least one")]
    NoLayers,
    /// A random network was given fewer than two sizes.
    #[error("network has {}: give it at least two, its inputs and its outputs",
        count(*sizes, "size"))]
    TooFewSizes {
        /// How many sizes were given.
        sizes: usize,
    },
}

fn count(number: usize, noun: &str) -> String {
    count_as(number, noun, &format!("{noun}s"))
}

fn count_as(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}
