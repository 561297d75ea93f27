//! A mistake is recognised in whatever form it is written.

use embeddings::{Vocabulary, tokenize};
use embeddings_exercises as checks;
use ndarray::{Array1, Array2, ArrayView1, Axis};

#[test]
fn one_row_for_a_sentence() {
    use checks::one_sentence_one_row::check;
    let looped = check(|weights, ids| {
        let mut sum = Array1::zeros(weights.ncols()); // (d_model)
        for &id in ids {
            sum += &weights.row(id);
        }
        sum
    });
    assert_eq!(looped.mistake(), Some("sum-for-mean"));
    let product = check(|weights, ids| {
        let counts: Array1<f64> = (0..weights.nrows())
            .map(|word| ids.iter().filter(|&&id| id == word).count() as f64)
            .collect();
        counts.dot(weights)
    });
    assert_eq!(product.mistake(), Some("sum-for-mean"));
    let other_axis = check(|weights, ids| {
        weights.select(Axis(0), ids).mean_axis(Axis(1)).unwrap()
    });
    assert_eq!(other_axis.mistake(), Some("mean-per-row"));
    let row_by_row = check(|weights, ids| {
        let mean = |row: ArrayView1<f64>| row.sum() / row.len() as f64;
        ids.iter().map(|&id| mean(weights.row(id))).collect()
    });
    assert_eq!(row_by_row.mistake(), Some("mean-per-row"));
    let by_tokens = check(|weights, ids| {
        weights.select(Axis(0), ids).sum_axis(Axis(1)) / ids.len() as f64
    });
    assert_eq!(by_tokens.mistake(), Some("mean-per-row"));
    assert!(
        check(|weights, ids| {
            weights.select(Axis(0), ids).mean_axis(Axis(0)).unwrap()
        })
        .is_right()
    );
}

#[test]
fn means_where_a_look_up_adds() {
    use checks::gradient_of_a_look_up::check;
    let per_place = check(|ids, d_rows, vocabulary| {
        let mut d_weights = Array2::zeros((vocabulary, d_rows.ncols()));
        for (place, &id) in ids.iter().enumerate() {
            let times = ids.iter().filter(|&&other| other == id).count() as f64;
            for column in 0..d_rows.ncols() {
                d_weights[[id, column]] += d_rows[[place, column]] / times;
            }
        }
        d_weights
    });
    assert_eq!(per_place.mistake(), Some("mean-over-the-places"));
    let one_hot = check(|ids, d_rows, vocabulary| {
        let one_hot =
            Array2::from_shape_fn((vocabulary, ids.len()), |(word, place)| {
                f64::from(ids[place] == word) / ids.len() as f64
            });
        one_hot.dot(d_rows)
    });
    assert_eq!(one_hot.mistake(), Some("mean-over-the-sentence"));
}

/// The place of a word in the vocabulary, looked for one by one.
fn find(vocabulary: &Vocabulary, token: &str) -> Option<usize> {
    vocabulary.words().iter().position(|word| word == token)
}

#[test]
fn ids_of_a_text() {
    use checks::from_text_to_ids::check;
    let spaced = check(|text, vocabulary| {
        let words = text.split(' ').filter(|word| !word.is_empty());
        words.map(|word| find(vocabulary, word).unwrap_or(0)).collect()
    });
    assert_eq!(spaced.mistake(), Some("split-at-spaces"));
    let left_out = check(|text, vocabulary| {
        let tokens = tokenize(text).into_iter();
        tokens.flat_map(|token| find(vocabulary, &token)).collect()
    });
    assert_eq!(left_out.mistake(), Some("unknown-left-out"));
}

#[test]
fn a_word_counts_twice_and_a_text_may_be_empty() {
    use checks::from_text_to_ids::check;
    let once = check(|text, vocabulary| {
        let mut tokens = tokenize(text);
        tokens.dedup();
        vocabulary.encode(&tokens).unwrap()
    });
    assert!(!once.is_right());
    let some_word = check(|text, vocabulary| {
        let tokens = tokenize(text);
        assert!(!tokens.is_empty());
        vocabulary.encode(&tokens).unwrap()
    });
    assert!(!some_word.is_right());
}
