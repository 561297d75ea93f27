//! Attention from queries, keys and values, with the causal mask.

use std::f64::consts::LN_2;

use attention::{attend, causal_mask};
use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array2, ArrayView1, Axis, array, s};
use softmax::softmax_rows;

/// What the reader writes: what each token takes in (tokens, d_v), from queries (tokens,
/// d_k), keys (tokens, d_k) and values (tokens, d_v).
pub type Attempt = fn(&Array2<f64>, &Array2<f64>, &Array2<f64>) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "no-root",
        says: "The scores are dot products as they are. Wide heads have large ones, for being \
               wide alone: divide by what keeps their variance at 1.",
        attempt: |q, k, v| {
            softmax_rows(&hidden(q.dot(&k.t()))).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "divided-by-the-width",
        says: "You divide by d_k. It is the variance that grows like d_k, and a score is as \
               large as a standard deviation.",
        attempt: |q, k, v| {
            let scores = q.dot(&k.t()) / q.ncols() as f64; // (tokens, tokens)
            softmax_rows(&hidden(scores)).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "root-of-the-values",
        says: "You divide by the root of d_v. A score is a sum of d_k products, one for each \
               number of a query: how wide the values are has no say in it.",
        attempt: |q, k, v| {
            let scores = q.dot(&k.t()) / (v.ncols() as f64).sqrt(); // (tokens, tokens)
            softmax_rows(&hidden(scores)).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "root-of-the-length",
        says: "You divide by the root of the number of tokens. A score is a sum of d_k products, \
               however long the text is: the columns count, and not the rows.",
        attempt: |q, k, v| {
            let scores = q.dot(&k.t()) / (q.nrows() as f64).sqrt(); // (tokens, tokens)
            softmax_rows(&hidden(scores)).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "keys-ask",
        says: "Your rows are keys and your columns queries: K Qᵀ for Q Kᵀ. A row is the token \
               that looks, and it looks with its query.",
        attempt: |q, k, v| {
            softmax_rows(&hidden(scores(k, q))).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "self-hidden",
        says: "Your mask hides each token from itself as well, so the first one has nobody left \
               to look at. Hidden is what comes later: the diagonal stays.",
        attempt: |q, k, v| {
            let is_hidden = |query, key| key >= query;
            let scores = set(scores(q, k), is_hidden, f64::NEG_INFINITY);
            softmax_rows(&scores).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "self-hidden-and-nan",
        says: "Your mask hides each token from itself as well. The first one has nobody left to \
               look at, and shares of nothing are no numbers. The diagonal stays.",
        attempt: |q, k, v| {
            let is_hidden = |query, key| key >= query;
            let scores = set(scores(q, k), is_hidden, f64::NEG_INFINITY);
            by_powers(&scores, |row| largest(row, f64::NEG_INFINITY)).dot(v)
        },
    },
    Mistake {
        name: "allowed-hidden",
        says: "You hide what is allowed, each token itself and all before it, and the last one \
               has nobody left to look at. Turn the comparison round: hidden is what comes \
               later.",
        attempt: |q, k, v| {
            let is_hidden = |query, key| key <= query;
            let scores = set(scores(q, k), is_hidden, f64::NEG_INFINITY);
            softmax_rows(&scores).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "no-maximum",
        says: "You take powers of the scores as they are. Large ones overflow, and far below 0 \
               all of them vanish: either way a weight is no number. `softmax_rows` takes the \
               largest of each row off first.",
        attempt: |q, k, v| by_powers(&hidden(scores(q, k)), |_| 0.0).dot(v),
    },
    Mistake {
        name: "maximum-from-zero",
        says: "Your search for the largest score of a row starts at 0. Where all are negative, \
               nothing is taken off, and far below 0 all powers vanish. Start below every \
               number, as `softmax_rows` does.",
        attempt: |q, k, v| {
            by_powers(&hidden(scores(q, k)), |row| largest(row, 0.0)).dot(v)
        },
    },
    Mistake {
        name: "mean-subtracted",
        says: "You take off the mean of each row. A score far above the mean still overflows: which \
               number must the largest exponent be?",
        attempt: |q, k, v| by_powers(&hidden(scores(q, k)), mean_of_row).dot(v),
    },
    Mistake {
        name: "smallest-subtracted",
        says: "You take off the smallest score of each row. The exponents then start at 0 and have no \
               upper end, so the largest power may still be infinite.",
        attempt: |q, k, v| by_powers(&hidden(scores(q, k)), smallest_of_row).dot(v),
    },
    Mistake {
        name: "first-subtracted",
        says: "You take off the score for the first token. Where another is far above it, that one's \
               power is infinite: take off the largest, wherever it stands.",
        attempt: |q, k, v| by_powers(&hidden(scores(q, k)), first_of_row).dot(v),
    },
    Mistake {
        name: "own-subtracted",
        says: "You take off the score of each token for itself. Where another is far above it, that \
               one's power is infinite: take off the largest, wherever it stands.",
        attempt: |q, k, v| by_powers(&hidden(scores(q, k)), own_of_row).dot(v),
    },
    Mistake {
        name: "self-hidden-but-first",
        says: "Your mask hides each token but the first from itself as well. Hidden is what comes \
               later: a token may look at itself, wherever it stands.",
        attempt: |q, k, v| {
            let is_hidden = |query, key| key > query || key == query && key > 0;
            let scores = set(scores(q, k), is_hidden, f64::NEG_INFINITY);
            softmax_rows(&scores).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "self-hidden-and-first-empty",
        says: "Your tokens look only at those before them, and the first takes in nothing. A \
               token may look at itself too: a range `..query` ends before it.",
        attempt: |q, k, v| {
            let is_hidden = |query, key| key > query || key == query && key > 0;
            let scores = set(scores(q, k), is_hidden, f64::NEG_INFINITY);
            let mut output = softmax_rows(&scores).expect(ITSELF).dot(v); // (tokens, d_v)
            output.row_mut(0).fill(0.0);
            output
        },
    },
    Mistake {
        name: "one-too-many",
        says: "Each of your tokens sees one word of the future, the very one that it is to \
               predict. Your mask begins one column too far to the right.",
        attempt: |q, k, v| {
            let is_hidden = |query, key| key > query + 1;
            let scores = set(scores(q, k), is_hidden, f64::NEG_INFINITY);
            softmax_rows(&scores).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "weights-turned",
        says: "You multiply with the transposed weights. Row i of the weights says what token i \
               takes in: as they are, their rows meet the rows of the values.",
        attempt: |q, k, v| {
            let weights = softmax_rows(&hidden(scores(q, k))).expect(ITSELF); // (tokens, tokens)
            weights.t().dot(v)
        },
    },
    Mistake {
        name: "number-added-for-infinity",
        says: "You take a large number off the forbidden scores. One that is larger still is seen \
               all the same: which score has the weight 0, however large it was?",
        attempt: |q, k, v| {
            let less = set(Array2::zeros((q.nrows(), q.nrows())), is_later, -1e9);
            softmax_rows(&(scores(q, k) + less)).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "future-unmasked",
        says: "Every token sees the whole text, what comes later too. Hide from each row the \
               columns to its right.",
        attempt: |q, k, v| softmax_rows(&scores(q, k)).expect(ITSELF).dot(v),
    },
    Mistake {
        name: "past-masked",
        says: "Your mask is the wrong way round: the row is the token that looks, and it sees \
               the later ones and none before it.",
        attempt: |q, k, v| {
            let scores =
                set(scores(q, k), |query, key| key < query, f64::NEG_INFINITY);
            softmax_rows(&scores).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "zero-for-infinity",
        says: "You set forbidden scores to 0. For softmax 0 is a score like any other, and may \
               be the best of its row. Which score has the weight 0?",
        attempt: |q, k, v| {
            softmax_rows(&set(scores(q, k), is_later, 0.0)).expect(ITSELF).dot(v)
        },
    },
    Mistake {
        name: "number-for-infinity",
        says: "You set forbidden scores to a number that seemed low enough. Where allowed ones \
               lie lower still, it is the forbidden that win. Which score is below any other?",
        attempt: |q, k, v| {
            softmax_rows(&set(scores(q, k), is_later, -1000.0))
                .expect(ITSELF)
                .dot(v)
        },
    },
    Mistake {
        name: "mask-after-softmax",
        says: "You hide later tokens after the softmax. Then the rows no longer sum to 1, and \
               the later scores are still in the sum by which all were divided.",
        attempt: |q, k, v| {
            let weights = softmax_rows(&scores(q, k)).expect(ITSELF); // (tokens, tokens)
            set(weights, is_later, 0.0).dot(v)
        },
    },
    Mistake {
        name: "masked-late-and-mended",
        says: "You hide later tokens after the softmax and divide each row by its sum again. On \
               paper that is the same. But a very large later score leaves nothing for the \
               others to be divided by: mask first.",
        attempt: |q, k, v| {
            let weights = softmax_rows(&scores(q, k)).expect(ITSELF); // (tokens, tokens)
            let weights = set(weights, is_later, 0.0);
            let sums = weights.sum_axis(Axis(1)).insert_axis(Axis(1)); // (tokens, 1)
            (weights / sums).dot(v)
        },
    },
    Mistake {
        name: "softmax-down-the-columns",
        says: "Your softmax runs down the columns. A row is a token that looks, and its weights \
               must sum to 1, so each row is a softmax of its own.",
        attempt: |q, k, v| {
            let turned = hidden(scores(q, k)).reversed_axes(); // (tokens, tokens)
            softmax_rows(&turned).expect(ITSELF).t().dot(v)
        },
    },
];

/// Why softmax finds something in each row.
pub(crate) const ITSELF: &str = "each token may look at itself";

pub(crate) fn scores(queries: &Array2<f64>, keys: &Array2<f64>) -> Array2<f64> {
    queries.dot(&keys.t()) / (queries.ncols() as f64).sqrt() // (tokens, tokens)
}

/// Weights (tokens, tokens): the powers of each row of scores, less what `less` says, over
/// their sum.
pub(crate) fn by_powers(
    scores: &Array2<f64>,
    less: fn(ArrayView1<f64>) -> f64,
) -> Array2<f64> {
    let mut weights = scores.clone(); // (tokens, tokens)
    for mut row in weights.rows_mut() {
        let less = less(row.view());
        row.mapv_inplace(|score| libm::exp(score - less)); // (tokens)
        let sum = row.sum();
        row.mapv_inplace(|power| power / sum); // (tokens)
    }
    weights
}

/// The largest of a row of scores and of `start`.
pub(crate) fn largest(row: ArrayView1<f64>, start: f64) -> f64 {
    row.iter().copied().fold(start, f64::max)
}

/// Those scores of a row that are not hidden.
fn seen(row: ArrayView1<f64>) -> impl Iterator<Item = f64> {
    row.to_vec().into_iter().filter(|score| score.is_finite())
}

pub(crate) fn mean_of_row(row: ArrayView1<f64>) -> f64 {
    seen(row).sum::<f64>() / seen(row).count() as f64
}

pub(crate) fn smallest_of_row(row: ArrayView1<f64>) -> f64 {
    seen(row).fold(f64::INFINITY, f64::min)
}

pub(crate) fn first_of_row(row: ArrayView1<f64>) -> f64 {
    row[0]
}

/// The score of a token for itself, the last that is not hidden.
pub(crate) fn own_of_row(row: ArrayView1<f64>) -> f64 {
    seen(row).last().unwrap_or(0.0)
}

/// Keys (3, 1) whose scores lie so far apart that softmax has to take off the largest, with
/// their name.
pub(crate) fn far_apart() -> [(&'static str, Array2<f64>); 3] {
    let three = libm::log(3.0);
    [
        ("[[0], [3000], [3000 + ln 3]]", array![[0.0], [3e3], [3e3 + three]]),
        ("[[3000 + ln 3], [3000], [0]]", array![[3e3 + three], [3e3], [0.0]]),
        ("[[0], [720], [720]]", array![[0.0], [720.0], [720.0]]),
    ]
}

fn is_later(query: usize, key: usize) -> bool {
    key > query
}

/// A matrix of tokens by tokens with a number wherever a rule holds of query and key.
pub(crate) fn set(
    mut matrix: Array2<f64>,
    rule: fn(usize, usize) -> bool,
    number: f64,
) -> Array2<f64> {
    for ((query, key), entry) in matrix.indexed_iter_mut() {
        if rule(query, key) {
            *entry = number;
        }
    }
    matrix
}

pub(crate) fn hidden(scores: Array2<f64>) -> Array2<f64> {
    set(scores, is_later, f64::NEG_INFINITY)
}

/// Judges an attempt: two tokens by hand, texts of many shapes against the chapter's own,
/// then what the mask and the softmax promise.
///
/// # Panics
/// Never: all shapes fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.array(
            "what two tokens take in, with Q all 0 and V = [[2, 0], [4, 6]],",
            &attempt(
                &Array2::zeros((2, 4)),
                &array![[1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.0]],
                &array![[2.0, 0.0], [4.0, 6.0]],
            ),
            &array![[2.0, 0.0], [3.0, 3.0]],
            1e-12,
        );
        exam.array(
            "what two tokens take in, with Q = [[0, 0, 0, 0], [ln 2, ln 2, 0, 0]], \
             K = [[0, 0, 0, 0], [1, 1, 0, 0]] and V = [[2, 0], [5, 9]],",
            &attempt(
                &array![[0.0; 4], [LN_2, LN_2, 0.0, 0.0]],
                &array![[0.0; 4], [1.0, 1.0, 0.0, 0.0]],
                &array![[2.0, 0.0], [5.0, 9.0]],
            ),
            &array![[2.0, 0.0], [4.0, 6.0]],
            1e-12,
        );
        exam.array(
            "what one token takes in, with Q = [[2]], K = [[3]] and V = [[5, 7]],",
            &attempt(&array![[2.0]], &array![[3.0]], &array![[5.0, 7.0]]),
            &array![[5.0, 7.0]],
            1e-12,
        );
        for (name, keys) in far_apart() {
            let (ones, values) =
                (Array2::ones((3, 1)), array![[1.0], [2.0], [4.0]]);
            let mask = causal_mask(3).expect("few tokens");
            let attended = attend(&ones, &keys, &values, Some(&mask));
            exam.array(
                format!(
                    "what three tokens take in, with Q all 1, K = {name} and V = [[1], [2], [4]],"
                ),
                &attempt(&ones, &keys, &values),
                &attended.expect("matrices that fit").output,
                1e-9,
            );
        }
        let mut draw = Draw::new(3);
        for _ in 0..20 {
            let (tokens, d_k, d_v) =
                (draw.count(2, 7), draw.count(2, 6), draw.count(1, 4));
            let queries = draw.matrix(tokens, d_k);
            let keys = draw.matrix(tokens, d_k);
            let values = draw.matrix(tokens, d_v);
            let mask = causal_mask(tokens).expect("few tokens");
            let attended = attend(&queries, &keys, &values, Some(&mask));
            exam.array(
                format!(
                    "what {tokens} tokens with d_k = {d_k} and d_v = {d_v} take in"
                ),
                &attempt(&queries, &keys, &values),
                &attended.expect("matrices that fit").output,
                1e-10,
            );
        }
        let (queries, keys) = (draw.matrix(6, 3), draw.matrix(6, 3));
        exam.array(
            "what 6 tokens take in when all values are 1",
            &attempt(&queries, &keys, &Array2::ones((6, 2))),
            &Array2::<f64>::ones((6, 2)),
            1e-10,
        );
        // Halves, so that scores are exact however large they are, and whatever stands below
        // the root.
        let halves =
            |draw: &mut Draw| draw.matrix(4, 4).mapv(|x| (2.0 * x).round() / 2.0);
        let queries = halves(&mut draw).mapv(f64::abs) + 0.5; // (4, 4)
        let (mut keys, values) = (halves(&mut draw), draw.matrix(4, 4));
        let far = (1_u64 << 40) as f64;
        let before = attempt(&queries, &keys, &values);
        // The same added to every key changes no weight, but the scores lie very low, or
        // very high.
        for (by, shift) in [("smaller", -far), ("larger", far)] {
            exam.array(
                format!(
                    "what 4 tokens take in, after every number of all keys has become {by} by \
                     2^40, against what they took in before with your function,"
                ),
                &attempt(&queries, &(&keys + shift), &values),
                &before,
                1e-7,
            );
        }
        // The last key fits every query beyond all measure, and may not be looked at.
        keys.row_mut(3).fill(1e12);
        let after = attempt(&queries, &keys, &values);
        exam.equal("the shape for 4 tokens and d_v = 4", &before.dim(), &(4, 4));
        exam.equal("the shape for 4 tokens and d_v = 4", &after.dim(), &(4, 4));
        if before.dim() == (4, 4) && after.dim() == (4, 4) {
            exam.array(
                "what the first 3 tokens take in, after the key of the last has become very \
                 large, against what they took in before with your function,",
                &after.slice(s![..3, ..]),
                &before.slice(s![..3, ..]),
                1e-12,
            );
        }
    })
}
