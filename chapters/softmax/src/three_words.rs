//! The example that goes through the chapter: three words, and how well each would go on.

/// Their scores.
pub(crate) const LOGITS: [f64; 3] = [2.0, 4.0, 5.0];
/// The words.
pub(crate) const WORDS: [&str; 3] = ["moon", "floor", "mat"];
/// Two more words, that hardly anybody expects.
pub(crate) const LOGITS_OF_FIVE: [f64; 5] = [2.0, 4.0, 5.0, 1.0, 0.0];
/// The five words.
pub(crate) const WORDS_OF_FIVE: [&str; 5] =
    ["moon", "floor", "mat", "piano", "idea"];
