//! One after the other, side by side, packed, and as a sum: the same numbers. And the
//! gradients are those that nudging measures.

use attention::causal_mask;
use multi_head::MultiHead;
use multi_head::packed::PackedHeads;
use ndarray::{Array2, Axis, concatenate, s};
use neurons::standard_normal;
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn normal(shape: (usize, usize), rng: &mut ChaCha8Rng) -> Array2<f64> {
    Array2::from_shape_fn(shape, |_| standard_normal(rng))
}

fn farthest(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    assert_eq!(a.dim(), b.dim());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Where the two pieces of a cost are told apart: the sum of all outputs, each times
/// its own number.
fn cost(
    heads: &MultiHead,
    x: &Array2<f64>,
    mask: &Array2<bool>,
    d: &Array2<f64>,
) -> f64 {
    (heads.forward(x, Some(mask)).unwrap().output * d).sum()
}

type Pick = for<'a> fn(&'a mut MultiHead, usize) -> &'a mut Array2<f64>;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn all_ways_lead_to_the_same_output(
        seed: u64, n in 1_usize..12, n_heads in 1_usize..6, d_head in 1_usize..6,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let d_model = n_heads * d_head;
        let heads = MultiHead::random(d_model, n_heads, &mut rng).unwrap();
        let x = normal((n, d_model), &mut rng);
        let mask = causal_mask(n).unwrap();
        let pass = heads.forward(&x, Some(&mask)).unwrap();
        prop_assert_eq!(&pass, &heads.forward_side_by_side(&x, Some(&mask)).unwrap());
        prop_assert!(farthest(&pass.output, &heads.sum_of_heads(&pass).unwrap()) < 1e-12);
        let mut packed = PackedHeads::try_from(&heads).unwrap();
        prop_assert!(farthest(&pass.output, packed.forward(&x, n).unwrap()) < 1e-12);
    }

    /// A batch is its sequences, and the packed way back is that of the heads.
    #[test]
    fn packed_gradients_are_those_of_the_heads(
        seed: u64, batch in 1_usize..4, n in 1_usize..40, n_heads in 1_usize..4,
        d_head in 1_usize..5,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let d_model = n_heads * d_head;
        let heads = MultiHead::random(d_model, n_heads, &mut rng).unwrap();
        let x = normal((batch * n, d_model), &mut rng);
        let d = normal((batch * n, d_model), &mut rng);
        let mask = causal_mask(n).unwrap();
        let mut packed = PackedHeads::try_from(&heads).unwrap();
        for _ in 0..2 {
            // The second time nothing may be left from the first.
            packed.forward(&x, n).unwrap();
            packed.backward(&x, &d).unwrap();
        }
        let d_x = packed.backward(&x, &d).unwrap().clone();
        let (mut d_w_o, mut d_w_q) =
            (Array2::zeros((d_model, d_model)), Array2::zeros((d_model, d_model)));
        for sequence in 0..batch {
            let rows = sequence * n..(sequence + 1) * n;
            let part = |m: &Array2<f64>| m.slice(s![rows.clone(), ..]).to_owned();
            let (x, d) = (part(&x), part(&d));
            let pass = heads.forward(&x, Some(&mask)).unwrap();
            let (found, d_own) = heads.backward(&x, &pass, &d).unwrap();
            prop_assert!(farthest(&d_own, &part(&d_x)) < 1e-11);
            d_w_o += &found.d_w_o;
            let q: Vec<_> = found.heads.iter().map(|h| h.d_w_q.view()).collect();
            d_w_q += &concatenate(Axis(1), &q).unwrap();
        }
        prop_assert!(farthest(packed.gradients().1, &d_w_o) < 1e-11);
        let found = packed.gradients().0.slice(s![.., ..d_model]).to_owned();
        prop_assert!(farthest(&found, &d_w_q) < 1e-11);
    }

    /// Relative to the largest gradient of the matrix; a difference of two costs holds
    /// their last bits too, divided by the step.
    #[test]
    fn every_gradient_is_the_measured_one(
        seed: u64, n in 1_usize..6, n_heads in 1_usize..4, d_head in 1_usize..4,
    ) {
        const STEP: f64 = 1e-3;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let d_model = n_heads * d_head;
        let mut heads = MultiHead::random(d_model, n_heads, &mut rng).unwrap();
        let mut x = normal((n, d_model), &mut rng);
        let d = normal((n, d_model), &mut rng);
        let mask = causal_mask(n).unwrap();
        let pass = heads.forward(&x, Some(&mask)).unwrap();
        let (found, d_x) = heads.backward(&x, &pass, &d).unwrap();
        // Four points: the error shrinks with the fourth power of the step.
        let measured = |cost: &mut dyn FnMut(f64) -> f64| {
            let mut slope = |h: f64| (cost(h) - cost(-h)) / (2.0 * h);
            (4.0 * slope(STEP) - slope(2.0 * STEP)) / 3.0
        };
        let mut size = 1.0;
        let close = |found: f64, measured: f64, size: f64| {
            (found - measured).abs() < 1e-7 * size
        };
        let picks: [Pick; 4] = [
            |m, h| &mut m.heads[h].w_q,
            |m, h| &mut m.heads[h].w_k,
            |m, h| &mut m.heads[h].w_v,
            |m, _| &mut m.w_o,
        ];
        for head in 0..n_heads {
            let own = &found.heads[head];
            for (pick, found) in picks.iter().zip([&own.d_w_q, &own.d_w_k, &own.d_w_v, &found.d_w_o]) {
                for (at, &found) in found.indexed_iter() {
                    let before = pick(&mut heads, head)[at];
                    let slope = measured(&mut |by| {
                        pick(&mut heads, head)[at] = before + by;
                        cost(&heads, &x, &mask, &d)
                    });
                    pick(&mut heads, head)[at] = before;
                    size = 1.0_f64.max(found.abs());
                    prop_assert!(close(found, slope, size), "{at:?} {found} {slope}");
                }
            }
        }
        for (at, &found) in d_x.indexed_iter() {
            let before = x[at];
            let slope = measured(&mut |by| {
                x[at] = before + by;
                cost(&heads, &x, &mask, &d)
            });
            x[at] = before;
            size = size.max(found.abs());
            prop_assert!(close(found, slope, size), "{at:?} {found} {slope}");
        }
    }

    /// Nothing that comes later changes what came before, to the last bit.
    #[test]
    fn no_head_sees_the_future(
        seed: u64, n in 2_usize..24, n_heads in 1_usize..5, d_head in 1_usize..5,
        from in 0.0..1.0_f64,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let d_model = n_heads * d_head;
        let heads = MultiHead::random(d_model, n_heads, &mut rng).unwrap();
        let x = normal((n, d_model), &mut rng);
        let changed = 1 + (from * (n - 1) as f64) as usize; // at least one row stays
        let mut other = x.clone();
        other.slice_mut(s![changed.., ..]).mapv_inplace(|x| x * 2.0 + 1.0);
        let mask = causal_mask(n).unwrap();
        let early = |m: &Array2<f64>| m.slice(s![..changed, ..]).to_owned();
        let before = heads.forward(&x, Some(&mask)).unwrap().output;
        let after = heads.forward(&other, Some(&mask)).unwrap().output;
        prop_assert_eq!(early(&before), early(&after));
        let mut packed = PackedHeads::try_from(&heads).unwrap();
        let before = packed.forward(&x, n).unwrap().clone();
        let after = packed.forward(&other, n).unwrap().clone();
        prop_assert_eq!(early(&before), early(&after));
        let unmasked = heads.forward(&other, None).unwrap().output;
        let before = heads.forward(&x, None).unwrap().output;
        prop_assert_ne!(early(&before), early(&unmasked), "without a mask they do");
    }

    #[test]
    fn each_row_of_each_head_is_a_distribution(
        seed: u64, n in 1_usize..20, n_heads in 1_usize..5,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let heads = MultiHead::random(4 * n_heads, n_heads, &mut rng).unwrap();
        let x = normal((n, 4 * n_heads), &mut rng);
        let pass = heads.forward(&x, Some(&causal_mask(n).unwrap())).unwrap();
        for head in &pass.heads {
            for (query, row) in head.weights.rows().into_iter().enumerate() {
                prop_assert!((row.sum() - 1.0).abs() < 1e-12);
                prop_assert!(row.iter().all(|w| *w >= 0.0));
                prop_assert!(row.iter().skip(query + 1).all(|w| *w == 0.0));
            }
        }
    }
}

#[test]
fn more_heads_have_no_more_parameters() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let d_model = 120; // a multiple of 1 to 6, and of 8
    for n_heads in [1, 2, 3, 4, 5, 6, 8] {
        let heads = MultiHead::random(d_model, n_heads, &mut rng).unwrap();
        assert_eq!(heads.parameter_count(), 4 * d_model * d_model);
    }
}

/// Switching a head off takes away what it gave, and nothing else.
#[test]
fn a_head_less_is_its_part_less() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let heads = MultiHead::random(12, 3, &mut rng).unwrap();
    let x = normal((5, 12), &mut rng);
    let pass = heads.forward(&x, None).unwrap();
    let without = heads.without(1).unwrap().forward(&x, None).unwrap();
    let block = heads.w_o.slice(s![4..8, ..]);
    let part = pass.heads[1].output.dot(&block);
    assert!(farthest(&(&pass.output - &part), &without.output) < 1e-12);
    assert!(farthest(&pass.output, &without.output) > 0.1);
}
