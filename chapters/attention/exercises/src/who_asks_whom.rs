//! How well one token's query fits another's key.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array2, array};

/// What the reader writes: a dot product, from tokens (n, d_model), W_Q and W_K (d_model,
/// d_k), the token that asks and the one that is asked.
pub type Attempt =
    fn(&Array2<f64>, &Array2<f64>, &Array2<f64>, usize, usize) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "keys-ask",
        says: "You take the key of the token that asks, and the query of the one that is asked. \
               Whoever looks brings the query: W_Q belongs to `asker`, W_K to `asked`.",
        attempt: |tokens, w_q, w_k, asker, asked| {
            of(tokens, w_k, w_q, asker, asked)
        },
    },
    Mistake {
        name: "queries-for-both",
        says: "You take queries of both tokens. What a token offers may be something else than \
               what it asks for: keys have a matrix of their own.",
        attempt: |tokens, w_q, _, asker, asked| of(tokens, w_q, w_q, asker, asked),
    },
    Mistake {
        name: "keys-for-both",
        says: "You take keys of both tokens. Whoever asks does so with its query, and queries \
               have a matrix of their own.",
        attempt: |tokens, _, w_k, asker, asked| of(tokens, w_k, w_k, asker, asked),
    },
    Mistake {
        name: "words-as-they-are",
        says: "You compare the tokens as they are. That finds what is alike. To look for \
               something else, one is turned into a query first, and the other into a key.",
        attempt: |tokens, _, _, asker, asked| {
            tokens.row(asker).dot(&tokens.row(asked))
        },
    },
    Mistake {
        name: "divided-already",
        says: "You divide the dot product. That comes later on the page: here the question is \
               how well the two fit, as they are.",
        attempt: |tokens, w_q, w_k, asker, asked| {
            of(tokens, w_q, w_k, asker, asked) / (w_q.ncols() as f64).sqrt()
        },
    },
    Mistake {
        name: "divided-by-the-root-of-the-model",
        says: "You divide the dot product, by the root of d_model. Here the question is how well \
               the two fit, as they are; and where one divides, it is by another width.",
        attempt: |tokens, w_q, w_k, asker, asked| {
            of(tokens, w_q, w_k, asker, asked) / (tokens.ncols() as f64).sqrt()
        },
    },
];

fn of(
    tokens: &Array2<f64>,
    w_asks: &Array2<f64>,
    w_offers: &Array2<f64>,
    asker: usize,
    asked: usize,
) -> f64 {
    tokens.row(asker).dot(w_asks).dot(&tokens.row(asked).dot(w_offers))
}

/// Judges an attempt: two tokens of which only one fits the other, then drawn ones.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    // The second offers what the first asks for, and not the other way round.
    let tokens = array![[1.0, 0.0], [0.0, 1.0]]; // (2, 2)
    let w_q = array![[0.0, 0.0, 2.0], [1.0, 0.0, 0.0]]; // (2, 3)
    let w_k = array![[0.0, 1.0, 0.0], [0.0, 0.0, 3.0]]; // (2, 3)
    for (asker, asked, right) in [(0, 1, 6.0), (1, 0, 0.0), (0, 0, 0.0)] {
        exam.number(
            format!(
                "how well token {asker} finds token {asked}, for the tokens [[1, 0], [0, 1]], \
                 W_Q = [[0, 0, 2], [1, 0, 0]] and W_K = [[0, 1, 0], [0, 0, 3]],"
            ),
            attempt(&tokens, &w_q, &w_k, asker, asked),
            right,
            1e-12,
        );
    }
    let mut draw = Draw::new(9);
    for _ in 0..10 {
        let (n, d_model, d_k) =
            (draw.count(2, 5), draw.count(2, 6), draw.count(2, 4));
        let tokens = draw.matrix(n, d_model);
        let w_q = draw.matrix(d_model, d_k);
        let w_k = draw.matrix(d_model, d_k);
        let (asker, asked) = (draw.count(0, n - 1), draw.count(0, n - 1));
        exam.number(
            format!(
                "how well token {asker} finds token {asked} of {n}, with d_model = {d_model} \
                 and d_k = {d_k},"
            ),
            attempt(&tokens, &w_q, &w_k, asker, asked),
            of(&tokens, &w_q, &w_k, asker, asked),
            1e-9,
        );
    }
}
