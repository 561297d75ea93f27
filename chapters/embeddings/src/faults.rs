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
