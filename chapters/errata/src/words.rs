//! From words to vectors and back.

use std::collections::BTreeSet;

use attention::tokens::normal;
use embeddings::{Embedding, Unembedding};
use ndarray::Array2;
use softmax::{SoftmaxError, greedy};

/// Numbers of a word's vector.
pub(crate) const D_MODEL: usize = 50;

/// A matrix as the repository has it where words come out: (d_model, d_model).
pub(crate) fn square() -> Array2<f64> {
    normal(D_MODEL, D_MODEL, 25) / (D_MODEL as f64).sqrt() // (d_model, d_model)
}

/// Row 11: the matrix W_E (vocabulary, d_model) put where W_U (d_model, vocabulary)
/// belongs.
pub(crate) fn embedding_as_unembedding(embedding: &Embedding) -> Unembedding {
    Unembedding { weights: embedding.weights.clone() } // (vocabulary, d_model)
}

/// Row 25: the scores of the repository for vectors (tokens, d_model). Its last
/// matrix is (d_model, d_model), and the place of the largest score is taken as the
/// id of a word: (tokens, d_model).
pub(crate) fn square_scores(
    vectors: &Array2<f64>,
    square: &Array2<f64>,
) -> Array2<f64> {
    vectors.dot(square) // (tokens, d_model)
}

/// The ids that come first in any row of scores (tokens, ids).
pub(crate) fn reached(
    scores: &Array2<f64>,
) -> Result<BTreeSet<usize>, SoftmaxError> {
    scores.rows().into_iter().map(greedy).collect()
}

#[cfg(test)]
mod tests {
    use embeddings::glove::book_vectors;
    use neurons::least_lead;

    use super::*;

    #[test]
    fn row_11_only_the_unembedding_gives_a_score_for_each_word() {
        let embedding = Embedding::new(Array2::ones((7, 3))).unwrap();
        let tokens = embedding.look_up(&[2, 5]).unwrap(); // (2, 3)
        assert!(embedding_as_unembedding(&embedding).scores(&tokens).is_err());
        assert_eq!(embedding.tied().scores(&tokens).unwrap().dim(), (2, 7));
    }

    #[test]
    fn row_25_a_square_matrix_reaches_no_word_beyond_d_model() {
        let vectors = book_vectors().unwrap();
        let embedding = vectors.embedding();
        let weights = &embedding.weights; // (2000, 50)
        let wrong = square_scores(weights, &square()); // (2000, 50)
        let right = embedding.tied().scores(weights).unwrap(); // (2000, 2000)
        let ids = reached(&wrong).unwrap();
        assert!(ids.iter().all(|&id| id < 50), "{ids:?}");
        assert!(reached(&right).unwrap().len() > 1500);
        // What comes first hangs on no last bit.
        assert!(least_lead(&wrong) > 1e-6, "{}", least_lead(&wrong));
        assert!(least_lead(&right) > 1e-6, "{}", least_lead(&right));
    }
}
