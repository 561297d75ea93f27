//! Weights that fade with the distance.

use attention::masked;
use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array2, Axis, array, concatenate};
use softmax::softmax_rows;

use crate::causal_attention::{
    ITSELF, by_powers, far_apart, first_of_row, hidden, largest, mean_of_row,
    own_of_row, set, smallest_of_row,
};
use crate::readers::{SLOPE, penalised, penalised_scores, readers, table};

/// What the reader writes: weights (tokens, tokens) from queries (tokens, d_k), keys
/// (tokens, d_k) and the penalty of a step.
pub type Attempt = fn(&Array2<f64>, &Array2<f64>, f64) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "reward-for-distance",
        says: "Your weights grow with the distance: what is far gains, and what is near loses. \
               A wrong sign does that, or a penalty that counts from the start of the text.",
        attempt: |queries, keys, slope| penalised(queries, keys, -slope),
    },
    Mistake {
        name: "divided-too",
        says: "You divide the penalty by √d_k, together with the products. It comes after the \
               division, or heads of different widths fade differently.",
        attempt: |queries, keys, slope| {
            penalised(queries, keys, slope / (queries.ncols() as f64).sqrt())
        },
    },
    Mistake {
        name: "keys-ask",
        says: "Your rows are keys and your columns queries: K Qᵀ for Q Kᵀ. A row is the token \
               that looks, so the queries come first.",
        attempt: |queries, keys, slope| penalised(keys, queries, slope),
    },
    Mistake {
        name: "self-hidden",
        says: "Your mask hides each token from itself as well, so the first one has nobody left \
               to look at. Hidden is what comes later: the diagonal stays.",
        attempt: |queries, keys, slope| {
            let scores = penalised_scores(queries, keys, slope); // (tokens, tokens)
            let is_hidden = |query, key| key >= query;
            softmax_rows(&set(scores, is_hidden, f64::NEG_INFINITY)).expect(ITSELF)
        },
    },
    Mistake {
        name: "self-hidden-and-nan",
        says: "Your mask hides each token from itself as well. The first one has nobody left to \
               look at, and shares of nothing are no numbers. The diagonal stays.",
        attempt: |queries, keys, slope| {
            let scores = penalised_scores(queries, keys, slope); // (tokens, tokens)
            let is_hidden = |query, key| key >= query;
            let scores = set(scores, is_hidden, f64::NEG_INFINITY);
            by_powers(&scores, |row| largest(row, f64::NEG_INFINITY))
        },
    },
    Mistake {
        name: "self-hidden-by-a-mask",
        says: "Your mask forbids each token to look at itself as well, so the first one has \
               nobody left. Allowed is what is not later: the diagonal stays.",
        attempt: |queries, keys, slope| {
            let scores = penalised_scores(queries, keys, slope); // (tokens, tokens)
            let mask =
                Array2::from_shape_fn(scores.dim(), |(query, key)| key < query);
            softmax_rows(&masked(scores, &mask).expect(ITSELF)).expect(ITSELF)
        },
    },
    Mistake {
        name: "zero-for-infinity",
        says: "You set forbidden scores to 0. For softmax 0 is a score like any other, and may \
               be the best of its row. Which score has the weight 0?",
        attempt: |queries, keys, slope| {
            let scores = penalised_scores(queries, keys, slope); // (tokens, tokens)
            let is_later = |query, key| key > query;
            softmax_rows(&set(scores, is_later, 0.0)).expect(ITSELF)
        },
    },
    Mistake {
        name: "no-maximum",
        says: "You take powers of the scores as they are. Large ones overflow, and far below 0 \
               all of them vanish: either way a weight is no number. `softmax_rows` takes the \
               largest of each row off first.",
        attempt: |queries, keys, slope| {
            by_powers(&hidden(penalised_scores(queries, keys, slope)), |_| 0.0)
        },
    },
    Mistake {
        name: "maximum-from-zero",
        says: "Your search for the largest score of a row starts at 0. Where all are negative, \
               nothing is taken off, and far below 0 all powers vanish. Start below every \
               number, as `softmax_rows` does.",
        attempt: |queries, keys, slope| {
            let scores = hidden(penalised_scores(queries, keys, slope)); // (tokens, tokens)
            by_powers(&scores, |row| largest(row, 0.0))
        },
    },
    Mistake {
        name: "mean-subtracted",
        says: "You take off the mean of each row. A score far above the mean still overflows: which \
               number must the largest exponent be?",
        attempt: |queries, keys, slope| {
            by_powers(&hidden(penalised_scores(queries, keys, slope)), mean_of_row)
        },
    },
    Mistake {
        name: "smallest-subtracted",
        says: "You take off the smallest score of each row. The exponents then start at 0 and have no \
               upper end, so the largest power may still be infinite.",
        attempt: |queries, keys, slope| {
            by_powers(
                &hidden(penalised_scores(queries, keys, slope)),
                smallest_of_row,
            )
        },
    },
    Mistake {
        name: "first-subtracted",
        says: "You take off the score for the first token. Where another is far above it, that one's \
               power is infinite: take off the largest, wherever it stands.",
        attempt: |queries, keys, slope| {
            by_powers(&hidden(penalised_scores(queries, keys, slope)), first_of_row)
        },
    },
    Mistake {
        name: "own-subtracted",
        says: "You take off the score of each token for itself. Where another is far above it, that \
               one's power is infinite: take off the largest, wherever it stands.",
        attempt: |queries, keys, slope| {
            by_powers(&hidden(penalised_scores(queries, keys, slope)), own_of_row)
        },
    },
    Mistake {
        name: "nothing-hidden",
        says: "The mask is missing. A later token has a negative distance, so the penalty even \
               becomes a reward for it: it must be hidden, as before.",
        attempt: |queries, keys, slope| {
            let scores = penalised_scores(queries, keys, slope); // (tokens, tokens)
            softmax_rows(&scores).expect("scores that are finite") // (tokens, tokens)
        },
    },
    Mistake {
        name: "penalty-on-weights",
        says: "You take the penalty off the weights, and those no longer sum to 1. Take it off \
               the scores, and let softmax share out what is left.",
        attempt: |queries, keys, slope| {
            let mut weights = penalised(queries, keys, 0.0); // (tokens, tokens)
            for ((query, key), weight) in weights.indexed_iter_mut() {
                *weight -= slope * (query as f64 - key as f64);
            }
            weights
        },
    },
    Mistake {
        name: "no-penalty",
        says: "The penalty has no effect on your weights. Perhaps it does not reach the scores before \
               the softmax, or it is the same for all that a token looks at: what is taken off a \
               whole row changes no weight.",
        attempt: |queries, keys, _| penalised(queries, keys, 0.0),
    },
];

/// Judges an attempt: weights that powers of one half explain, then texts of many lengths,
/// then a text that goes on to the left.
///
/// # Panics
/// Never: all shapes fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let zeros = Array2::zeros((3, 2));
        exam.array(
            "the matrix of weights of three tokens with Q and K all 0, d_k = 2, at a penalty of ln 2,",
            &attempt(&zeros, &zeros, std::f64::consts::LN_2),
            &array![
                [1.0, 0.0, 0.0],
                [1.0 / 3.0, 2.0 / 3.0, 0.0],
                [1.0 / 7.0, 2.0 / 7.0, 4.0 / 7.0]
            ],
            1e-12,
        );
        let mut draw = Draw::new(6);
        for round in 0..20 {
            let (tokens, d_k) = (draw.count(2, 7), draw.count(2, 6));
            // Once far enough that a penalty with an upper end shows.
            let tokens = if round == 0 { 24 } else { tokens };
            let queries = draw.matrix(tokens, d_k);
            let keys = draw.matrix(tokens, d_k);
            let slope = draw.number(0.1, 1.5);
            let slope = if round == 0 { 0.125 } else { slope };
            exam.array(
                format!(
                    "the matrix of weights of {tokens} tokens with d_k = {d_k}, at a penalty of {slope:.2},"
                ),
                &attempt(&queries, &keys, slope),
                &penalised(&queries, &keys, slope),
                1e-10,
            );
        }
        for (name, keys) in far_apart() {
            let ones = Array2::ones((3, 1));
            exam.array(
                format!(
                    "the matrix of weights of three tokens with Q all 1 and K = {name}, at a penalty \
                     of 1,"
                ),
                &attempt(&ones, &keys, 1.0),
                &penalised(&ones, &keys, 1.0),
                1e-9,
            );
        }
        // The same added to every key changes no weight, but all scores become very large,
        // or very small.
        let (queries, keys) =
            (draw.matrix(4, 3).mapv(f64::abs) + 0.5, draw.matrix(4, 3)); // (4, 3)
        for (name, shift) in [("smaller", -4096.0), ("larger", 4096.0)] {
            exam.array(
                format!(
                    "the matrix of weights of 4 tokens, at a penalty of 1, where every number \
                     of all keys is {name} by 4096,"
                ),
                &attempt(&queries, &(&keys + shift), 1.0),
                &penalised(&queries, &keys, 1.0),
                1e-8,
            );
        }
        // Only distances count: with a word more in front, two weights of an old row are
        // in the same proportion as before.
        let (queries, keys) = (draw.matrix(5, 4), draw.matrix(5, 4));
        let longer = |old: &Array2<f64>, draw: &mut Draw| {
            let front = draw.matrix(1, 4);
            concatenate(Axis(0), &[front.view(), old.view()])
                .expect("rows of the same width")
        };
        let (more_queries, more_keys) =
            (longer(&queries, &mut draw), longer(&keys, &mut draw));
        let before = attempt(&queries, &keys, 0.5);
        let after = attempt(&more_queries, &more_keys, 0.5);
        exam.equal("the shape for 5 tokens", &before.dim(), &(5, 5));
        exam.equal("the shape for 6 tokens", &after.dim(), &(6, 6));
        let ratio = |weights: &Array2<f64>, row, column| {
            let pair =
                weights.get((row, column)).zip(weights.get((row, column + 1)));
            pair.map_or(f64::NAN, |(far, near)| far / near)
        };
        for column in 0..4 {
            exam.number(
                "a word in front must not change how the others share: a proportion of weights, \
                 against what it was before with your function,",
                ratio(&after, 5, column + 1),
                ratio(&before, 4, column),
                1e-9 * (1.0 + ratio(&before, 4, column).abs()),
            );
        }
        let readers = readers();
        exam.note(table(&[
            ("with positions", &readers.placed),
            ("without positions", &readers.unplaced),
            (&format!("with a penalty of {SLOPE}"), &readers.penalised),
        ]));
    })
}
