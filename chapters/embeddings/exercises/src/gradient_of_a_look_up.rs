//! What a look-up hands back to W_E.

use embeddings::Embedding;
use judge::{Draw, Exam, Mistake, Verdict, judge};
use loss::{one_hot, sum_squared_error, sum_squared_error_gradient};
use ndarray::{Array2, Axis, array};

/// What the reader repairs: dC/dW_E (vocabulary, d_model), from the ids of the tokens,
/// dC/dX (tokens, d_model) and the number of words.
pub type Attempt = fn(&[usize], &Array2<f64>, usize) -> Array2<f64>;

/// Wrong repairs, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "mean-over-the-places",
        says: "You divide by how often the word came up. Each place changes the cost on its \
               own, and when the row is nudged, all of them change it together.",
        attempt: |ids, d_rows, vocabulary| {
            let mut d_weights = added(ids, d_rows, vocabulary);
            for (id, mut row) in d_weights.rows_mut().into_iter().enumerate() {
                let times = ids.iter().filter(|&&other| other == id).count();
                row /= times.max(1) as f64;
            }
            d_weights
        },
    },
    Mistake {
        name: "mean-over-the-sentence",
        says: "You divide by the number of tokens. If the cost has such a factor, it is already \
               in dC/dX.",
        attempt: |ids, d_rows, vocabulary| {
            added(ids, d_rows, vocabulary) / ids.len() as f64
        },
    },
    Mistake {
        name: "first-place-only",
        says: "Now the first place of a word decides, and the later ones are forgotten. That \
               moves the fault to the other end of the sentence.",
        attempt: |ids, d_rows, vocabulary| {
            let mut d_weights = Array2::zeros((vocabulary, d_rows.ncols()));
            for (place, &id) in ids.iter().enumerate().rev() {
                d_weights.row_mut(id).assign(&d_rows.row(place));
            }
            d_weights
        },
    },
    Mistake {
        name: "all-rows-move",
        says: "You give every row of W_E a share, also those of words that did not come up. \
               Nudge such a row: no vector of the sentence changes, and so the cost stays.",
        attempt: |_, d_rows, vocabulary| {
            let all = d_rows.sum_axis(Axis(0)); // (d_model)
            Array2::from_shape_fn((vocabulary, d_rows.ncols()), |(_, column)| {
                all[column]
            })
        },
    },
];

/// Adds up what each word's places hand back.
fn added(ids: &[usize], d_rows: &Array2<f64>, vocabulary: usize) -> Array2<f64> {
    let one_hot = one_hot(ids, vocabulary).expect("ids below the number of words");
    one_hot.t().dot(d_rows) // (vocabulary, d_model)
}

/// Judges a repair: three tokens by hand, then the one-hot product on its side, and
/// slopes that are measured by nudging.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let d_rows = array![[1.0, 2.0], [10.0, 20.0], [3.0, -1.0]];
        exam.array(
            "dC/dW_E for the ids [2, 0, 2] and dC/dX = [[1, 2], [10, 20], [3, -1]]",
            &attempt(&[2, 0, 2], &d_rows, 3),
            &array![[10.0, 20.0], [0.0, 0.0], [4.0, 1.0]],
            1e-12,
        );
        let mut draw = Draw::new(4);
        for _ in 0..20 {
            let (words, tokens) = (draw.count(2, 6), draw.count(1, 8));
            let width = draw.count(1, 4);
            let ids: Vec<_> =
                (0..tokens).map(|_| draw.count(0, words - 1)).collect();
            let d_rows = draw.matrix(tokens, width);
            exam.array(
                format!("dC/dW_E of {words} words for the ids {ids:?}"),
                &attempt(&ids, &d_rows, words),
                &added(&ids, &d_rows, words),
                1e-10,
            );
        }
        for _ in 0..5 {
            nudged(attempt, exam, &mut draw);
        }
    })
}

/// Asks for slopes of a cost: the squared errors of the vectors of a sentence.
fn nudged(attempt: Attempt, exam: &mut Exam, draw: &mut Draw) {
    let (words, ids) = (4, [1, 3, 1, 0, 1]);
    let weights = draw.matrix(words, 2);
    let targets = draw.matrix(ids.len(), 2);
    let rows = |weights: &Array2<f64>| {
        let embedding = Embedding { weights: weights.clone() };
        embedding.look_up(&ids).expect("ids below the number of words")
    };
    let cost = |weights: &Array2<f64>| {
        sum_squared_error(&rows(weights), &targets)
            .expect("a target for each token")
    };
    let slopes = Array2::from_shape_fn(weights.dim(), |place| {
        let (mut more, mut less) = (weights.clone(), weights.clone());
        more[place] += 1e-4;
        less[place] -= 1e-4;
        (cost(&more) - cost(&less)) / 2e-4
    });
    let d_rows = sum_squared_error_gradient(&rows(&weights), &targets)
        .expect("a target for each token");
    exam.array(
        format!("dC/dW_E, measured by our nudging, for the ids {ids:?}"),
        &attempt(&ids, &d_rows, words),
        &slopes,
        1e-6,
    );
}
