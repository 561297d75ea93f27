//! Heads that share keys and values.

use attention::{Head, attend, causal_mask};
use judge::{Draw, Mistake, Verdict, judge};
use multi_head::MultiHead;
use ndarray::{Array2, ArrayView1, array, s};
use softmax::softmax_rows;

/// What the reader writes: the output (n, d_model) of tokens (n, d_model), W_Q (d_model,
/// h · d_head), W_K and W_V (d_model, groups · d_head), W_O (h · d_head, d_model) and
/// `d_head`.
pub type Attempt = fn(
    &Array2<f64>,
    &Array2<f64>,
    &Array2<f64>,
    &Array2<f64>,
    &Array2<f64>,
    usize,
) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "no-mask",
        says: "A token sees those after it. The mask must reach every head, however many share \
               their keys.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            let sharing = w_q.ncols() / w_k.ncols();
            let group = |head| head / sharing;
            mixed(tokens, [w_q, w_k, w_v, w_o], d_head, |head| head, group, false)
        },
    },
    Mistake {
        name: "in-turn",
        says: "You deal the keys out in turn, so that neighbours never share. Heads that stand \
               next to each other belong to one group.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            let groups = w_k.ncols() / d_head;
            let group = |head| head % groups;
            mixed(tokens, [w_q, w_k, w_v, w_o], d_head, |head| head, group, true)
        },
    },
    Mistake {
        name: "divided-by-groups",
        says: "You divide a head's number by how many groups there are, so the groups get the \
               wrong size. How many heads belong to each?",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            let groups = w_k.ncols() / d_head;
            let group = |head| head / groups;
            mixed(tokens, [w_q, w_k, w_v, w_o], d_head, |head| head, group, true)
        },
    },
    Mistake {
        name: "one-group",
        says: "All heads use the first strip of keys and values. That is right for a single \
               group, and otherwise leaves strips that nobody looks at.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            mixed(tokens, [w_q, w_k, w_v, w_o], d_head, |head| head, |_| 0, true)
        },
    },
    Mistake {
        name: "shared-queries",
        says: "The heads of a group ask the same question, so all of them give the same answer. \
               Keys and values are shared, while each head keeps its own queries.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            let sharing = w_q.ncols() / w_k.ncols();
            let group = |head| head / sharing;
            mixed(tokens, [w_q, w_k, w_v, w_o], d_head, group, group, true)
        },
    },
    Mistake {
        name: "keys-ask",
        says: "You give the keys where the queries belong, and the queries where the keys do. \
               Whoever looks brings the query: it comes first.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                own(k, q, v, root(q.ncols()), NO, |row| largest(row, NO))
            })
        },
    },
    Mistake {
        name: "no-root",
        says: "The scores are dot products as they are. Divide them by the root of d_head, or \
               leave it to the function of the last chapter.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                own(q, k, v, 1.0, NO, |row| largest(row, NO))
            })
        },
    },
    Mistake {
        name: "root-of-the-model",
        says: "You divide by the root of d_model. A head compares d_head numbers: it is their \
               count that stands below the root.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            let divisor = root(tokens.ncols());
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                own(q, k, v, divisor, NO, |row| largest(row, NO))
            })
        },
    },
    Mistake {
        name: "root-of-all-heads",
        says: "You divide by the root of all columns of W_Q. A head compares d_head numbers: it \
               is their count that stands below the root.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            let divisor = root(w_q.ncols());
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                own(q, k, v, divisor, NO, |row| largest(row, NO))
            })
        },
    },
    Mistake {
        name: "self-hidden",
        says: "Your mask hides each token from itself as well, so the first one has nobody left \
               to look at. Allowed is what is not later: the diagonal stays.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            let pairs = (tokens.nrows(), tokens.nrows());
            let mask = Array2::from_shape_fn(pairs, |(query, key)| key < query);
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                attend(q, k, v, Some(&mask)).expect("somebody to look at").output
            })
        },
    },
    Mistake {
        name: "self-hidden-by-hand",
        says: "Your mask hides each token from itself as well, so the first one has nobody left to \
               look at. Hidden is what comes later: the diagonal stays.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                let scores = before_only(q, k);
                softmax_rows(&scores).expect("somebody to look at").dot(v)
            })
        },
    },
    Mistake {
        name: "self-hidden-but-first",
        says: "Your mask hides each token but the first from itself as well. Hidden is what comes \
               later: a token may look at itself, wherever it stands.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                let mut scores = before_only(q, k);
                scores[[0, 0]] = 0.0;
                softmax_rows(&scores).expect("somebody to look at").dot(v)
            })
        },
    },
    Mistake {
        name: "self-hidden-and-first-empty",
        says: "Your tokens look only at those before them, and the first takes in nothing. A \
               token may look at itself too: a range `..query` ends before it.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                let mut scores = before_only(q, k);
                scores[[0, 0]] = 0.0;
                let weights = softmax_rows(&scores).expect("somebody to look at");
                let mut taken_in = weights.dot(v); // (n, d_head)
                taken_in.row_mut(0).fill(0.0);
                taken_in
            })
        },
    },
    Mistake {
        name: "zero-for-infinity",
        says: "You set forbidden scores to 0. For softmax 0 is a score like any other, and may \
               be the best of its row. Which score has the weight 0?",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                own(q, k, v, root(q.ncols()), 0.0, |row| largest(row, NO))
            })
        },
    },
    Mistake {
        name: "no-maximum",
        says: "You take powers of the scores as they are. Large ones overflow, and far below 0 \
               all of them vanish: either way a weight is no number. The chapter's functions \
               take the largest of each row off first.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                own(q, k, v, root(q.ncols()), NO, |_| 0.0)
            })
        },
    },
    Mistake {
        name: "maximum-from-zero",
        says: "Your search for the largest score of a row starts at 0. Where all are negative, \
               nothing is taken off, and far below 0 all powers vanish. Start below every \
               number.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                own(q, k, v, root(q.ncols()), NO, |row| largest(row, 0.0))
            })
        },
    },
    Mistake {
        name: "largest-not-subtracted",
        says: "Your powers overflow where scores lie far apart. It is not the largest of each row that \
               you take off, but perhaps the mean, or the score at some fixed place.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                own(q, k, v, root(q.ncols()), NO, mean)
            })
        },
    },
    Mistake {
        name: "first-subtracted",
        says: "You take off the score for the first token. Where another is far above it, that one's \
               power is infinite: take off the largest, wherever it stands.",
        attempt: |tokens, w_q, w_k, w_v, w_o, d_head| {
            grouped(tokens, [w_q, w_k, w_v, w_o], d_head, |q, k, v| {
                own(q, k, v, root(q.ncols()), NO, |row| row[0])
            })
        },
    },
];

/// The score of what is not allowed.
const NO: f64 = f64::NEG_INFINITY;

fn root(columns: usize) -> f64 {
    (columns as f64).sqrt()
}

/// The largest of a row of scores and of `start`.
fn largest(row: ArrayView1<f64>, start: f64) -> f64 {
    row.iter().copied().fold(start, f64::max)
}

/// Those scores of a row that are allowed.
fn seen(row: ArrayView1<f64>) -> impl Iterator<Item = f64> {
    row.to_vec().into_iter().filter(|score| score.is_finite())
}

fn mean(row: ArrayView1<f64>) -> f64 {
    seen(row).sum::<f64>() / seen(row).count() as f64
}

/// Scores (n, n) of which each token has only those before it.
fn before_only(queries: &Array2<f64>, keys: &Array2<f64>) -> Array2<f64> {
    let mut scores = queries.dot(&keys.t()) / root(queries.ncols()); // (n, n)
    for ((query, key), score) in scores.indexed_iter_mut() {
        if key >= query {
            *score = NO;
        }
    }
    scores
}

/// What one head takes in (n, d_head), step by step: with any divisor, any score for what
/// comes later, and `less` taken off each row of scores before its powers.
fn own(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    values: &Array2<f64>,
    divisor: f64,
    hidden: f64,
    less: fn(ArrayView1<f64>) -> f64,
) -> Array2<f64> {
    let mut weights = queries.dot(&keys.t()) / divisor; // (n, n)
    for ((query, key), score) in weights.indexed_iter_mut() {
        if key > query {
            *score = hidden;
        }
    }
    for mut row in weights.rows_mut() {
        let less = less(row.view());
        row.mapv_inplace(|score| libm::exp(score - less)); // (n)
        let sum = row.sum();
        row.mapv_inplace(|power| power / sum); // (n)
    }
    weights.dot(values) // (n, d_head)
}

/// Heads in their right groups, each of which looks as it is told.
fn grouped(
    tokens: &Array2<f64>,
    [w_q, w_k, w_v, w_o]: [&Array2<f64>; 4],
    d_head: usize,
    look: impl Fn(&Array2<f64>, &Array2<f64>, &Array2<f64>) -> Array2<f64>,
) -> Array2<f64> {
    let (queries, keys, values) =
        (tokens.dot(w_q), tokens.dot(w_k), tokens.dot(w_v));
    let sharing = w_q.ncols() / w_k.ncols();
    let mut output = Array2::zeros((tokens.nrows(), w_o.ncols())); // (n, d_model)
    for head in 0..queries.ncols() / d_head {
        let taken_in = look(
            &strip(&queries, head, d_head),
            &strip(&keys, head / sharing, d_head),
            &strip(&values, head / sharing, d_head),
        ); // (n, d_head)
        let rows = s![head * d_head..(head + 1) * d_head, ..];
        output += &taken_in.dot(&w_o.slice(rows)); // (n, d_model)
    }
    output
}

/// The columns of one strip of `d_head`: (rows, d_head).
fn strip(matrix: &Array2<f64>, index: usize, d_head: usize) -> Array2<f64> {
    matrix.slice(s![.., index * d_head..(index + 1) * d_head]).to_owned()
}

/// Heads that take queries, and keys and values, from the strips that they are told.
fn mixed(
    tokens: &Array2<f64>,
    [w_q, w_k, w_v, w_o]: [&Array2<f64>; 4],
    d_head: usize,
    asks: impl Fn(usize) -> usize,
    group: impl Fn(usize) -> usize,
    is_masked: bool,
) -> Array2<f64> {
    let mask = causal_mask(tokens.nrows()).expect("a mask of a few tokens");
    let mask = is_masked.then_some(&mask);
    let (queries, keys, values) =
        (tokens.dot(w_q), tokens.dot(w_k), tokens.dot(w_v));
    let mut concatenated = Array2::zeros(queries.dim()); // (n, h · d_head)
    for head in 0..queries.ncols() / d_head {
        let attended = attend(
            &strip(&queries, asks(head), d_head),
            &strip(&keys, group(head), d_head),
            &strip(&values, group(head), d_head),
            mask,
        );
        let output = attended.expect("strips of one width").output; // (n, d_head)
        let columns = s![.., head * d_head..(head + 1) * d_head];
        concatenated.slice_mut(columns).assign(&output);
    }
    concatenated.dot(w_o) // (n, d_model)
}

/// The chapter's heads, each with a copy of what it shares.
fn copied(weights: [&Array2<f64>; 4], d_head: usize) -> MultiHead {
    let [w_q, w_k, w_v, w_o] = weights;
    let sharing = w_q.ncols() / w_k.ncols();
    let head = |head| Head {
        w_q: strip(w_q, head, d_head),
        w_k: strip(w_k, head / sharing, d_head),
        w_v: strip(w_v, head / sharing, d_head),
    };
    let heads = (0..w_q.ncols() / d_head).map(head).collect();
    MultiHead { heads, w_o: w_o.clone() }
}

/// All rows but the last.
fn beginning(output: &Array2<f64>) -> Array2<f64> {
    output.slice(s![..output.nrows().saturating_sub(1), ..]).to_owned()
}

/// Judges an attempt: heads whose output shows which strip each has used, then heads that
/// share nothing, some or all, against the chapter's heads with copies, and a last token
/// that must not be seen.
///
/// # Panics
/// Never: all shapes fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let (w_q, w_k) = (Array2::ones((1, 6)), Array2::zeros((1, 3)));
        let (w_v, w_o) = (
            array![[1.0, 2.0, 3.0]],
            array![[1.0], [1e1], [1e2], [1e3], [1e4], [1e5]],
        );
        exam.array(
            "the output of 6 heads in groups of 2, for the tokens [[1], [3]], W_Q of ones, W_K \
             of zeros, W_V = [[1, 2, 3]] and W_O = [[1], [10], [100], [1000], [10000], [100000]],",
            &attempt(&array![[1.0], [3.0]], &w_q, &w_k, &w_v, &w_o, 1),
            &array![[332_211.0], [664_422.0]],
            1e-6,
        );
        let mut draw = Draw::new(5);
        // Scores whose powers are no numbers.
        let tokens = draw.matrix(4, 3);
        let (w_q, w_k) = (draw.matrix(3, 4) * 4096.0, draw.matrix(3, 2));
        let (w_v, w_o) = (draw.matrix(3, 2), draw.matrix(4, 3));
        let mask = causal_mask(4).expect("a mask of a few tokens");
        let pass = copied([&w_q, &w_k, &w_v, &w_o], 2)
            .forward(&tokens, Some(&mask))
            .expect("copies of the right shapes");
        exam.array(
            "the output of 2 heads in one group, for 4 tokens and very large numbers in W_Q,",
            &attempt(&tokens, &w_q, &w_k, &w_v, &w_o, 2),
            &pass.output,
            1e-6,
        );
        for round in 0..24 {
            let (n, d_model, d_head) =
                (draw.count(2, 6), draw.count(2, 6), draw.count(1, 3));
            // Groups of one head, then several groups, then a single one.
            let (groups, sharing) = match round % 3 {
                0 => (draw.count(2, 4), 1),
                1 => (draw.count(2, 3), draw.count(2, 3)),
                _ => (1, draw.count(2, 4)),
            };
            let n_heads = groups * sharing;
            let tokens = draw.matrix(n, d_model);
            let w_q = draw.matrix(d_model, n_heads * d_head);
            let w_k = draw.matrix(d_model, groups * d_head);
            let w_v = draw.matrix(d_model, groups * d_head);
            let w_o = draw.matrix(n_heads * d_head, d_model);
            let mask = causal_mask(n).expect("a mask of a few tokens");
            let pass = copied([&w_q, &w_k, &w_v, &w_o], d_head)
                .forward(&tokens, Some(&mask))
                .expect("copies of the right shapes");
            let what = format!(
                "{n_heads} heads in groups of {sharing}, with d_head = {d_head}, for {n} tokens"
            );
            let got = attempt(&tokens, &w_q, &w_k, &w_v, &w_o, d_head);
            exam.array(format!("the output of {what}"), &got, &pass.output, 1e-9);
            let mut changed = tokens.clone(); // (n, d_model)
            changed.row_mut(n - 1).mapv_inplace(|x| 0.5 - x);
            let other = attempt(&changed, &w_q, &w_k, &w_v, &w_o, d_head);
            exam.holds(
                format!(
                    "{what}: when the last token changes, no output of yours before it may \
                     move, and one does"
                ),
                beginning(&got) == beginning(&other),
            );
        }
    })
}
