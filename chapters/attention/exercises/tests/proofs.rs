//! What is right passes, what is wrong fails, and is told why.

use attention_exercises as checks;
use ndarray::Array2;

judge::both_sides!(
    checks:
    who_asks_whom::fit,
    scores_of_one_token::scores_of,
    divide_by_the_width::variance,
    causal_attention::attention,
    turn_the_hands::turn,
    attention_way_back::way_back,
    colours_without_positions::prediction,
    distance_penalty::weights,
    wide_without_the_root::prediction,
    too_good_to_be_true::stream,
);

judge::predictions!(checks: divide_by_the_width::variance, colours_without_positions::prediction, wide_without_the_root::prediction);

#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    let (tokens, head) = attention::tokens::tokens_by_hand();
    let pass = head.forward(&tokens, None).unwrap();
    let (cat, on) = (1, 3);
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[(
            "cat-without-mask",
            vec![
                pass.weights[[cat, on]],
                pass.output[[cat, 0]],
                pass.output[[cat, 1]],
            ],
        )],
    );
}

/// The mixture that each token takes in, with a number for the score of what comes later,
/// added or in its place, and softmax with `less` taken off what is seen.
fn attended(
    [q, k, v]: [&Array2<f64>; 3],
    later: fn(f64) -> f64,
    less: fn(&[f64]) -> f64,
) -> Array2<f64> {
    let mut weights = q.dot(&k.t()) / (q.ncols() as f64).sqrt(); // (tokens, tokens)
    for (query, mut row) in weights.rows_mut().into_iter().enumerate() {
        let less = less(&row.to_vec()[..=query]);
        for (key, score) in row.iter_mut().enumerate() {
            let allowed = if key > query { later(*score) } else { *score };
            *score = libm::exp(allowed - less);
        }
        let sum = row.sum();
        row /= sum;
    }
    weights.dot(v)
}

fn largest(seen: &[f64]) -> f64 {
    seen.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[test]
fn slips_that_show_in_few_rows_only_fail() {
    use checks::{causal_attention, distance_penalty, too_good_to_be_true};

    const NO: f64 = f64::NEG_INFINITY;
    let right: causal_attention::Attempt =
        |q, k, v| attended([q, k, v], |_| NO, largest);
    assert!(causal_attention::check(right).is_right());
    let wrong: [(&str, causal_attention::Attempt); 6] = [
        ("mean-subtracted", |q, k, v| {
            let mean = |seen: &[f64]| seen.iter().sum::<f64>() / seen.len() as f64;
            attended([q, k, v], |_| NO, mean)
        }),
        ("first-subtracted", |q, k, v| attended([q, k, v], |_| NO, |seen| seen[0])),
        ("own-subtracted", |q, k, v| {
            attended([q, k, v], |_| NO, |seen| seen[seen.len() - 1])
        }),
        ("smallest-subtracted", |q, k, v| {
            let least =
                |seen: &[f64]| seen.iter().copied().fold(f64::MAX, f64::min);
            attended([q, k, v], |_| NO, least)
        }),
        ("number-for-infinity", |q, k, v| {
            let mut scores = q.dot(&k.t()) / (q.ncols() as f64).sqrt(); // (tokens, tokens)
            for ((query, key), score) in scores.indexed_iter_mut() {
                *score = if key > query { -1e9 } else { *score };
            }
            softmax::softmax_rows(&scores).unwrap().dot(v)
        }),
        ("number-added-for-infinity", |q, k, v| {
            let mut scores = q.dot(&k.t()) / (q.ncols() as f64).sqrt(); // (tokens, tokens)
            for ((query, key), score) in scores.indexed_iter_mut() {
                *score -= if key > query { 1e4 } else { 0.0 };
            }
            softmax::softmax_rows(&scores).unwrap().dot(v)
        }),
    ];
    for (name, attempt) in wrong {
        assert_eq!(causal_attention::check(attempt).mistake(), Some(name));
    }
    let smallest: [causal_attention::Attempt; 2] = [
        |q, k, v| {
            assert!(q.nrows() > 1);
            attended([q, k, v], |_| NO, largest)
        },
        |q, k, v| {
            assert!(q.ncols() > 1);
            attended([q, k, v], |_| NO, largest)
        },
    ];
    for attempt in smallest {
        assert!(!causal_attention::check(attempt).is_right());
    }
    let low_enough: too_good_to_be_true::Attempt = |tokens, w_q, w_k, w_v| {
        let (q, k) = (tokens.dot(w_q), tokens.dot(w_k));
        let mut scores = q.dot(&k.t()) / (q.ncols() as f64).sqrt(); // (tokens, tokens)
        for ((query, key), score) in scores.indexed_iter_mut() {
            *score = if key > query { -100.0 } else { *score };
        }
        tokens + softmax::softmax_rows(&scores).unwrap().dot(&tokens.dot(w_v))
    };
    let verdict = too_good_to_be_true::check(low_enough);
    assert_eq!(verdict.mistake(), Some("number-for-infinity"));
    let capped: distance_penalty::Attempt = |q, k, slope| {
        let mut scores = attention::scores(q, k).unwrap(); // (tokens, tokens)
        for ((query, key), score) in scores.indexed_iter_mut() {
            *score = if key > query {
                NO
            } else {
                *score - slope * (query - key).min(6) as f64
            };
        }
        softmax::softmax_rows(&scores).unwrap()
    };
    assert!(!distance_penalty::check(capped).is_right());
}
