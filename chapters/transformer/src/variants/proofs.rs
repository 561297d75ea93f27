//! The same parameters put together in other ways, and heads that are switched off.

use crate::ablation::{HeadPlace, logits_without, mean_outputs};
use crate::variants::{Variant, cost_and_gradients, costs, logits};
use crate::{Example, Sizes, Transformer};
use ndarray::{Array1, Array2, s};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

const SIZES: Sizes =
    Sizes { vocabulary: 7, context: 6, d_model: 8, n_heads: 2, n_blocks: 2 };
const POST: Variant = Variant { is_post_norm: true, is_masked: true };
const OPEN: Variant = Variant { is_post_norm: false, is_masked: false };

fn model(seed: u64) -> Transformer {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut model = Transformer::random(SIZES, &mut rng).unwrap();
    // Far enough from the start that every part of the model matters.
    for numbers in model.tensors_mut() {
        numbers
            .iter_mut()
            .for_each(|x| *x += 0.3 * neurons::standard_normal(&mut rng));
    }
    model
}

fn sentence() -> Example {
    Example { ids: vec![0, 3, 1, 6, 2, 5], targets: vec![3, 1, 6, 2, 5, 0] }
}

#[test]
fn gradients_of_every_variant_are_the_measured_ones() {
    for variant in [Variant::CHAPTER, POST, OPEN] {
        let mut model = model(1);
        let (_, gradients) =
            cost_and_gradients(&model, variant, &sentence()).unwrap();
        let most = gradients
            .tensors()
            .into_iter()
            .flatten()
            .fold(0.0, |a: f64, b| a.max(b.abs()));
        for tensor in 0..gradients.tensors().len() {
            let mut cost = |at: usize, by: f64| {
                model.tensors_mut()[tensor][at] += by;
                let costs = costs(&model, variant, &sentence()).unwrap();
                model.tensors_mut()[tensor][at] -= by;
                costs.iter().sum::<f64>() / 6.0
            };
            for (at, found) in gradients.tensors()[tensor].iter().enumerate() {
                let measured = (cost(at, 1e-4) - cost(at, -1e-4)) / 2e-4;
                assert!(
                    (found - measured).abs() < 1e-5 * most,
                    "{variant:?}, tensor {tensor} [{at}]: {found}, not {measured}"
                );
            }
        }
    }
}

#[test]
fn the_variant_of_the_chapter_is_its_model() {
    let (model, Example { ids, targets }) = (model(2), sentence());
    let same = logits(&model, Variant::CHAPTER, &ids).unwrap();
    assert_eq!(same, model.logits(&ids).unwrap());
    let (cost, gradients) =
        cost_and_gradients(&model, Variant::CHAPTER, &sentence()).unwrap();
    assert_eq!(
        (cost, gradients),
        model.cost_and_gradients(&ids, &targets).unwrap()
    );
    assert!(logits(&model, POST, &[0; 7]).is_err());
}

/// After a post-norm block each row is a norm's output, whatever came in.
#[test]
fn without_a_mask_the_first_token_sees_the_last() {
    let (model, Example { mut ids, .. }) = (model(3), sentence());
    let first = |ids: &[usize], variant| {
        logits(&model, variant, ids).unwrap().row(0).to_owned()
    };
    let before = [POST, OPEN].map(|variant| first(&ids, variant));
    ids[5] = 4;
    assert_eq!(first(&ids, POST), before[0]);
    assert_ne!(first(&ids, OPEN), before[1]);
}

#[test]
fn a_head_that_takes_in_nothing_is_one_that_is_not_heard() {
    let (model, ids) = (model(4), sentence().ids);
    for block in 0..2 {
        for head in 0..2 {
            let off = HeadPlace { block, head };
            let found =
                logits_without(&model, off, &Array1::zeros(4), &ids).unwrap();
            let mut less = model.clone();
            less.blocks[block].heads =
                less.blocks[block].heads.without(head).unwrap();
            let expected = less.logits(&ids).unwrap();
            let apart = (&found - &expected).fold(0.0, |a: f64, b| a.max(b.abs()));
            assert!(apart < 1e-12, "{off:?}: {apart:e}");
        }
    }
}

/// A head that takes in the same everywhere loses nothing when that is put in its place.
#[test]
fn the_mean_of_a_constant_head_changes_nothing() {
    let mut model = model(5);
    // One row of values for all: W_V sees the norm's shift alone.
    let norm = &mut model.blocks[1].norm_1;
    norm.gamma.fill(0.0);
    let means = mean_outputs(&model, &[sentence()]).unwrap();
    let instead = means[1].slice(s![4..8]).to_owned(); // (d_head)
    assert!(instead.iter().any(|x| x.abs() > 0.01), "{instead}");
    let off = HeadPlace { block: 1, head: 1 };
    let found: Array2<f64> =
        logits_without(&model, off, &instead, &sentence().ids).unwrap();
    let apart = (&found - &model.logits(&sentence().ids).unwrap())
        .fold(0.0, |a: f64, b| a.max(b.abs()));
    assert!(apart < 1e-12, "{apart:e}");
    assert!(mean_outputs(&model, &[]).is_err());
}
