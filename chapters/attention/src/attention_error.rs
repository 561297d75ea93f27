//! What cannot be attended to, said with its place and with what would be right.

use softmax::SoftmaxError;

// ANCHOR: attention-error
/// What cannot be attended to: what was given, and what would be right. Rows, columns,
/// queries and keys are counted from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AttentionError {
    /// A matrix without numbers.
    #[error(
        "{name} are {rows} rows of {columns} numbers: give at least one row of one"
    )]
    Empty {
        /// What the matrix holds.
        name: &'static str,
        /// How many rows.
        rows: usize,
        /// How many numbers in each.
        columns: usize,
    },
    /// A NaN, an infinity or a number that would lead to one.
    #[error(
        "row {row}, column {column} of the {name} is {value}: give finite numbers up \
        to 1e50 in size"
    )]
    Entry {
        /// What the matrix holds.
        name: &'static str,
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// What stands there, as text.
        value: String,
    },
    /// Queries and keys that cannot be compared.
    #[error(
        "queries have {queries} numbers but keys have {keys}: give both the same d_k"
    )]
    Width {
        /// Numbers in a query.
        queries: usize,
        /// Numbers in a key.
        keys: usize,
    },
    /// Not one value for each key.
    #[error("there are {keys} keys but {values} values: give one for each")]
    Values {
        /// How many keys.
        keys: usize,
        /// How many values.
        values: usize,
    },
    /// A mask for other scores.
    #[error(
        "the mask has shape {found:?} but the scores have {expected:?}: give one \
        entry for each query and key"
    )]
    Mask {
        /// The shape of the scores.
        expected: (usize, usize),
        /// The shape of the mask.
        found: (usize, usize),
    },
    /// A query that may look nowhere.
    #[error(
        "the mask allows query {query} no key, so it has no weights: allow at least \
        one"
    )]
    NothingAllowed {
        /// The query.
        query: usize,
    },
    /// A projection of other tokens.
    #[error(
        "{name} takes vectors of {rows} numbers but the tokens have {d_model}: give \
        it one row for each"
    )]
    Projection {
        /// Which matrix.
        name: &'static str,
        /// How many rows it has.
        rows: usize,
        /// Numbers that stand for a token.
        d_model: usize,
    },
    /// A matrix on the way back has not the shape it had on the way forward.
    #[error(
        "{name} have shape {found:?} on the way back, but the forward pass had \
        {expected:?}: give what belongs to the same pass"
    )]
    NotOfTheForwardPass {
        /// What the matrix holds.
        name: &'static str,
        /// The shape on the way forward.
        expected: (usize, usize),
        /// The shape on the way back.
        found: (usize, usize),
    },
    /// An output that does not fit the vectors it would be added to.
    #[error(
        "outputs have shape {found:?} but the tokens have {expected:?}: to add them, \
        give W_V as many columns as a token has numbers"
    )]
    Stream {
        /// The shape of the tokens.
        expected: (usize, usize),
        /// The shape of the outputs.
        found: (usize, usize),
    },
    /// More pairs than any memory holds.
    #[error("{tokens} tokens make more pairs than fit a memory: give fewer")]
    TooLarge {
        /// How many tokens.
        tokens: usize,
    },
    /// Encodings of positions come in pairs of numbers.
    #[error(
        "d_model is {d_model}, but each sine has its cosine: give an even number \
        above 0"
    )]
    OddDimension {
        /// The dimension.
        d_model: usize,
    },
    /// More positions than any memory holds.
    #[error("{n} positions of {d_model} numbers fit no memory: give fewer")]
    TooManyPositions {
        /// How many positions.
        n: usize,
        /// Numbers in each.
        d_model: usize,
    },
    /// A question at no token.
    #[error(
        "a question at token {place}, but there are {tokens}: give one of those"
    )]
    Place {
        /// Where it is asked.
        place: usize,
        /// How many tokens there are.
        tokens: usize,
    },
    /// Nothing to learn from.
    #[error(
        "there is no example to learn from: give at least one, also in a batch"
    )]
    NoExamples,
    /// A step of no size.
    #[error("the learning rate is {value}: give a finite number, such as 0.2")]
    LearningRate {
        /// What was given, as text.
        value: String,
    },
    /// Scores that have no probabilities.
    #[error(transparent)]
    Softmax(#[from] SoftmaxError),
}
// ANCHOR_END: attention-error
