//! The scores of one token, for itself and those before it.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, array, s};
use softmax::softmax;

/// What the reader writes: scores (query + 1), from queries and keys (n, d_k), and the
/// number of the token that looks.
pub type Attempt = fn(&Array2<f64>, &Array2<f64>, usize) -> Array1<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "self-hidden",
        says: "A token may look at itself too, and yours sees only those before it. The range \
               `..query` ends before that token.",
        attempt: |q, k, query| of(q, k, query, query, q.ncols()),
    },
    Mistake {
        name: "future-unmasked",
        says: "Your token sees the whole text. It may look at itself and at those before it: \
               the keys of later ones are left out.",
        attempt: |q, k, query| of(q, k, query, k.nrows(), q.ncols()),
    },
    Mistake {
        name: "one-too-many",
        says: "Your token sees one word of the future, the very one that it is to predict. \
               Counted from 0, it stands at `query`, and there the view ends.",
        attempt: |q, k, query| {
            of(q, k, query, (query + 2).min(k.nrows()), q.ncols())
        },
    },
    Mistake {
        name: "keys-ask",
        says: "You compare the key of this token with the queries of the others. The token that \
               looks brings its query, and those that it looks at bring their keys.",
        attempt: |q, k, query| of(k, q, query, query + 1, q.ncols()),
    },
    Mistake {
        name: "no-root",
        says: "Your scores are dot products as they are. Divide them by the root of d_k.",
        attempt: |q, k, query| of(q, k, query, query + 1, 1),
    },
    Mistake {
        name: "divided-by-the-width",
        says: "You divide by d_k. It is its root that keeps the scores of wide heads as large \
               as those of narrow ones.",
        attempt: |q, k, query| of(q, k, query, query + 1, q.ncols() * q.ncols()),
    },
    Mistake {
        name: "root-of-the-length",
        says: "You divide by the root of the number of tokens. A dot product adds up d_k \
               products, however long the text is: the columns count, and not the rows.",
        attempt: |q, k, query| of(q, k, query, query + 1, k.nrows()),
    },
    Mistake {
        name: "root-of-what-is-seen",
        says: "You divide by the root of how many tokens are seen. A dot product adds up d_k \
               products, however many keys there are: the columns count, and not the rows.",
        attempt: |q, k, query| of(q, k, query, query + 1, query + 1),
    },
    Mistake {
        name: "later-at-minus-infinity",
        says: "Your scores have a place for every token, with −∞ for the later ones. Softmax would \
               make 0 of those. Here they are left out: one query has no row to fill.",
        attempt: |q, k, query| {
            let mut scores = of(q, k, query, k.nrows(), q.ncols()); // (n)
            scores.slice_mut(s![query + 1..]).fill(f64::NEG_INFINITY);
            scores
        },
    },
    Mistake {
        name: "softmax-taken",
        says: "You have taken the softmax already: yours sum to 1, and are weights. Asked for are \
               the scores from which they come.",
        attempt: |q, k, query| {
            let scores = of(q, k, query, query + 1, q.ncols()); // (query + 1)
            softmax(scores.view()).expect("finite scores")
        },
    },
];

/// The dot products of one query with the first `seen` keys, over the root of a number.
fn of(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    query: usize,
    seen: usize,
    under_the_root: usize,
) -> Array1<f64> {
    let products = keys.slice(s![..seen, ..]).dot(&queries.row(query)); // (seen)
    products / (under_the_root as f64).sqrt()
}

/// Judges an attempt: four numbers that can be done by hand, then drawn queries and keys.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    let queries = array![[1.0, 0.0, 0.0, 0.0], [0.0, 4.0, 2.0, 0.0], [0.0; 4]]; // (3, 4)
    let keys =
        array![[0.0, 1.0, 0.0, 0.0], [0.0, 1.0, 2.0, 0.0], [1.0, 2.0, 3.0, 4.0]]; // (3, 4)
    exam.array(
        "the scores of token 1 with the query (0, 4, 2, 0), for the keys (0, 1, 0, 0) and \
         (0, 1, 2, 0),",
        &attempt(&queries, &keys, 1),
        &array![2.0, 4.0],
        1e-12,
    );
    let mut draw = Draw::new(10);
    for round in 0..12 {
        let (n, d_k) = (draw.count(3, 7), draw.count(2, 6));
        let (queries, keys) = (draw.matrix(n, d_k), draw.matrix(n, d_k));
        let query = if round == 0 { 0 } else { draw.count(0, n - 1) };
        exam.array(
            format!("the scores of token {query} of {n}, counted from 0, with d_k = {d_k},"),
            &attempt(&queries, &keys, query),
            &of(&queries, &keys, query, query + 1, d_k),
            1e-9,
        );
    }
}
