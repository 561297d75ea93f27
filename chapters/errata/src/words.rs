//! From words to vectors and back.

use std::collections::BTreeSet;

use embeddings::{Embedding, Unembedding};
use ndarray::Array2;
use softmax::{SoftmaxError, greedy};

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
    use super::*;
    use crate::page::{square, vectors};

    /// The least lead of the first over the second in a row.
    fn least_lead(scores: &Array2<f64>) -> f64 {
        let lead = |row: ndarray::ArrayView1<f64>| {
            let mut sorted = row.to_vec();
            sorted.sort_by(f64::total_cmp);
            sorted[sorted.len() - 1] - sorted[sorted.len() - 2]
        };
        scores.rows().into_iter().map(lead).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn row_11_only_the_unembedding_gives_a_score_for_each_word() {
        let embedding = Embedding::new(Array2::ones((7, 3))).unwrap();
        let tokens = embedding.look_up(&[2, 5]).unwrap(); // (2, 3)
        assert!(embedding_as_unembedding(&embedding).scores(&tokens).is_err());
        assert_eq!(embedding.tied().scores(&tokens).unwrap().dim(), (2, 7));
    }

    #[test]
    fn row_25_a_square_matrix_reaches_no_word_beyond_d_model() {
        let vectors = vectors().unwrap();
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
