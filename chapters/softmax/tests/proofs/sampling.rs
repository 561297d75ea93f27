//! Draws come as often as their probabilities say, and a test that would pass uniform
//! ones is no test.

use ndarray::{Array1, ArrayView1, aview1};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::{
    Sampling, draw, largest_deviation, softmax, softmax_at, top_k, total_variation,
};

const DRAWS: usize = 100_000;
/// Standard deviations. A right sampler passes it once in some 16,000 classes, and the
/// seeds are fixed.
const LIMIT: f64 = 4.0;

fn counts(p: ArrayView1<f64>, seed: u64) -> Vec<usize> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut counts = vec![0; p.len()];
    for _ in 0..DRAWS {
        counts[draw(p, &mut rng).unwrap()] += 1;
    }
    counts
}

/// The common mistake: one of the k most likely, all equally likely.
fn uniform_counts(p: ArrayView1<f64>, k: usize, seed: u64) -> Vec<usize> {
    let kept = top_k(p, k).unwrap();
    let classes: Vec<usize> = (0..p.len()).filter(|&c| kept[c] > 0.0).collect();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut counts = vec![0; p.len()];
    for _ in 0..DRAWS {
        let at = (rng.random::<f64>() * classes.len() as f64) as usize;
        counts[classes[at]] += 1;
    }
    counts
}

/// The statistic of Pearson (1900): Σ (count − expected)² / expected.
fn chi_square(counts: &[usize], p: &Array1<f64>) -> f64 {
    let draws = counts.iter().sum::<usize>() as f64;
    let pairs = counts.iter().zip(p);
    pairs
        .filter(|(_, p)| **p > 0.0)
        .map(|(&count, p)| {
            let difference = count as f64 - draws * p;
            difference * difference / (draws * p)
        })
        .sum()
}

fn settings() -> [Sampling; 6] {
    let plain = Sampling { temperature: 1.0, top_k: None, top_p: None };
    [
        plain,
        Sampling { temperature: 0.5, ..plain },
        Sampling { temperature: 3.0, ..plain },
        Sampling { top_k: Some(3), ..plain },
        Sampling { top_p: Some(0.8), ..plain },
        Sampling { temperature: 2.0, top_k: Some(4), top_p: Some(0.9) },
    ]
}

const LOGITS: [f64; 6] = [2.0, 4.0, 5.0, f64::NEG_INFINITY, 3.5, -1.0];

#[test]
fn frequencies_are_the_probabilities() {
    for (seed, sampling) in settings().into_iter().enumerate() {
        let p = sampling.probabilities(aview1(&LOGITS)).unwrap();
        let counts = counts(p.view(), seed as u64);
        let deviation = largest_deviation(&counts, p.view()).unwrap();
        assert!(deviation < LIMIT, "{sampling:?}: {counts:?} {deviation}");
        // With at most 5 classes left, 4 degrees of freedom: 30 is passed once in
        // 200,000 times.
        assert!(chi_square(&counts, &p) < 30.0, "{sampling:?}: {counts:?}");
        for (count, p) in counts.iter().zip(&p) {
            assert!(
                *p > 0.0 || *count == 0,
                "what has probability 0 is never drawn"
            );
        }
    }
}

/// Three tokens out of five, drawn uniformly, are found out, at every temperature but
/// those so high that they are equally likely anyway.
#[test]
fn uniform_draws_from_the_top_k_fail_that_test() {
    for temperature in [0.2, 0.5, 1.0, 2.0, 10.0] {
        let p = softmax_at(aview1(&LOGITS), temperature).unwrap();
        let p = top_k(p.view(), 3).unwrap();
        let right = counts(p.view(), 1);
        let uniform = uniform_counts(p.view(), 3, 1);
        assert!(largest_deviation(&right, p.view()).unwrap() < LIMIT);
        assert!(largest_deviation(&uniform, p.view()).unwrap() > 2.0 * LIMIT);
        assert!(chi_square(&right, &p) < 30.0);
        assert!(chi_square(&uniform, &p) > 100.0);
    }
}

#[test]
fn uniform_draws_do_not_feel_the_temperature() {
    let draws = |temperature| {
        let p = softmax_at(aview1(&LOGITS), temperature).unwrap();
        uniform_counts(p.view(), 3, 7)
    };
    assert_eq!(draws(0.1), draws(10.0));
}

#[test]
fn the_ends_are_reached() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..1000 {
        let p = aview1(&[0.0, 1.0, 0.0]);
        assert_eq!(draw(p, &mut rng).unwrap(), 1);
    }
    // Less than 1 by rounding: the last possible class takes what is left.
    let p =
        softmax(Array1::from_iter((0..1000).map(|i| f64::from(i) / 7.0)).view());
    let p = p.unwrap();
    for _ in 0..1000 {
        assert!(p[draw(p.view(), &mut rng).unwrap()] > 0.0);
    }
}

#[test]
fn distances_between_distributions() {
    let far = total_variation(aview1(&[1.0, 0.0]), aview1(&[0.0, 1.0])).unwrap();
    assert_eq!(far, 1.0);
    let near = total_variation(aview1(&[0.5, 0.5]), aview1(&[0.75, 0.25])).unwrap();
    assert_eq!(near, 0.25);
    let infinite = largest_deviation(&[1, 9], aview1(&[0.0, 1.0])).unwrap();
    assert_eq!(infinite, f64::INFINITY);
    assert_eq!(largest_deviation(&[0, 10], aview1(&[0.0, 1.0])).unwrap(), 0.0);
}
