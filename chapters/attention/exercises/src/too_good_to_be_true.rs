//! A head in which something of the future is seen.

use attention::{Head, add_to_stream, causal_mask};
use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array2, array, s};
use softmax::softmax_rows;

use crate::causal_attention::{ITSELF, scores, set};

/// What the reader repairs: the stream (tokens, d_model) behind a head, from tokens
/// (tokens, d_model) and W_Q, W_K (d_model, d_k) and W_V (d_model, d_model).
pub type Attempt =
    fn(&Array2<f64>, &Array2<f64>, &Array2<f64>, &Array2<f64>) -> Array2<f64>;

/// Wrong repairs, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "past-hidden",
        says: "Now each token is kept from those before it, and sees all that come later. The \
               row is the one that looks: what lies to the right of its own column is hidden.",
        attempt: |tokens, w_q, w_k, w_v| {
            let taken = taken_in(tokens, w_q, w_k, w_v, |query, key| key < query);
            tokens + taken
        },
    },
    Mistake {
        name: "nothing-hidden",
        says: "Nothing is hidden any more: every token sees the whole text. The mask was nearly \
               right, look at its edge.",
        attempt: |tokens, w_q, w_k, w_v| {
            tokens + taken_in(tokens, w_q, w_k, w_v, |_, _| false)
        },
    },
    Mistake {
        name: "self-hidden",
        says: "The leak is closed, but in each row below the first you have hidden one place too \
               many: that token no longer sees itself, and what it is itself is no secret.",
        attempt: |tokens, w_q, w_k, w_v| {
            let is_hidden = |query, key| key > query || key == query && key > 0;
            tokens + taken_in(tokens, w_q, w_k, w_v, is_hidden)
        },
    },
    Mistake {
        name: "self-hidden-everywhere",
        says: "The leak is closed, but no token sees itself any more, and the first has nobody \
               left to look at. Hidden is what comes later: the diagonal stays.",
        attempt: |tokens, w_q, w_k, w_v| {
            tokens + taken_in(tokens, w_q, w_k, w_v, |query, key| key >= query)
        },
    },
    Mistake {
        name: "allowed-hidden",
        says: "You hide what is allowed, each token itself and all before it, and the last one \
               has nobody left to look at. Turn the comparison round.",
        attempt: |tokens, w_q, w_k, w_v| {
            tokens + taken_in(tokens, w_q, w_k, w_v, |query, key| key <= query)
        },
    },
    Mistake {
        name: "zero-for-infinity",
        says: "You set the scores of later tokens to 0. For softmax 0 is a score like any other: \
               they are still seen. Which score has the weight 0?",
        attempt: |tokens, w_q, w_k, w_v| {
            let scores = scores(&tokens.dot(w_q), &tokens.dot(w_k)); // (tokens, tokens)
            let scores = set(scores, |query, key| key > query, 0.0); // (tokens, tokens)
            let weights = softmax_rows(&scores).expect(ITSELF); // (tokens, tokens)
            tokens + weights.dot(&tokens.dot(w_v))
        },
    },
    Mistake {
        name: "number-for-infinity",
        says: "You set the scores of later tokens to a number that seemed low enough. Where allowed \
               ones lie lower still, it is the forbidden that win. Which score is below any other?",
        attempt: |tokens, w_q, w_k, w_v| {
            let scores = scores(&tokens.dot(w_q), &tokens.dot(w_k)); // (tokens, tokens)
            let scores = set(scores, |query, key| key > query, -1000.0); // (tokens, tokens)
            let weights = softmax_rows(&scores).expect(ITSELF); // (tokens, tokens)
            tokens + weights.dot(&tokens.dot(w_v))
        },
    },
    Mistake {
        name: "number-added-for-infinity",
        says: "You take a large number off the scores of later tokens. One that is larger still is \
               seen all the same: which score has the weight 0, however large it was?",
        attempt: |tokens, w_q, w_k, w_v| {
            let scores = scores(&tokens.dot(w_q), &tokens.dot(w_k)); // (tokens, tokens)
            let less =
                set(Array2::zeros(scores.dim()), |query, key| key > query, -1e9);
            let weights = softmax_rows(&(scores + less)).expect(ITSELF); // (tokens, tokens)
            tokens + weights.dot(&tokens.dot(w_v))
        },
    },
    Mistake {
        name: "keys-ask",
        says: "The leak is closed, but your rows are keys now and your columns queries: K Qᵀ for \
               Q Kᵀ. A row is the token that looks, and it looks with its query.",
        attempt: |tokens, w_q, w_k, w_v| {
            tokens + taken_in(tokens, w_k, w_q, w_v, |query, key| key > query)
        },
    },
    Mistake {
        name: "root-of-the-model",
        says: "The leak is closed, but the divisor of the scores is the root of d_model now. It \
               was right before: a score is a sum of d_k products.",
        attempt: |tokens, w_q, w_k, w_v| {
            let w_q = w_q * (w_q.ncols() as f64 / w_q.nrows() as f64).sqrt(); // (d_model, d_k)
            tokens + taken_in(tokens, &w_q, w_k, w_v, |query, key| key > query)
        },
    },
    Mistake {
        name: "no-root",
        says: "The leak is closed, but the scores are not divided any more. The root of d_k was \
               right.",
        attempt: |tokens, w_q, w_k, w_v| {
            let w_q = w_q * (w_q.ncols() as f64).sqrt(); // (d_model, d_k)
            tokens + taken_in(tokens, &w_q, w_k, w_v, |query, key| key > query)
        },
    },
    Mistake {
        name: "stream-cut",
        says: "You no longer add the tokens, and the leak is still there. A token may know what \
               it is itself: ask what else it knows.",
        attempt: |tokens, w_q, w_k, w_v| {
            taken_in(tokens, w_q, w_k, w_v, |query, key| key > query + 1)
        },
    },
    Mistake {
        name: "divisor-changed",
        says: "You have changed the divisor of the scores, which was right, and the leak is \
               still there. Which tokens can a row see?",
        attempt: |tokens, w_q, w_k, w_v| {
            let root = (w_q.ncols() as f64).sqrt();
            let w_q = w_q / root; // (d_model, d_k)
            tokens + taken_in(tokens, &w_q, w_k, w_v, |query, key| key > query + 1)
        },
    },
];

/// What each token takes in (tokens, d_model), with a rule of which keys are hidden from
/// which query.
fn taken_in(
    tokens: &Array2<f64>,
    w_q: &Array2<f64>,
    w_k: &Array2<f64>,
    w_v: &Array2<f64>,
    is_hidden: fn(usize, usize) -> bool,
) -> Array2<f64> {
    let scores = scores(&tokens.dot(w_q), &tokens.dot(w_k)); // (tokens, tokens)
    let scores = set(scores, is_hidden, f64::NEG_INFINITY); // (tokens, tokens)
    let weights = softmax_rows(&scores).expect(ITSELF); // (tokens, tokens)
    weights.dot(&tokens.dot(w_v)) // (tokens, d_model)
}

/// Judges an attempt: two tokens by hand, then texts of many lengths of which one token
/// changes, then the chapter's own head.
///
/// # Panics
/// Never: all shapes fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let (zeros, one) = (Array2::zeros((1, 1)), array![[1.0]]);
        exam.array(
            "the stream of X = [[2], [4]], with W_Q and W_K all 0 and W_V = [[1]],",
            &attempt(&array![[2.0], [4.0]], &zeros, &zeros, &one),
            &array![[4.0], [7.0]],
            1e-12,
        );
        // What is allowed fits very badly, and then what is forbidden very well.
        let (w_q, w_v) = (array![[0.0], [1.0]], array![[0.0, 0.0], [0.0, 1.0]]);
        let far = (1_u64 << 40) as f64;
        exam.array(
            "the stream of X = [[1, 1], [1, 3]], with W_Q = [[0], [1]], W_K = [[-2^40], [0]] and \
             W_V = [[0, 0], [0, 1]],",
            &attempt(&array![[1.0, 1.0], [1.0, 3.0]], &w_q, &array![[-far], [0.0]], &w_v),
            &array![[1.0, 2.0], [1.0, 5.0]],
            1e-9,
        );
        exam.array(
            "the stream of X = [[0, 1], [0, 3], [1, 5]], with W_Q = [[0], [1]], W_K = [[2^40], [0]] \
             and W_V = [[0, 0], [0, 1]],",
            &attempt(
                &array![[0.0, 1.0], [0.0, 3.0], [1.0, 5.0]],
                &w_q,
                &array![[far], [0.0]],
                &w_v,
            ),
            &array![[0.0, 2.0], [0.0, 5.0], [1.0, 10.0]],
            1e-9,
        );
        let mut draw = Draw::new(5);
        for _ in 0..20 {
            let (tokens, d_model, d_k) =
                (draw.count(2, 6), draw.count(1, 5), draw.count(2, 4));
            let x = draw.matrix(tokens, d_model);
            let head = Head {
                w_q: draw.matrix(d_model, d_k),
                w_k: draw.matrix(d_model, d_k),
                w_v: draw.matrix(d_model, d_model),
            };
            let at = draw.count(1, tokens - 1);
            let mut changed = x.clone(); // (tokens, d_model)
            changed.row_mut(at).mapv_inplace(|x| x + 1.0);
            let stream =
                |x: &Array2<f64>| attempt(x, &head.w_q, &head.w_k, &head.w_v);
            let (before, after) = (stream(&x), stream(&changed));
            let rows = at.min(before.nrows()).min(after.nrows());
            exam.array(
                format!(
                    "your stream before token {at} (counted from 0), after that token has \
                     changed, against what it was,"
                ),
                &after.slice(s![..rows, ..]),
                &before.slice(s![..rows, ..]),
                1e-12,
            );
            let mask = causal_mask(tokens).expect("few tokens");
            let pass = head.forward(&x, Some(&mask)).expect("a head that fits");
            exam.array(
                format!("the stream of {tokens} tokens with d_k = {d_k}"),
                &before,
                &add_to_stream(&x, &pass.output).expect("values of that width"),
                1e-10,
            );
        }
    })
}
