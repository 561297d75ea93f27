//! From words to vectors and back.

use std::collections::BTreeSet;

use attention::tokens::normal;
use ndarray::Array2;

/// Numbers of a word's vector.
pub(crate) const D_MODEL: usize = 50;

/// A matrix as the repository has it where words come out: (d_model, d_model).
pub(crate) fn square() -> Array2<f64> {
    normal(D_MODEL, D_MODEL, 25) / (D_MODEL as f64).sqrt() // (d_model, d_model)
}

/// Row 25: the scores of the repository for vectors (tokens, d_model). Its last
/// matrix is (d_model, d_model), and places among the largest scores are taken as ids
/// of words: (tokens, d_model).
pub(crate) fn square_scores(
    vectors: &Array2<f64>,
    square: &Array2<f64>,
) -> Array2<f64> {
    vectors.dot(square) // (tokens, d_model)
}

/// Row 25: the ids that are among the `k` largest in any row of scores (tokens, ids).
pub(crate) fn reached(scores: &Array2<f64>, k: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    for row in scores.rows() {
        let mut ids: Vec<usize> = (0..row.len()).collect();
        ids.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
        reached.extend(&ids[..k.min(ids.len())]);
    }
    reached
}

#[cfg(test)]
mod tests {
    use embeddings::glove::book_vectors;
    use ndarray::array;

    use super::*;

    #[test]
    fn row_25_a_square_matrix_reaches_no_word_beyond_d_model() {
        let scores = array![[3.0, 1.0, 2.0], [1.0, 3.0, 2.0]]; // (2, 3)
        assert_eq!(reached(&scores, 1), BTreeSet::from([0, 1]));
        assert_eq!(reached(&scores, 2), BTreeSet::from([0, 1, 2]));
        assert_eq!(reached(&scores, 9), BTreeSet::from([0, 1, 2]));
        let vectors = book_vectors().unwrap();
        let embedding = vectors.embedding();
        let weights = &embedding.weights; // (2000, 50)
        let wrong = reached(&square_scores(weights, &square()), 5);
        assert_eq!(wrong, (0..D_MODEL).collect());
        let scores = embedding.tied().scores(weights).unwrap(); // (2000, 2000)
        assert!(reached(&scores, 5).len() > 1500);
        // Who is fifth hangs on no last bit.
        for row in scores.rows() {
            let mut row = row.to_vec();
            row.sort_by(|a, b| b.total_cmp(a));
            assert!(row[4] - row[5] > 1e-9, "{} {}", row[4], row[5]);
        }
    }
}
