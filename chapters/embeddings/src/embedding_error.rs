//! What can go wrong with words and their vectors.

use loss::LossError;

// ANCHOR: embedding-error
/// Why words or their vectors were refused, and what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EmbeddingError {
    /// A vocabulary without words.
    #[error("the vocabulary has no words: give at least one")]
    NoWords,
    /// A word without letters.
    #[error("word {id} (from 0) is empty: give words of at least one letter")]
    EmptyWord {
        /// Its place.
        id: usize,
    },
    /// The same word in two places.
    #[error("{word:?} is word {first} and word {id} (from 0): give each word once")]
    Twice {
        /// The word.
        word: String,
        /// Its first place.
        first: usize,
        /// Its second place.
        id: usize,
    },
    /// A word that is not in the vocabulary.
    #[error(
        "{word:?} is not among the {words_known} words{}",
        did_you_mean(suggestions)
    )]
    UnknownWord {
        /// The word.
        word: String,
        /// How many words there are.
        words_known: usize,
        /// Words with a similar spelling, the nearest first.
        suggestions: Vec<String>,
    },
    /// An id that no word has.
    #[error("there is no word {id}: give ids below {words_known}")]
    NoSuchId {
        /// The id.
        id: usize,
        /// How many words there are.
        words_known: usize,
    },
    /// A matrix without entries.
    #[error("no vectors in {rows} × {columns} numbers: give at least one of each")]
    NoVectors {
        /// Rows of the matrix.
        rows: usize,
        /// Columns of the matrix.
        columns: usize,
    },
    /// A number that no vector should hold.
    #[error(
        "row {row}, column {column} (from 0) holds {found}: give finite numbers, \
        up to 1e100 in size"
    )]
    Entry {
        /// The row, from 0.
        row: usize,
        /// The column, from 0.
        column: usize,
        /// What is there.
        found: f64,
    },
    /// Words and vectors that do not pair up.
    #[error("{words} words but {vectors} vectors: give a vector for each word")]
    Pairs {
        /// How many words.
        words: usize,
        /// How many vectors.
        vectors: usize,
    },
    /// A vector of another dimension.
    #[error("a vector of {found} numbers meets some of {d_model}: give {d_model}")]
    Width {
        /// Numbers in the vectors that are there.
        d_model: usize,
        /// Numbers in the one that was given.
        found: usize,
    },
    /// A vector of zeros, or with a number that is not finite.
    #[error("{of} has no direction: give finite numbers, not all 0")]
    NoDirection {
        /// The vector, in words.
        of: String,
    },
    /// Two vectors that make no plane.
    #[error(
        "two vectors on one line make no plane: give two that point different ways"
    )]
    OneLine,
    /// Two planes without two turns between them.
    #[error(
        "two planes share a line, so nothing says where to turn it: give planes \
        without one in common"
    )]
    SharedLine,
    /// More numbers than any memory holds.
    #[error("{rows} × {columns} numbers fit no memory: give fewer")]
    TooLarge {
        /// Rows of the matrix.
        rows: usize,
        /// Columns of the matrix.
        columns: usize,
    },
    /// A corpus in which no word stands beside another.
    #[error(
        "no word has a neighbour: give sentences of at least two words and a \
        window of at least 1"
    )]
    NoPairs,
    /// Directions of a cloud that has none.
    #[error(
        "{rows} vectors spread in fewer than {axes} directions: give more, \
        that differ"
    )]
    NoSpread {
        /// How many vectors.
        rows: usize,
        /// How many directions were asked for.
        axes: usize,
    },
    /// A count that none can be.
    #[error(
        "the count in row {row}, column {column} (from 0) is {found}: give counts \
        from 0 to 1e15"
    )]
    Count {
        /// The row, from 0.
        row: usize,
        /// The column, from 0.
        column: usize,
        /// What is there.
        found: f64,
    },
    /// Steps that lead nowhere.
    #[error(
        "with a learning rate of {learning_rate} the cost becomes {cost}: give a \
        smaller one, above 0, and finite targets"
    )]
    LearningRate {
        /// The size of a step.
        learning_rate: f64,
        /// The cost.
        cost: f64,
    },
    /// An error of the chapter on loss.
    #[error(transparent)]
    Loss(#[from] LossError),
}

fn did_you_mean(suggestions: &[String]) -> String {
    match suggestions {
        [] => ", and no spelling is near: give another word".to_owned(),
        words => format!(": did you mean {}?", words.join(", ")),
    }
}
// ANCHOR_END: embedding-error
