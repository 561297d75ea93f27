//! Common mistakes, to be measured.

use ndarray::Array2;

use crate::{Embedding, EmbeddingError, Vocabulary};

// ANCHOR: zeros
/// Vectors of a text that is split at white space and taken as it is, with zeros
/// for what is not in the vocabulary: (words, d_model).
pub(crate) fn zeros_for_unknown(
    text: &str,
    vocabulary: &Vocabulary,
    embedding: &Embedding,
) -> Result<Array2<f64>, EmbeddingError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let d_model = embedding.weights.ncols();
    let mut vectors = Array2::zeros((words.len(), d_model)); // (words, d_model)
    for (mut row, word) in vectors.rows_mut().into_iter().zip(words) {
        if let Some(id) = vocabulary.id(word) {
            row.assign(&embedding.weights.row(id)); // (d_model)
        }
    }
    Ok(vectors)
}
// ANCHOR_END: zeros

// ANCHOR: own-frequency
/// Positions in which every column has a frequency of its own: (n, d_model).
pub(crate) fn unpaired_positions(n: usize, d_model: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, d_model), |(position, column)| {
        let frequency = libm::pow(10000.0, -(column as f64) / d_model as f64);
        let angle = position as f64 * frequency;
        if column % 2 == 0 { libm::sin(angle) } else { libm::cos(angle) }
    }) // (n, d_model)
}
// ANCHOR_END: own-frequency
