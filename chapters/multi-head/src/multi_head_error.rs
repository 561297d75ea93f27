//! What heads cannot work on together, said with its place and with what would be right.

use attention::AttentionError;
use embeddings::EmbeddingError;
use ndarray::ShapeError;
use softmax::SoftmaxError;

/// What heads cannot work on together: what was given, and what would be right. Heads,
/// rows and columns are counted from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MultiHeadError {
    /// A head cannot attend.
    #[error(transparent)]
    Attention(#[from] AttentionError),
    /// There is no such word.
    #[error(transparent)]
    Embedding(#[from] EmbeddingError),
    /// Scores have no probabilities.
    #[error(transparent)]
    Softmax(#[from] SoftmaxError),
    /// The outputs of the heads have different numbers of rows.
    #[error(
        "the heads' outputs do not fit beside each other: give passes over the same tokens"
    )]
    Outputs(#[from] ShapeError),
    /// The numbers of a token cannot be shared among so many heads.
    #[error(
        "d_model {d_model} cannot be shared among {n_heads} heads: give at least one \
        head, and a d_model that is a multiple of their number"
    )]
    Divide {
        /// Numbers of a token.
        d_model: usize,
        /// How many heads were wanted.
        n_heads: usize,
    },
    /// There is none.
    #[error("there is no head: give at least one")]
    NoHeads,
    /// There is no head with this number.
    #[error("there is no head {head}: give one below {heads}")]
    NoSuchHead {
        /// The number that was given.
        head: usize,
        /// How many there are.
        heads: usize,
    },
    /// There are more or fewer than the pass or the gradients have.
    #[error(
        "found heads: {found}, but there are {expected}: give those of the same heads"
    )]
    Heads {
        /// How many there are.
        expected: usize,
        /// How many were given.
        found: usize,
    },
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
    /// Rows cannot be cut into sequences.
    #[error(
        "{rows} rows cannot be cut into sequences of {tokens} tokens: give a multiple \
        of that"
    )]
    Sequences {
        /// How many rows there are.
        rows: usize,
        /// How many make a sequence.
        tokens: usize,
    },
    /// Packed heads were asked for a way back before they went forward.
    #[error("there was no way forward yet: call `forward` first")]
    NoPass,
}
