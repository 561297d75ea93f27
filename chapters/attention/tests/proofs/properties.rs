//! What holds for tokens and heads of any size.

use attention::{
    Attended, Head, HeadGradients, attend, causal_mask, measured_head_gradients,
};
use ndarray::{Array1, Array2, Axis, s};
use neurons::standard_normal;
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn normal(shape: (usize, usize), rng: &mut ChaCha8Rng) -> Array2<f64> {
    Array2::from_shape_fn(shape, |_| standard_normal(rng))
}

/// Tokens, d_model, d_k, d_v and a seed.
fn any_sizes() -> impl Strategy<Value = (usize, usize, usize, usize, u64)> {
    (1..20_usize, 1..20_usize, 1..12_usize, 1..12_usize, any::<u64>())
}

/// Who may look where: each query anywhere, but at one key at least.
fn any_mask(n: usize, rng: &mut ChaCha8Rng) -> Array2<bool> {
    let mut mask = normal((n, n), rng).mapv(|x| x > 0.0); // (n, n)
    for i in 0..n {
        mask[[i, (i * 7 + 3) % n]] = true;
    }
    mask
}

/// The largest difference, relative to the larger of the two numbers, or to a thousandth
/// of the largest of all where both are smaller.
fn largest_relative_error(
    found: &(HeadGradients, Array2<f64>),
    measured: &(HeadGradients, Array2<f64>),
) -> f64 {
    let flat = |(d, d_x): &(HeadGradients, Array2<f64>)| -> Vec<f64> {
        [&d.d_w_q, &d.d_w_k, &d.d_w_v, d_x]
            .iter()
            .flat_map(|m| m.iter().copied())
            .collect()
    };
    let (found, measured) = (flat(found), flat(measured));
    assert_eq!(found.len(), measured.len());
    let largest = found.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
    let error = |(f, m): (&f64, &f64)| {
        (f - m).abs() / f.abs().max(m.abs()).max(largest / 1000.0).max(1e-300)
    };
    found.iter().zip(&measured).map(error).fold(0.0, f64::max)
}

/// Central differences with one step and with twice that step, combined so that the
/// largest part of their error cancels.
fn finer(
    head: &Head,
    x: &Array2<f64>,
    mask: Option<&Array2<bool>>,
    d_output: &Array2<f64>,
) -> (HeadGradients, Array2<f64>) {
    const STEP: f64 = 1e-3;
    let measure =
        |step| measured_head_gradients(head, x, mask, d_output, step).unwrap();
    let ((once, once_x), (twice, twice_x)) = (measure(STEP), measure(2.0 * STEP));
    let combine = |fine: Array2<f64>, coarse: &Array2<f64>| {
        (4.0 * fine - coarse) / 3.0 // of the shape of both
    };
    let d = HeadGradients {
        d_w_q: combine(once.d_w_q, &twice.d_w_q),
        d_w_k: combine(once.d_w_k, &twice.d_w_k),
        d_w_v: combine(once.d_w_v, &twice.d_w_v),
    };
    (d, combine(once_x, &twice_x))
}

fn assert_distributions(attended: &Array2<f64>) {
    for row in attended.rows() {
        assert!(row.iter().all(|a| (0.0..=1.0).contains(a)), "{row}");
        assert!((row.sum() - 1.0).abs() < 1e-12, "{row}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn weights_are_distributions_and_zero_where_nothing_is_allowed(
        (n, d, d_k, d_v, seed) in any_sizes(), size in -3.0..8.0_f64,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let head = Head::random(d, d_k, d_v, &mut rng).unwrap();
        let x = normal((n, d), &mut rng) * libm::pow(10.0, size);
        let free = head.forward(&x, None).unwrap();
        assert_distributions(&free.weights);
        for mask in [causal_mask(n).unwrap(), any_mask(n, &mut rng)] {
            let pass = head.forward(&x, Some(&mask)).unwrap();
            assert_distributions(&pass.weights);
            for (weight, is_allowed) in pass.weights.iter().zip(&mask) {
                assert!(*is_allowed || *weight == 0.0);
            }
        }
    }

    /// Exactly, to the last bit: whatever happens to later tokens.
    #[test]
    fn nothing_leaks_from_the_future(
        (n, d, d_k, d_v, seed) in any_sizes(), at in 0.0..1.0_f64, size in -3.0..8.0_f64,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let head = Head::random(d, d_k, d_v, &mut rng).unwrap();
        let mask = causal_mask(n).unwrap();
        let x = normal((n, d), &mut rng);
        let first_changed = ((n as f64 * at) as usize).min(n - 1);
        let mut changed = x.clone();
        let new = normal((n - first_changed, d), &mut rng) * libm::pow(10.0, size);
        changed.slice_mut(s![first_changed.., ..]).assign(&new);
        let before = head.forward(&x, Some(&mask)).unwrap();
        let after = head.forward(&changed, Some(&mask)).unwrap();
        let earlier = s![..first_changed, ..];
        assert_eq!(before.output.slice(earlier), after.output.slice(earlier));
        assert_eq!(before.weights.slice(earlier), after.weights.slice(earlier));
        // And back: a cost of the earlier outputs does not change with later tokens.
        let mut d_output = normal((n, d_v), &mut rng);
        d_output.slice_mut(s![first_changed.., ..]).fill(0.0);
        let (_, d_x) = head.backward(&x, &before, &d_output).unwrap();
        assert!(d_x.slice(s![first_changed.., ..]).iter().all(|d| *d == 0.0));
        // Without the mask it does leak, unless there is nothing earlier.
        if first_changed > 0 {
            let before = head.forward(&x, None).unwrap();
            let after = head.forward(&changed, None).unwrap();
            assert_ne!(before.output.row(0), after.output.row(0));
        }
    }

    #[test]
    fn a_prefix_gives_the_outputs_of_the_whole(
        (n, d, d_k, d_v, seed) in any_sizes(), at in 0.0..1.0_f64,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let head = Head::random(d, d_k, d_v, &mut rng).unwrap();
        let x = normal((n, d), &mut rng);
        let length = ((n as f64 * at) as usize).clamp(1, n);
        let prefix = x.slice(s![..length, ..]).to_owned();
        let whole = head.forward(&x, Some(&causal_mask(n).unwrap())).unwrap();
        let part =
            head.forward(&prefix, Some(&causal_mask(length).unwrap())).unwrap();
        let difference = &whole.output.slice(s![..length, ..]) - &part.output;
        assert!(difference.iter().all(|d| d.abs() < 1e-12));
    }

    #[test]
    fn without_positions_order_does_not_matter(
        (n, d, d_k, d_v, seed) in any_sizes(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let head = Head::random(d, d_k, d_v, &mut rng).unwrap();
        let x = normal((n, d), &mut rng);
        let order = loss::shuffled(n, &mut rng);
        let straight = head.forward(&x, None).unwrap().output;
        let shuffled = head.forward(&x.select(Axis(0), &order), None).unwrap().output;
        let difference = straight.select(Axis(0), &order) - shuffled;
        assert!(difference.iter().all(|d| d.abs() < 1e-11));
    }

    /// Words before the last in another order: the last takes in the same, with a mask
    /// too. But a second head behind the first notices, if there is a mask.
    #[test]
    fn the_mask_gives_a_second_head_a_trace_of_order(
        n in 3..12_usize, d in 4..12_usize, seed in any::<u64>(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let heads = [0; 2].map(|_| Head::random(d, d, d, &mut rng).unwrap());
        let x = normal((n, d), &mut rng);
        let mut order: Vec<usize> = (0..n).collect();
        order.swap(0, 1);
        let causal = causal_mask(n).unwrap();
        for mask in [None, Some(&causal)] {
            let read = |x: &Array2<f64>| {
                let first = heads[0].forward(x, mask).unwrap().output;
                let second = heads[1].forward(&(x + &first), mask).unwrap().output;
                (first.row(n - 1).to_owned(), second.row(n - 1).to_owned())
            };
            let (straight, swapped) = (read(&x), read(&x.select(Axis(0), &order)));
            let apart = |a: &Array1<f64>, b: &Array1<f64>| {
                (a - b).iter().fold(0.0_f64, |most, d| most.max(d.abs()))
            };
            assert!(apart(&straight.0, &swapped.0) < 1e-11);
            let second = apart(&straight.1, &swapped.1);
            assert_eq!(second > 1e-9, mask.is_some(), "{second:e}");
        }
    }

    #[test]
    fn an_output_lies_between_the_values(
        (n, d_v, d_k, keys, seed) in any_sizes(), size in -3.0..8.0_f64,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let queries = normal((n, d_k), &mut rng) * libm::pow(10.0, size);
        let key = normal((keys, d_k), &mut rng);
        let values = normal((keys, d_v), &mut rng);
        let Attended { output, .. } = attend(&queries, &key, &values, None).unwrap();
        for (column, values) in output.columns().into_iter().zip(values.columns()) {
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let is_between = |o: &f64| (least - 1e-9..=most + 1e-9).contains(o);
            assert!(column.iter().all(is_between));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_gradient_is_the_measured_one(
        n in 1..6_usize, d in 1..6_usize, d_k in 1..5_usize, d_v in 1..5_usize,
        seed in any::<u64>(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let head = Head::random(d, d_k, d_v, &mut rng).unwrap();
        let x = normal((n, d), &mut rng);
        let d_output = normal((n, d_v), &mut rng);
        let causal = causal_mask(n).unwrap();
        let other = any_mask(n, &mut rng);
        for mask in [None, Some(&causal), Some(&other)] {
            let pass = head.forward(&x, mask).unwrap();
            let found = head.backward(&x, &pass, &d_output).unwrap();
            let measured = finer(&head, &x, mask, &d_output);
            let error = largest_relative_error(&found, &measured);
            assert!(error < 1e-7, "a relative error of {error:e}");
        }
    }
}
