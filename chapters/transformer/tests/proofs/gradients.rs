//! The whole model: every gradient against nudging, and no look into the future.

use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use transformer::{Sizes, Transformer};

const SIZES: Sizes =
    Sizes { vocabulary: 7, context: 6, d_model: 8, n_heads: 2, n_blocks: 2 };

fn model(seed: u64) -> (Transformer, ChaCha8Rng) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (Transformer::random(SIZES, &mut rng).unwrap(), rng)
}

fn ids(n: usize, rng: &mut ChaCha8Rng) -> Vec<usize> {
    (0..n).map(|_| rng.random_range(0..SIZES.vocabulary)).collect()
}

/// Of every tensor: the largest difference to the measured slope, relative to the
/// largest gradient of that tensor, or of all where the tensor's are tiny.
#[test]
fn every_gradient_of_every_tensor_is_the_measured_one() {
    let (mut model, mut rng) = model(1);
    let (ids, targets) = (ids(6, &mut rng), ids(6, &mut rng));
    let (_, gradients) = model.cost_and_gradients(&ids, &targets).unwrap();
    let found: Vec<Vec<f64>> =
        gradients.tensors().iter().map(|t| t.to_vec()).collect();
    let most = found.iter().flatten().fold(0.0, |most: f64, d| most.max(d.abs()));
    let names: Vec<String> = model.tensors().into_iter().map(|t| t.name).collect();
    assert_eq!(names.len(), found.len());
    for (tensor, name) in names.iter().enumerate() {
        let own = found[tensor].iter().fold(0.0, |most: f64, d| most.max(d.abs()));
        for (at, &found) in found[tensor].iter().enumerate() {
            let mut cost = |by: f64| {
                model.tensors_mut()[tensor][at] += by;
                let costs = model.costs(&ids, &targets).unwrap();
                model.tensors_mut()[tensor][at] -= by;
                costs.iter().sum::<f64>() / costs.len() as f64
            };
            let mut slope = |h: f64| (cost(h) - cost(-h)) / (2.0 * h);
            let measured = (4.0 * slope(1e-3) - slope(2e-3)) / 3.0;
            let error = (found - measured).abs() / own.max(most * 1e-3);
            assert!(error < 1e-6, "{name} [{at}]: off by {error:e}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn nothing_leaks_from_the_future_through_the_stack(seed: u64, kept in 1_usize..6) {
        let (model, mut rng) = model(seed);
        let first = ids(6, &mut rng);
        let mut other = first.clone();
        for id in &mut other[kept..] {
            *id = (*id + 1) % SIZES.vocabulary;
        }
        let (before, after) = (model.logits(&first).unwrap(), model.logits(&other).unwrap());
        for row in 0..kept {
            prop_assert_eq!(before.row(row), after.row(row));
        }
        prop_assert_ne!(before.row(kept), after.row(kept));
    }
}
