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
