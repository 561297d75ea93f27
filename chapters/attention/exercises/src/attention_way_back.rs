//! The way back through attention, from the output to queries, keys and values.

use attention::{AttendGradients, attend, causal_mask};
use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array2, Axis, array};

/// What the reader writes: dC/dQ, dC/dK and dC/dV, from queries and keys (tokens, d_k),
/// values (tokens, d_v), the weights of the forward pass (tokens, tokens) and dC/dO
/// (tokens, d_v).
pub type Attempt = fn(
    &Array2<f64>,
    &Array2<f64>,
    &Array2<f64>,
    &Array2<f64>,
    &Array2<f64>,
) -> AttendGradients;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "root-forgotten",
        says: "The scores were divided by √d_k on the way forward, so whatever passes through \
               them on the way back is divided by it too. Yours is not.",
        attempt: |q, k, v, a, d| {
            let d_scores = through_softmax(a, &d.dot(&v.t())); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(k), d_scores.t().dot(q))
        },
    },
    Mistake {
        name: "divided-by-the-width",
        says: "You divide by d_k. Forward it was its root, and a constant factor is the same in \
               both directions. Dividing twice by the root comes to the same.",
        attempt: |q, k, v, a, d| {
            let d_scores = through_softmax(a, &d.dot(&v.t())) / q.ncols() as f64; // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(k), d_scores.t().dot(q))
        },
    },
    Mistake {
        name: "root-of-the-values",
        says: "You divide by the root of d_v. Forward, the scores were divided by the root of \
               d_k, the number of columns of queries and keys.",
        attempt: |q, k, v, a, d| {
            let d_scores = through_softmax(a, &d.dot(&v.t())) / root(v); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(k), d_scores.t().dot(q))
        },
    },
    Mistake {
        name: "root-of-the-length",
        says: "You divide by the root of the number of tokens. Forward, the scores were divided \
               by the root of d_k, the number of columns of queries and keys.",
        attempt: |q, k, v, a, d| {
            let d_scores = through_softmax(a, &d.dot(&v.t())); // (tokens, tokens)
            let d_scores = d_scores / (q.nrows() as f64).sqrt();
            gradients(a.t().dot(d), d_scores.dot(k), d_scores.t().dot(q))
        },
    },
    Mistake {
        name: "keys-ask",
        says: "You go back through K Qᵀ, where rows are keys. Forward the scores were Q Kᵀ: each \
               row of them changes one query, and each column one key.",
        attempt: |q, k, v, a, d| {
            let d_scores = through_softmax(a, &d.dot(&v.t())) / root(q); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.t().dot(k), d_scores.dot(q))
        },
    },
    Mistake {
        name: "own-factor",
        says: "You multiply by the queries for the gradient of the queries, and by the keys for \
               that of the keys. A product hands back to each factor the other one.",
        attempt: |q, k, v, a, d| {
            let d_scores = through_softmax(a, &d.dot(&v.t())) / root(q); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(q), d_scores.t().dot(k))
        },
    },
    Mistake {
        name: "root-on-one-side",
        says: "The gradient of the queries is right, and that of the keys lacks the factor. \
               Both come from the same scores, so both carry it.",
        attempt: |q, k, v, a, d| {
            let d_scores = through_softmax(a, &d.dot(&v.t())); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(k) / root(q), d_scores.t().dot(q))
        },
    },
    Mistake {
        name: "softmax-skipped",
        says: "You hand the gradient of the weights on as that of the scores. Between the two \
               lies the softmax, with a way back of its own.",
        attempt: |q, k, v, a, d| {
            let d_scores = d.dot(&v.t()) / root(q); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(k), d_scores.t().dot(q))
        },
    },
    Mistake {
        name: "softmax-without-its-sum",
        says: "You multiply each gradient by its weight and stop. A weight can rise only at the \
               cost of the others in its row: something of the whole row is subtracted first.",
        attempt: |q, k, v, a, d| {
            let d_scores = a * &d.dot(&v.t()) / root(q); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(k), d_scores.t().dot(q))
        },
    },
    Mistake {
        name: "softmax-diagonal-alone",
        says: "You multiply by w (1 − w), as if each weight answered to its own score alone. \
               Every score moves all weights of its row: the others have to be summed too.",
        attempt: |q, k, v, a, d| {
            let slopes = a * &(1.0 - a); // (tokens, tokens)
            let d_scores = slopes * d.dot(&v.t()) / root(q); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(k), d_scores.t().dot(q))
        },
    },
    Mistake {
        name: "sum-without-weights",
        says: "You subtract the plain sum of the gradients of a row. Each of them counts in it \
               with its own weight.",
        attempt: |q, k, v, a, d| {
            let d_weights = d.dot(&v.t()); // (tokens, tokens)
            let sums = d_weights.sum_axis(Axis(1)).insert_axis(Axis(1)); // (tokens, 1)
            let d_scores = a * &(d_weights - &sums) / root(q); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(k), d_scores.t().dot(q))
        },
    },
    Mistake {
        name: "sum-down-the-columns",
        says: "You subtract a sum over each column. The softmax ran along the rows, so its way \
               back does too.",
        attempt: |q, k, v, a, d| {
            let d_weights = d.dot(&v.t()); // (tokens, tokens)
            let sums = (a * &d_weights).sum_axis(Axis(0)); // (tokens)
            let d_scores = a * &(d_weights - &sums) / root(q); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(k), d_scores.t().dot(q))
        },
    },
    Mistake {
        name: "keys-not-turned",
        says: "A key is a column of the scores: what changes it comes from all queries that \
               looked at it. You sum along its row.",
        attempt: |q, k, v, a, d| {
            let d_scores = through_softmax(a, &d.dot(&v.t())) / root(q); // (tokens, tokens)
            gradients(a.t().dot(d), d_scores.dot(k), d_scores.dot(q))
        },
    },
    Mistake {
        name: "values-not-turned",
        says: "A value is given to all who look at it, a column of the weights, and its gradient \
               comes back from all of those. You sum along its row.",
        attempt: |q, k, v, a, d| {
            let d_scores = through_softmax(a, &d.dot(&v.t())) / root(q); // (tokens, tokens)
            gradients(a.dot(d), d_scores.dot(k), d_scores.t().dot(q))
        },
    },
];

fn root(queries: &Array2<f64>) -> f64 {
    (queries.ncols() as f64).sqrt()
}

fn gradients(
    d_values: Array2<f64>,
    d_queries: Array2<f64>,
    d_keys: Array2<f64>,
) -> AttendGradients {
    AttendGradients { d_queries, d_keys, d_values }
}

/// From how the cost changes with the weights (tokens, tokens) to how it changes with
/// the scores.
fn through_softmax(weights: &Array2<f64>, d_weights: &Array2<f64>) -> Array2<f64> {
    let sums = (weights * d_weights).sum_axis(Axis(1)).insert_axis(Axis(1)); // (tokens, 1)
    weights * &(d_weights - &sums) // (tokens, tokens)
}

/// The slope of a cost along each entry of a matrix, measured.
fn measured(cost: impl Fn(&Array2<f64>) -> f64, at: &Array2<f64>) -> Array2<f64> {
    const STEP: f64 = 1e-5;
    Array2::from_shape_fn(at.dim(), |entry| {
        let nudged = |by| {
            let mut nudged = at.clone();
            nudged[entry] += by;
            cost(&nudged)
        };
        (nudged(STEP) - nudged(-STEP)) / (2.0 * STEP)
    })
}

/// Judges an attempt: two tokens by hand, then nudges of every number, then what cannot
/// change anything.
///
/// # Panics
/// Never: all shapes fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let of_two = "of two tokens with Q = [[0, 0, 0, 0], [0, 0, 0, 4]], \
                      K = [[1, 0, 0, 0], [3, 0, 0, 0]], V = [[1], [5]], \
                      A = [[1, 0], [1/2, 1/2]] and dC/dO = [[0], [1]]";
        let found = attempt(
            &array![[0.0; 4], [0.0, 0.0, 0.0, 4.0]],
            &array![[1.0, 0.0, 0.0, 0.0], [3.0, 0.0, 0.0, 0.0]],
            &array![[1.0], [5.0]],
            &array![[1.0, 0.0], [0.5, 0.5]],
            &array![[0.0], [1.0]],
        );
        let d_values = array![[0.5], [0.5]];
        let d_queries = array![[0.0; 4], [1.0, 0.0, 0.0, 0.0]];
        let d_keys = array![[0.0, 0.0, 0.0, -2.0], [0.0, 0.0, 0.0, 2.0]];
        exam.array(format!("dC/dV {of_two}"), &found.d_values, &d_values, 1e-12);
        exam.array(format!("dC/dQ {of_two}"), &found.d_queries, &d_queries, 1e-12);
        exam.array(format!("dC/dK {of_two}"), &found.d_keys, &d_keys, 1e-12);
        let mut draw = Draw::new(4);
        for _ in 0..12 {
            let (tokens, d_k, d_v) =
                (draw.count(2, 5), draw.count(2, 4), draw.count(1, 4));
            let q = draw.matrix(tokens, d_k);
            let k = draw.matrix(tokens, d_k);
            let v = draw.matrix(tokens, d_v);
            let d_output = draw.matrix(tokens, d_v);
            let mask = causal_mask(tokens).expect("few tokens");
            let forward = |q: &_, k: &_, v: &_| {
                attend(q, k, v, Some(&mask)).expect("matrices that fit")
            };
            let cost =
                |q: &_, k: &_, v: &_| (forward(q, k, v).output * &d_output).sum();
            let found =
                attempt(&q, &k, &v, &forward(&q, &k, &v).weights, &d_output);
            let sizes = format!("{tokens} tokens, d_k = {d_k}, d_v = {d_v}");
            exam.array(
                format!("dC/dV for {sizes}, against our nudges,"),
                &found.d_values,
                &measured(|v| cost(&q, &k, v), &v),
                1e-6,
            );
            exam.array(
                format!("dC/dQ for {sizes}, against our nudges,"),
                &found.d_queries,
                &measured(|q| cost(q, &k, &v), &q),
                1e-6,
            );
            exam.array(
                format!("dC/dK for {sizes}, against our nudges,"),
                &found.d_keys,
                &measured(|k| cost(&q, k, &v), &k),
                1e-6,
            );
            // A vector added to every key moves all scores of a row alike, which softmax
            // does not notice.
            exam.array(
                format!("the sum of your dC/dK over the keys, for {sizes},"),
                &found.d_keys.sum_axis(Axis(0)),
                &Array2::<f64>::zeros((1, d_k)).row(0),
                1e-9,
            );
        }
    })
}
