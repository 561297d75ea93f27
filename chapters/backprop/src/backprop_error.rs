//! What cannot be traced back or trained, said with what would be right.

use loss::LossError;
use neurons::ShapeError;

// ANCHOR: backprop-error
/// What cannot be traced back or trained: what was given, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackpropError {
    /// A batch does not fit the network.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// Targets do not fit the outputs.
    #[error(transparent)]
    Loss(#[from] LossError),
    /// A matrix on the way back has not the shape it had on the way forward.
    #[error(
        "found a matrix of shape {found:?} on the way back, but the forward pass had \
        {expected:?}: give what belongs to the same network and the same batch"
    )]
    NotOfTheForwardPass {
        /// The shape on the way forward.
        expected: (usize, usize),
        /// The shape on the way back.
        found: (usize, usize),
    },
    /// There are too few or too many activations.
    #[error(
        "found {found} matrices of activations: give {expected}, the batch and then \
        one for each layer"
    )]
    Activations {
        /// One more than there are layers.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// The gradients are those of a network with another number of layers.
    #[error(
        "network has {layers} layers but the gradients have {found}: give gradients \
        of this network"
    )]
    GradientLayers {
        /// Layers of the network.
        layers: usize,
        /// Layers of the gradients.
        found: usize,
    },
    /// There are fewer digits than a test needs.
    #[error(
        "{images} digit{}: give more than {test}, since {test} are set aside to test with, \
        and the others are trained on", if *images == 1 { "" } else { "s" }
    )]
    TooFew {
        /// How many digits there are.
        images: usize,
        /// How many are set aside.
        test: usize,
    },
    /// Digits cannot be split so.
    #[error(
        "{test} of {images} digits cannot be set aside for testing: set aside at \
        least one, and leave at least one to train on"
    )]
    Split {
        /// How many digits there are.
        images: usize,
        /// How many were to be set aside.
        test: usize,
    },
}
// ANCHOR_END: backprop-error
