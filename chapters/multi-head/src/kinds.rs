//! The four kinds of sentences, as the heads that are set by hand see them.

use ndarray::{Array2, array};

/// The four kinds of sentences, by their last words, with mood and negation.
pub(crate) const KINDS: [(&str, f64, bool); 4] = [
    ("very happy .", 1.0, false),
    ("not happy .", 1.0, true),
    ("very sad .", -1.0, false),
    ("not sad .", -1.0, true),
];

/// The tokens of "very happy .", "not happy ." and so on, as the heads by hand want
/// them: (3, 4).
pub(crate) fn tokens_by_hand(mood: f64, is_negated: bool) -> Array2<f64> {
    let not = if is_negated { 1.0 } else { 0.0 };
    array![[0.0, 0.0, not, 0.0], [mood, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
}
