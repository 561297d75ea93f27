//! What cannot be compared or fitted, said with what would be right.

/// What cannot be compared or fitted: what was given, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LossError {
    /// Outputs and targets differ in their shape.
    #[error(
        "outputs have shape {outputs:?} but targets have shape {targets:?}: give \
        one target for each output"
    )]
    Shapes {
        /// Rows and columns of the outputs.
        outputs: (usize, usize),
        /// Rows and columns of the targets.
        targets: (usize, usize),
    },
    /// There is nothing to compare.
    #[error(
        "outputs have shape ({rows}, {columns}): give at least one example and \
        one output"
    )]
    Empty {
        /// Rows of the outputs.
        rows: usize,
        /// Columns of the outputs.
        columns: usize,
    },
    /// There are no inputs.
    #[error("inputs have shape {shape:?}: give at least one example")]
    NoInputs {
        /// Their rows and columns.
        shape: (usize, usize),
    },
    /// A label names none of the classes.
    #[error("example {} has label {label} but there {} {classes}: give it a label \
        below {classes}", example + 1, if *classes == 1 { "is" } else { "are" })]
    Label {
        /// The example, counted from 0.
        example: usize,
        /// Its label.
        label: usize,
        /// How many classes there are, counted from 0.
        classes: usize,
    },
    /// All inputs are the same, so that every line through one point fits as well.
    #[error("all inputs are {input}: give at least two different ones")]
    NoSpread {
        /// The one input, as text.
        input: String,
    },
    /// Inputs between which rounding leaves no difference, or whose squares are beyond an
    /// `f64`.
    #[error(
        "inputs are from {least} to {most}: give finite numbers up to 1e100 that \
        differ by a millionth of their size or more, and by more than 1e-100"
    )]
    Range {
        /// The least input, as text.
        least: String,
        /// The largest.
        most: String,
    },
    /// A batch of no examples.
    #[error("batches have 0 examples: give them at least one")]
    BatchSize,
    /// So many examples held out, twice, that none remain to learn from.
    #[error(
        "twice {held_out} of {examples} examples are held out: hold out at least \
        one each time, and leave at least one to learn from"
    )]
    HeldOut {
        /// How many examples there are.
        examples: usize,
        /// How many each of the two sets that are held out should have.
        held_out: usize,
    },
    /// An order of examples names one that does not exist.
    #[error("order names example {index}, counted from 0, but there {} {examples}: \
        name only those", if *examples == 1 { "is" } else { "are" })]
    NoSuchExample {
        /// What it names.
        index: usize,
        /// How many examples there are.
        examples: usize,
    },
}
