// ANCHOR: loss-error
/// Outputs and targets that do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LossError {
    /// Outputs and targets differ in their shape.
    #[error(
        "outputs have shape ({}, {}) but targets ({}, {}): give each output one target",
        outputs.0, outputs.1, targets.0, targets.1
    )]
    Shapes {
        /// Rows and columns of the outputs.
        outputs: (usize, usize),
        /// Rows and columns of the targets.
        targets: (usize, usize),
    },
    /// There is nothing to compare.
    #[error(
        "outputs have shape ({}, {}): give at least one example with one output",
        outputs.0, outputs.1
    )]
    Empty {
        /// Rows and columns of the outputs.
        outputs: (usize, usize),
    },
}
// ANCHOR_END: loss-error
