//! The example that goes through the chapter: three words, and how well each would go on.

/// Their scores.
pub(crate) const LOGITS: [f64; 3] = [2.0, 4.0, 5.0];
/// The words.
pub(crate) const WORDS: [&str; 3] = ["moon", "floor", "mat"];
