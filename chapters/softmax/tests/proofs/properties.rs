//! What holds for any finite logits.

use ndarray::{Array1, Array2, ArrayView1, array, aview1};
use proptest::prelude::*;
use softmax::{
    cross_entropy, cross_entropy_cost, cross_entropy_gradient, entropy, greedy,
    log_softmax, log_sum_exp, softmax, softmax_at, softmax_rows,
    softmax_rows_backward, top_k, top_p,
};

/// Numbers of every size, the largest and the smallest included.
fn any_logit() -> impl Strategy<Value = f64> {
    prop_oneof![
        -10.0..10.0_f64,
        -1000.0..1000.0_f64,
        -1e300..1e300_f64,
        prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO,
        prop::sample::select(vec![0.0, 1e300, -1e300, f64::MAX, f64::MIN]),
    ]
}

fn any_logits() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(any_logit(), 1..40)
}

fn any_temperature() -> impl Strategy<Value = f64> {
    prop_oneof![
        0.01..100.0_f64,
        prop::sample::select(vec![5e-324, 1e-300, 1.0, 1e300, f64::MAX]),
    ]
}

fn assert_distribution(p: ArrayView1<f64>) {
    assert!(p.iter().all(|p| (0.0..=1.0).contains(p)), "{p}");
    assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{p}");
}

fn assert_order_kept(logits: &[f64], p: ArrayView1<f64>) {
    for (i, a) in logits.iter().enumerate() {
        for (j, b) in logits.iter().enumerate() {
            assert!(a < b || p[i] >= p[j], "{a} and {b}: {} and {}", p[i], p[j]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_finite_logits_have_probabilities_in_their_order(
        logits in any_logits(), temperature in any_temperature(),
    ) {
        let p = softmax(aview1(&logits)).unwrap();
        assert_distribution(p.view());
        assert_order_kept(&logits, p.view());
        let p = softmax_at(aview1(&logits), temperature).unwrap();
        assert_distribution(p.view());
        assert_order_kept(&logits, p.view());
        let nats = entropy(p.view()).unwrap();
        let most = libm::log(logits.len() as f64);
        prop_assert!(nats >= 0.0 && nats <= most + 1e-12, "{}", nats);
    }

    /// Powers of any base above 1 do: another base is another temperature.
    #[test]
    fn powers_of_another_base_are_powers_of_e_at_a_temperature(
        logits in prop::collection::vec(-9.0..9.0_f64, 1..9), base in 1.1..20.0_f64,
    ) {
        let powers: Array1<f64> = logits.iter().map(|&z| libm::pow(base, z)).collect();
        let p = softmax_at(aview1(&logits), 1.0 / libm::log(base)).unwrap();
        for (p, power) in p.iter().zip(&powers) {
            prop_assert!((p - power / powers.sum()).abs() < 1e-12);
        }
    }

    #[test]
    fn logarithms_are_never_nan(logits in any_logits()) {
        let (logs, p) = (
            log_softmax(aview1(&logits)).unwrap(),
            softmax(aview1(&logits)).unwrap(),
        );
        for (log, p) in logs.iter().zip(&p) {
            prop_assert!(*log <= 0.0, "{}", log);
            prop_assert!((libm::exp(*log) - p).abs() < 1e-12, "{} {}", log, p);
        }
        let largest = logits.iter().copied().fold(f64::MIN, f64::max);
        let sum = log_sum_exp(aview1(&logits)).unwrap();
        prop_assert!(sum >= largest, "{} {}", sum, largest);
        prop_assert!(sum <= largest + libm::log(logits.len() as f64) + 1e-12 * largest.abs());
    }

    /// Whole numbers times one power of two: adding the shift rounds nothing, at any
    /// size, so not a bit may change.
    #[test]
    fn a_shift_of_all_logits_changes_nothing(
        wholes in prop::collection::vec(-1_000_000_i32..1_000_000, 1..20),
        shift in -1_000_000_i32..1_000_000, power in -40_i32..970,
    ) {
        let unit = libm::exp2(f64::from(power));
        let logits: Vec<f64> = wholes.iter().map(|z| f64::from(*z) * unit).collect();
        let moved: Vec<f64> =
            wholes.iter().map(|z| f64::from(z + shift) * unit).collect();
        prop_assert_eq!(softmax(aview1(&logits)).unwrap(), softmax(aview1(&moved)).unwrap());
    }

    #[test]
    fn dividing_by_the_temperature_is_what_it_says(
        logits in prop::collection::vec(-50.0..50.0_f64, 1..20), temperature in 0.05..20.0_f64,
    ) {
        let divided: Vec<f64> = logits.iter().map(|z| z / temperature).collect();
        let (p, q) = (softmax_at(aview1(&logits), temperature).unwrap(), softmax(aview1(&divided)).unwrap());
        for (p, q) in p.iter().zip(&q) {
            prop_assert!((p - q).abs() < 1e-12, "{} {}", p, q);
        }
    }

    #[test]
    fn what_is_not_allowed_is_as_if_it_were_not_there(
        logits in any_logits(), places in prop::collection::vec(0_usize..40, 1..10),
        temperature in any_temperature(),
    ) {
        let mut masked = logits.clone();
        for place in places {
            masked.insert(place.min(masked.len()), f64::NEG_INFINITY);
        }
        for t in [1.0, temperature] {
            let p = softmax_at(aview1(&masked), t).unwrap();
            let q = softmax_at(aview1(&logits), t).unwrap();
            let allowed: Vec<f64> = masked
                .iter()
                .zip(&p)
                .filter(|(z, _)| z.is_finite())
                .map(|(_, p)| *p)
                .collect();
            prop_assert_eq!(&allowed, &q.to_vec());
            let forbidden = masked.iter().zip(&p).filter(|(z, _)| !z.is_finite());
            prop_assert!(forbidden.into_iter().all(|(_, p)| *p == 0.0));
        }
    }

    #[test]
    fn rows_are_what_vectors_are(logits in prop::collection::vec(any_logit(), 12)) {
        let rows = Array2::from_shape_vec((3, 4), logits).unwrap();
        // Row by row in memory, and column by column.
        let turned = rows.t().as_standard_layout().into_owned().reversed_axes();
        for matrix in [rows, turned] {
            let p = softmax_rows(&matrix).unwrap();
            for (row, logits) in p.rows().into_iter().zip(matrix.rows()) {
                prop_assert_eq!(row.to_owned(), softmax(logits).unwrap());
            }
        }
    }

    #[test]
    fn top_k_and_top_p_keep_the_most_likely(
        logits in any_logits(), k in 1_usize..50, part in 0.001..=1.0_f64,
    ) {
        let p = softmax(aview1(&logits)).unwrap();
        let kept = top_k(p.view(), k).unwrap();
        assert_distribution(kept.view());
        let possible = p.iter().filter(|p| **p > 0.0).count();
        prop_assert_eq!(kept.iter().filter(|p| **p > 0.0).count(), k.min(possible));
        let nucleus = top_p(p.view(), part).unwrap();
        assert_distribution(nucleus.view());
        for q in [&kept, &nucleus] {
            let least = p.iter().zip(q).filter(|(_, q)| **q > 0.0).map(|(p, _)| *p).fold(1.0, f64::min);
            let dropped = p.iter().zip(q).filter(|(_, q)| **q == 0.0).map(|(p, _)| *p).fold(0.0, f64::max);
            prop_assert!(dropped <= least, "{} {}", dropped, least);
        }
        // As few as are enough: without the least of them, it is less than asked for.
        let inside: Vec<f64> = p.iter().zip(&nucleus).filter(|(_, q)| **q > 0.0).map(|(p, _)| *p).collect();
        let sum: f64 = inside.iter().sum();
        let least = inside.iter().copied().fold(1.0, f64::min);
        prop_assert!(sum >= part - 1e-12);
        prop_assert!(part == 1.0 || sum - least < part + 1e-12);
    }

    #[test]
    fn greedy_is_the_first_of_the_largest(logits in any_logits()) {
        let found = greedy(aview1(&logits)).unwrap();
        prop_assert!(logits.iter().all(|z| *z <= logits[found]));
        prop_assert!(logits[..found].iter().all(|z| *z < logits[found]));
    }

    /// Σ g p over all rows, nudged at every logit.
    #[test]
    fn the_way_back_is_what_nudging_measures(
        logits in prop::collection::vec(-3.0..3.0_f64, 12), g in prop::collection::vec(-2.0..2.0_f64, 12),
    ) {
        let logits = Array2::from_shape_vec((3, 4), logits).unwrap();
        let g = Array2::from_shape_vec((3, 4), g).unwrap();
        let back = softmax_rows_backward(&softmax_rows(&logits).unwrap(), &g).unwrap();
        let value = |z: &Array2<f64>| (softmax_rows(z).unwrap() * &g).sum();
        assert_is_measured(&back, &logits, value);
    }

    #[test]
    fn the_gradient_of_cross_entropy_is_what_nudging_measures(
        logits in prop::collection::vec(-5.0..5.0_f64, 12), targets in prop::collection::vec(0_usize..4, 3),
    ) {
        let logits = Array2::from_shape_vec((3, 4), logits).unwrap();
        let gradient = cross_entropy_gradient(&logits, &targets).unwrap();
        assert_is_measured(&gradient, &logits, |z| cross_entropy(z, &targets).unwrap());
        for row in gradient.rows() {
            prop_assert!(row.sum().abs() < 1e-15, "what one gains the others lose");
        }
    }
}

/// In training, too, what is not allowed is as if it were not there.
#[test]
fn the_trainers_cost_takes_what_is_not_allowed() {
    let no = f64::NEG_INFINITY;
    let cost = |logits: Array2<f64>, targets: Array2<f64>| {
        let mut d = Array2::zeros(logits.dim());
        (cross_entropy_cost(logits.view(), targets.view(), d.view_mut()), d)
    };
    let (masked, d) = cost(
        array![[1.0, no, 3.0], [0.5, 1.0, no]],
        array![[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]],
    );
    let (first, d_first) = cost(array![[1.0, 3.0]], array![[0.0, 1.0]]);
    let (second, d_second) = cost(array![[0.5, 1.0]], array![[1.0, 0.0]]);
    assert!((masked - (first + second) / 2.0).abs() < 1e-15, "{masked}");
    assert_eq!(d.row(0), array![d_first[[0, 0]], 0.0, d_first[[0, 1]]] / 2.0);
    assert_eq!(d.row(1), array![d_second[[0, 0]], d_second[[0, 1]], 0.0] / 2.0);
    let (infinite, _) = cost(array![[1.0, no]], array![[0.0, 1.0]]);
    assert_eq!(infinite, f64::INFINITY);
}

/// Every derivative against a central difference: the relative error of the whole is
/// below 1e-7.
fn assert_is_measured(
    found: &Array2<f64>,
    at: &Array2<f64>,
    value: impl Fn(&Array2<f64>) -> f64,
) {
    const STEP: f64 = 1e-4;
    let mut nudged = at.clone();
    let mut error: f64 = 0.0;
    let mut size: f64 = 0.0;
    for (place, d) in found.indexed_iter() {
        let mut slope = |step: f64| {
            nudged[place] = at[place] + step;
            let above = value(&nudged);
            nudged[place] = at[place] - step;
            let below = value(&nudged);
            nudged[place] = at[place];
            (above - below) / (2.0 * step)
        };
        // Two steps, so that what is cubic in the step cancels (Richardson, 1911).
        let measured = (4.0 * slope(STEP) - slope(2.0 * STEP)) / 3.0;
        error = error.max((measured - d).abs());
        size = size.max(d.abs());
    }
    assert!(error < 1e-7 * size.max(1e-3), "{error:e} of {size:e}");
}

#[test]
fn the_example_by_hand() {
    let p = softmax(aview1(&[2.0, 4.0, 5.0])).unwrap();
    let rounded = p.mapv(|p| (1e4 * p).round() / 1e4);
    assert_eq!(rounded, array![0.0351, 0.2595, 0.7054]);
    let p = softmax(aview1(&[1000.0, 1001.0, 1002.0])).unwrap();
    let rounded = p.mapv(|p| (1e3 * p).round() / 1e3);
    assert_eq!(rounded, array![0.090, 0.245, 0.665]);
}

#[test]
fn temperatures_reach_their_limits() {
    let logits = array![2.0, 4.0, 5.0, 5.0];
    let cold = softmax_at(logits.view(), 1e-300).unwrap();
    assert_eq!(cold, array![0.0, 0.0, 0.5, 0.5], "equal logits share");
    let hot = softmax_at(logits.view(), 1e300).unwrap();
    assert_eq!(hot, Array1::from_elem(4, 0.25));
    let wide = array![1e300, -1e300];
    assert_eq!(softmax_at(wide.view(), 1e-300).unwrap(), array![1.0, 0.0]);
    // A difference of 2e308 is no f64, but at T = 1e308 it is 2.
    let widest = array![1e308, -1e308];
    let p = softmax_at(widest.view(), 1e308).unwrap();
    let q = softmax(array![2.0, 0.0].view()).unwrap();
    assert!((p[0] - q[0]).abs() < 1e-12, "{p} {q}");
}
