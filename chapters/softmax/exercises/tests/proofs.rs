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

/// Wrong in a single respect, which the rows of a page seldom show.
#[test]
fn slips_that_show_in_few_rows_only_fail() {
    use checks::{
        draw_from_the_top, entropy_at_a_temperature as entropy, exponents_of_a_row,
        times_as_likely,
    };
    let likely: [times_as_likely::Attempt; 2] = [
        |z, one, _| libm::exp(z[one] - z[1 - one]),
        |z, one, other| libm::exp((z[one] - z[other]).clamp(-50.0, 50.0)),
    ];
    for attempt in likely {
        assert!(!times_as_likely::check(attempt).is_right());
    }
    let exponents: [exponents_of_a_row::Attempt; 3] = [
        |z| {
            let largest = z.fold(f64::NEG_INFINITY, |most, z| most.max(*z));
            let ties = z.iter().filter(|z| **z == largest).count();
            z - largest * ties as f64
        },
        |z| z - z.fold(-1e9, |most: f64, z| most.max(*z)),
        |z| {
            assert!(z.len() > 1);
            z - z.fold(f64::NEG_INFINITY, |most, z| most.max(*z))
        },
    ];
    for attempt in exponents {
        assert!(!exponents_of_a_row::check(attempt).is_right());
    }
    let draws: [draw_from_the_top::Attempt; 2] = [
        // All that are as likely as the last of the top.
        |p, k, point| {
            let mut order = p.to_vec();
            order.sort_by(|a, b| b.total_cmp(a));
            let kept: Vec<_> =
                (0..p.len()).filter(|at| p[*at] >= order[k - 1]).collect();
            let mut left = point * kept.iter().map(|at| p[*at]).sum::<f64>();
            let found = kept.iter().find(|at| {
                let is_here = left < p[**at];
                left -= p[**at];
                is_here
            });
            *found.unwrap_or(&kept[kept.len() - 1])
        },
        // A part that has no length is met all the same.
        |p, k, point| {
            let mut order: Vec<_> = (0..p.len()).collect();
            order.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
            order.truncate(k);
            order.sort_unstable();
            let mut left = point * order.iter().map(|at| p[*at]).sum::<f64>();
            let found = order.iter().find(|at| {
                let is_here = left <= p[**at];
                left -= p[**at];
                is_here
            });
            *found.unwrap_or(&order[k - 1])
        },
    ];
    for attempt in draws {
        assert!(!draw_from_the_top::check(attempt).is_right());
    }
    let clamped: entropy::Attempt = |z, temperature| {
        let tempered = z / temperature.max(0.01);
        softmax::entropy(softmax(tempered.view()).unwrap().view()).unwrap()
    };
    assert!(!entropy::check(clamped).is_right());
    let unaffected: entropy::Attempt =
        |z, _| softmax::entropy(softmax(z.view()).unwrap().view()).unwrap();
    let verdict = entropy::check(unaffected);
    assert_eq!(verdict.mistake(), Some("without-effect"));
    // Not the largest logit of a row is taken off, and a NaN counts as nothing.
    let from_the_mean: entropy::Attempt = |z, temperature| {
        let tempered = z / temperature; // (classes)
        let finite: Vec<_> =
            tempered.iter().copied().filter(|z| z.is_finite()).collect();
        let mean = finite.iter().sum::<f64>() / finite.len() as f64;
        let powers = tempered.mapv(|z| libm::exp(z - mean)); // (classes)
        let p = &powers / powers.sum(); // (classes)
        p.iter().filter(|p| **p > 0.0).map(|p| -p * libm::log(*p)).sum()
    };
    assert!(!entropy::check(from_the_mean).is_right());
    let in_the_logarithm: entropy::Attempt = |z, temperature| {
        let p = softmax((z / temperature).view()).unwrap(); // (classes)
        p.iter().map(|p| -p * libm::log(p + 1e-12)).sum()
    };
    assert!(!entropy::check(in_the_logarithm).is_right());
}
