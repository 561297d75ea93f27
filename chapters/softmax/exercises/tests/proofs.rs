//! What is right passes, what is wrong fails, and is told why.

use ndarray::{Array2, array, aview1};
use softmax::{
    Sampling, cross_entropy, cross_entropy_gradient, perplexity, softmax,
};
use softmax_exercises as checks;

judge::both_sides!(
    checks: times_as_likely::times_as_likely,
    exponents_of_a_row::exponents,
    rows_that_vanish::probabilities,
    entropy_at_a_temperature::entropy_at,
    draw_from_the_top::draw_from_top,
    softened_targets::softened_cross_entropy,
    softened_and_sure::prediction,
);

judge::predictions!(checks: softened_and_sure::prediction);

fn second_of_two(z: f64) -> f64 {
    softmax(aview1(&[0.0, z])).unwrap()[1]
}

/// The z at which the second of two classes, the first at 0, has probability `p`.
fn logit_of(p: f64) -> f64 {
    let (mut low, mut high) = (-100.0, 100.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if second_of_two(middle) < p { low = middle } else { high = middle }
    }
    low
}

#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    // The right class is the first: 1/2, 1/2 and 1/4.
    let images: Array2<f64> = array![[0.0, 0.0], [0.0, 0.0], [0.0, libm::log(3.0)]]; // (3, 2)
    let right = [0, 0, 0];
    let nats = cross_entropy(&images, &right).unwrap();
    let gradient = cross_entropy_gradient(&images, &right).unwrap(); // (3, 2)
    let logits = [5.0, 3.0, 2.0].map(libm::log);
    let first = |temperature| {
        let sampling = Sampling { temperature, top_k: None, top_p: Some(0.75) };
        sampling.probabilities(aview1(&logits)).unwrap()[0]
    };
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[
            ("softmax-of-two", vec![second_of_two(libm::log(3.0)), logit_of(0.9)]),
            ("top-p-by-hand", vec![first(1.0), first(2.0)]),
            ("three-images", vec![nats, perplexity(nats), gradient[[2, 0]]]),
        ],
    );
}
