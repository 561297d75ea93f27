//! What is right passes, what is wrong fails, and is told why.

use ndarray::array;
use transformer::LayerNorm;
use transformer::grammar::{GRAMMAR, Grammar};
use transformer_exercises as checks;

judge::both_sides!(
    checks: stream_as_a_sum::stream,
    spread_of_each_row::spreads,
    norm_without_mean::way_back,
    block_that_forgets::forward,
    nudge_every_tensor::wrong_tensors,
    tied_embedding::tied_gradient,
    two_heads_off::cost,
);

judge::predictions!(checks: two_heads_off::cost);

/// The entropy in nats of the first of these rules of the toy language. The others are
/// those that it leads to.
fn entropy(names: &[&str]) -> f64 {
    let rules: Vec<_> = GRAMMAR
        .lines()
        .filter(|line| {
            names.iter().any(|name| line.starts_with(&format!("{name} ")))
        })
        .collect();
    assert_eq!(rules.len(), names.len());
    Grammar::parse(&rules.join("\n")).unwrap().entropy_and_length().0
}

#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    let norm = LayerNorm::new(4);
    let rows = array![[1.0, 3.0, 3.0, 9.0], [10.0, 30.0, 30.0, 90.0]];
    let (normalised, pass) = norm.forward(&rows).unwrap();
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[
            (
                "normalise-by-hand",
                vec![
                    1.0 / pass.inverse_spread[0],
                    normalised[[0, 3]],
                    normalised[[1, 3]],
                ],
            ),
            (
                "entropy-of-rules",
                vec![
                    entropy(&["DET1"]),
                    entropy(&["NOUN1"]),
                    entropy(&["THING1", "DET1", "KIND", "NOUN1"]),
                ],
            ),
        ],
    );
}

#[test]
fn a_spread_is_taken_from_the_mean_and_along_the_row() {
    use checks::spread_of_each_row::{Attempt, check};
    use ndarray::Axis;

    let wrong: [Attempt; 3] = [
        |x| {
            let d_model = x.ncols() as f64;
            let mean = x.sum_axis(Axis(1)) / d_model; // (tokens)
            let squares = (x * x).sum_axis(Axis(1)) / d_model; // (tokens)
            (squares - &mean * &mean).mapv(|square| square.max(0.0).sqrt())
        },
        |x| {
            let axis = if x.is_square() { Axis(0) } else { Axis(1) };
            x.std_axis(axis, 0.0)
        },
        |x| {
            assert!(x.nrows() > 1 && x.ncols() > 1);
            x.std_axis(Axis(1), 0.0)
        },
    ];
    for attempt in wrong {
        assert!(!check(attempt).is_right());
    }
}

#[test]
fn a_square_matrix_must_be_turned_too() {
    use checks::tied_embedding::{Attempt, check};

    let turned_by_shape: Attempt = |ids, d_stream, normed, d_logits| {
        let mut gradient = normed.t().dot(d_logits); // (d_model, vocabulary)
        if !gradient.is_square() {
            gradient = gradient.reversed_axes(); // (vocabulary, d_model)
        }
        for (&id, d_token) in ids.iter().zip(d_stream.rows()) {
            let mut row = gradient.row_mut(id);
            row += &d_token;
        }
        gradient
    };
    assert!(!check(turned_by_shape).is_right());
}
