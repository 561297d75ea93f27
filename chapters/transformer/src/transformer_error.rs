//! What does not fit a transformer, said with what would be right.

use attention::AttentionError;
use embeddings::EmbeddingError;
use multi_head::MultiHeadError;
use softmax::SoftmaxError;

// ANCHOR: transformer-error
/// What does not fit a transformer: what was given, and what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TransformerError {
    /// No mask for so many tokens.
    #[error(transparent)]
    Attention(#[from] AttentionError),
    /// The heads of a block do not fit.
    #[error(transparent)]
    Heads(#[from] MultiHeadError),
    /// A token is not in the vocabulary.
    #[error(transparent)]
    Embedding(#[from] EmbeddingError),
    /// Scores have no probabilities.
    #[error(transparent)]
    Softmax(#[from] SoftmaxError),
    /// The network of a baseline does not fit.
    #[error(transparent)]
    Network(#[from] neurons::ShapeError),
    /// The targets of a baseline do not fit.
    #[error(transparent)]
    Loss(#[from] loss::LossError),
    /// A baseline cannot be trained.
    #[error(transparent)]
    Backprop(#[from] backprop::BackpropError),
    /// A matrix has another shape.
    #[error("{name} has the shape {found:?}: give {expected:?}")]
    Shape {
        /// What the matrix is.
        name: &'static str,
        /// The shape that fits.
        expected: (usize, usize),
        /// The shape that was given.
        found: (usize, usize),
    },
    /// A model of nothing.
    #[error("{name} is 0: give at least 1")]
    Zero {
        /// The size.
        name: &'static str,
    },
    /// A sequence has too few or too many tokens.
    #[error("found {found} tokens: give 1 to {context}")]
    Tokens {
        /// How many fit.
        context: usize,
        /// How many were given.
        found: usize,
    },
    /// Two sequences differ in length.
    #[error("found {targets} targets for {tokens} tokens: give one for each")]
    Targets {
        /// How many tokens.
        tokens: usize,
        /// How many targets.
        targets: usize,
    },
    /// A line of a grammar is no rule.
    #[error("line {line} of the grammar: give {wanted}")]
    Grammar {
        /// The line, counted from 1.
        line: usize,
        /// What would be right.
        wanted: String,
    },
    /// There is nothing to learn from.
    #[error("there is no sentence: give at least one")]
    NoSentence,
    /// Gradients are not those of this model.
    #[error(
        "found {found} gradients for {expected} parameters: give those of this model"
    )]
    Parameters {
        /// How many parameters there are.
        expected: usize,
        /// How many gradients.
        found: usize,
    },
}
// ANCHOR_END: transformer-error
