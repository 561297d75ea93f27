//! What the engine cannot build or train, said with what would be right.

// ANCHOR: engine-error
/// What cannot be built or trained, and what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EngineError {
    /// A size is 0, or so large that the model would fit no memory.
    #[error("the {name} is {value}: give a whole number from 1 to {most}")]
    Size {
        /// Of what.
        name: &'static str,
        /// What was given.
        value: usize,
        /// The largest that is allowed.
        most: usize,
    },
    /// The heads cannot share the model's width.
    #[error(
        "a width of {d_model} cannot be shared by {heads} heads: give a width that \
         is a multiple of the heads"
    )]
    Heads {
        /// The width of the model.
        d_model: usize,
        /// How many heads.
        heads: usize,
    },
    /// A setting of the training is out of its range.
    #[error("the {name} is {value}: give {right}")]
    Setting {
        /// Of which setting.
        name: &'static str,
        /// What was given.
        value: String,
        /// What would be right.
        right: &'static str,
    },
    /// There are too few tokens.
    #[error(
        "found {found} tokens: give at least {least}, the context and one more"
    )]
    TooShort {
        /// How many there are.
        found: usize,
        /// How many are needed.
        least: usize,
    },
    /// A token is none of the vocabulary.
    #[error(
        "found the token {found} in a vocabulary of {vocabulary}: give lower ones"
    )]
    Token {
        /// The token.
        found: u32,
        /// How many tokens there are.
        vocabulary: usize,
    },
    /// There are too many or too few numbers for a model of this size.
    #[error("found {found} numbers: a model of this size has {expected}")]
    Parameters {
        /// How many the model has.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// The training has run away.
    #[error(
        "the loss of step {step} is no finite number any more: train with a \
         smaller learning rate"
    )]
    RanAway {
        /// In which step, counted from 1.
        step: u64,
    },
    /// The clear model says so.
    #[error(transparent)]
    Clear(#[from] crate::TransformerError),
}
// ANCHOR_END: engine-error
