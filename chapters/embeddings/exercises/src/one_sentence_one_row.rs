//! One vector for a whole sentence: the mean of its tokens' rows.

use embeddings::Embedding;
use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, Axis, array};

/// What the reader writes: the mean row (d_model) of the tokens with these ids, from the
/// embedding (vocabulary, d_model).
pub type Attempt = fn(&Array2<f64>, &[usize]) -> Array1<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "sum-for-mean",
        says: "You add up the rows and divide by nothing. The vector then grows with the \
               sentence: a mean divides by the number of tokens.",
        attempt: sum,
    },
    Mistake {
        name: "mean-per-row",
        says: "You take the mean within each row, and so have a number for each token. Asked \
               for is a number for each *column*: add up along the tokens, `Axis(0)`.",
        attempt: |weights, ids| {
            let rows = rows(weights, ids); // (tokens, d_model)
            rows.sum_axis(Axis(1)) / rows.ncols() as f64
        },
    },
    Mistake {
        name: "mean-per-row",
        says: "You add up each row by itself, and so have a number for each token. Asked for is a \
               number for each *column*: add up along the tokens, `Axis(0)`.",
        attempt: |weights, ids| {
            rows(weights, ids).sum_axis(Axis(1)) / ids.len() as f64 // (tokens)
        },
    },
    Mistake {
        name: "divided-by-the-width",
        says: "You divide by the numbers in a row. The mean is over the tokens, so their \
               number is what it is divided by.",
        attempt: |weights, ids| sum(weights, ids) / weights.ncols() as f64,
    },
    Mistake {
        name: "whole-vocabulary",
        says: "That is the mean of all rows, whatever the sentence says. Take the rows of \
               its tokens first.",
        attempt: |weights, _| weights.sum_axis(Axis(0)) / weights.nrows() as f64,
    },
    Mistake {
        name: "each-word-once",
        says: "You count each word once. In a mean over tokens, a word that stands there \
               twice counts twice.",
        attempt: |weights, ids| {
            let mut ids = ids.to_vec();
            ids.sort_unstable();
            ids.dedup();
            sum(weights, &ids) / ids.len() as f64
        },
    },
];

fn rows(weights: &Array2<f64>, ids: &[usize]) -> Array2<f64> {
    let embedding = Embedding { weights: weights.clone() };
    embedding.look_up(ids).expect("ids below the number of words")
}

fn sum(weights: &Array2<f64>, ids: &[usize]) -> Array1<f64> {
    rows(weights, ids).sum_axis(Axis(0)) // (d_model)
}

/// Judges an attempt: a sentence to check by hand, then sentences by chance.
///
/// # Panics
/// Never: all ids have a row.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let weights = array![[8.0, 0.0], [5.0, 5.0], [0.0, 4.0]];
        exam.array(
            "the vector of the ids [0, 2, 2, 0] with W_E = [[8, 0], [5, 5], [0, 4]]",
            &attempt(&weights, &[0, 2, 2, 0]),
            &array![4.0, 2.0],
            1e-12,
        );
        exam.array(
            "the vector of the ids [2, 2, 0, 2] with W_E = [[8, 0], [5, 5], [0, 4]]",
            &attempt(&weights, &[2, 2, 0, 2]),
            &array![2.0, 3.0],
            1e-12,
        );
        let mut draw = Draw::new(1);
        for _ in 0..20 {
            let (words, width) = (draw.count(3, 6), draw.count(2, 5));
            let weights = draw.matrix(words, width); // (vocabulary, d_model)
            let ids: Vec<_> =
                (0..draw.count(1, 8)).map(|_| draw.count(0, words - 1)).collect();
            exam.array(
                format!(
                    "the vector of the ids {ids:?}, with {width} numbers a word"
                ),
                &attempt(&weights, &ids),
                &(sum(&weights, &ids) / ids.len() as f64),
                1e-10,
            );
        }
    })
}
