//! What has no probabilities, said with its place and with what would be right.

// ANCHOR: softmax-error
/// What has no probabilities: what was given, and what would be right. Rows and
/// columns are counted from 0; a vector is row 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SoftmaxError {
    /// There is nothing to share the probability.
    #[error("logits have shape ({rows}, {columns}): give at least one row of one")]
    Empty {
        /// How many rows.
        rows: usize,
        /// How many logits in each.
        columns: usize,
    },
    /// A NaN or +∞.
    #[error(
        "row {row}, column {column} is {value}, which is no logit: give a finite \
        number, or -inf for what is not allowed"
    )]
    Logit {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// What stands there.
        value: f64,
    },
    /// Nothing but −∞.
    #[error(
        "row {row} has nothing but -inf, so nothing is allowed in it: allow at \
        least one column"
    )]
    NothingAllowed {
        /// The row.
        row: usize,
    },
    /// No temperature.
    #[error(
        "{value} is no temperature: give a finite number above 0 (for the limit at \
        0, take the largest logit)"
    )]
    Temperature {
        /// What was given.
        value: f64,
    },
    /// Top-k of none.
    #[error("the top 0 of a distribution are nothing: keep at least 1")]
    TopK,
    /// No part of the probability.
    #[error("top-p of {value}: give a number above 0 and up to 1")]
    TopP {
        /// What was given.
        value: f64,
    },
    /// Numbers that are no distribution.
    #[error("probability {value} in column {column}: give numbers from 0 to 1")]
    Probability {
        /// The column.
        column: usize,
        /// What stands there.
        value: f64,
    },
    /// Numbers that are no distribution together.
    #[error("probabilities sum to {value}: give some that sum to 1")]
    Sum {
        /// What they sum to.
        value: f64,
    },
    /// Not one target for each row.
    #[error(
        "the rows of logits are {rows} but the targets {targets}: give one for each row"
    )]
    Targets {
        /// Rows of logits.
        rows: usize,
        /// How many targets.
        targets: usize,
    },
    /// A target that is no column.
    #[error(
        "row {row} has target {target} but there are {classes} classes, counted \
        from 0: give it one of those"
    )]
    Target {
        /// The row.
        row: usize,
        /// Its target.
        target: usize,
        /// How many columns there are.
        classes: usize,
    },
    /// A target whose probability is 0 by decree.
    #[error(
        "row {row} has target {target}, whose logit is -inf: allow what shall be \
        learned"
    )]
    TargetNotAllowed {
        /// The row.
        row: usize,
        /// Its target.
        target: usize,
    },
    /// Two things that belong together differ in their shape.
    #[error(
        "probabilities have shape {expected:?} but what comes with them has \
        {found:?}: give one number for each"
    )]
    Shapes {
        /// The shape of the probabilities.
        expected: (usize, usize),
        /// The other shape.
        found: (usize, usize),
    },
}
// ANCHOR_END: softmax-error
