//! What one head cannot read, whatever its weights are, and two can.

use std::collections::BTreeSet;

use multi_head::MultiHead;
use multi_head::mood::{
    ANIMALS, Learning, MOODS, MoodModel, Sentence, heads_by_hand, learn, sentence,
    training_and_test,
};
use multi_head::packed::PackedHeads;
use ndarray::{Array2, array};
use neurons::standard_normal;
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// A good mood and a bad one, each as it is and negated, of one animal.
fn four(animal: usize, good: usize, bad: usize) -> Vec<Sentence> {
    let both = |mood| [false, true].map(|not| sentence(animal, mood, not));
    [both(good), both(bad)].concat()
}

/// A model with large random weights of all kinds.
fn any_model(n_heads: usize, size: f64, seed: u64) -> MoodModel {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut model = MoodModel::random(8, n_heads, &mut rng).unwrap();
    let mut heads: MultiHead = MultiHead::from(&model.heads);
    for head in &mut heads.heads {
        for matrix in [&mut head.w_q, &mut head.w_k, &mut head.w_v] {
            matrix.mapv_inplace(|_| size * standard_normal(&mut rng));
        }
    }
    model.heads = PackedHeads::try_from(&heads).unwrap();
    model.w_read.mapv_inplace(|_| standard_normal(&mut rng));
    model
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn one_head_reads_at_most_three_of_four(
        seed: u64, size in 0.05..3.0_f64, animal in 0..ANIMALS.len(),
        good in 0..MOODS.len() / 2, bad in MOODS.len() / 2..MOODS.len(),
    ) {
        let mut model = any_model(1, size, seed);
        let right = model.judge(&four(animal, good, bad)).unwrap().1;
        prop_assert!(right <= 0.75, "{right}");
    }

    /// The least that cross-entropy can be with one head, which no weights reach.
    #[test]
    fn one_head_costs_at_least_half_of_ln_2(
        seed: u64, size in 0.05..3.0_f64, animal in 0..ANIMALS.len(),
        good in 0..MOODS.len() / 2, bad in MOODS.len() / 2..MOODS.len(),
    ) {
        let mut model = any_model(1, size, seed);
        let cost = model.judge(&four(animal, good, bad)).unwrap().0;
        prop_assert!(cost > libm::log(2.0) / 2.0 - 1e-12, "{cost}");
    }
}

#[test]
fn one_head_cannot_learn_it_and_two_can() {
    let learning = Learning { d_model: 16, steps: 700, learning_rate: 0.1 };
    let (training, test) = training_and_test();
    let (mut one, _) = learn(1, 11, &training, learning).unwrap();
    assert!(one.judge(&training).unwrap().1 <= 0.75);
    let (mut two, costs) = learn(2, 2, &training, learning).unwrap();
    assert_eq!(two.judge(&test).unwrap().1, 1.0);
    assert!(costs[0] > 0.6 && costs[costs.len() - 1] < 0.01);
    assert_eq!(costs.len(), 701);
}

#[test]
fn a_seed_learns_the_same_again() {
    let learning = Learning { d_model: 8, steps: 20, learning_rate: 0.3 };
    let (training, _) = training_and_test();
    let costs = |seed| learn(2, seed, &training, learning).unwrap().1;
    assert_eq!(costs(1), costs(1));
    assert_ne!(costs(1), costs(2));
}

#[test]
fn two_heads_by_hand_turn_a_mood_around() {
    let heads = heads_by_hand();
    for mood in [1.0, -1.0] {
        for not in [0.0, 1.0] {
            let tokens: Array2<f64> = array![
                [0.0, 0.0, not, 0.0],
                [mood, 1.0, 0.0, 0.0],
                [0.0, 0.0, 0.0, 1.0]
            ];
            let given = heads.forward(&tokens, None).unwrap().output[[2, 0]];
            let wanted = if not == 1.0 { -mood } else { mood };
            assert!((given - wanted).abs() < 0.05, "{given}, not {wanted}");
        }
    }
}

#[test]
fn the_test_holds_no_sentence_of_the_training_and_both_are_balanced() {
    let (training, test) = training_and_test();
    let ids = |of: &[Sentence]| of.iter().map(|s| s.ids).collect::<BTreeSet<_>>();
    assert!(ids(&training).is_disjoint(&ids(&test)));
    assert_eq!(ids(&training).len() + ids(&test).len(), 72);
    for part in [training, test] {
        let good = part.iter().filter(|s| s.class == 1).count();
        assert_eq!(2 * good, part.len());
    }
}

/// The gradient of a step: two models that differ in one number, and nudging.
#[test]
fn a_step_goes_downhill_as_far_as_its_gradients_say() {
    let (training, _) = training_and_test();
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let model = MoodModel::random(8, 2, &mut rng).unwrap();
    let rate = 1e-6;
    let mut stepped = model.clone();
    let before = stepped.step(&training, rate).unwrap();
    // How far each parameter moved, over the learning rate, is its gradient.
    let moved = |a: &Array2<f64>, b: &Array2<f64>| {
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>()
    };
    let squares = moved(&model.embedding.weights, &stepped.embedding.weights)
        + moved(&model.w_read, &stepped.w_read)
        + moved(model.heads.parameters().0, stepped.heads.parameters().0)
        + moved(model.heads.parameters().1, stepped.heads.parameters().1);
    let promised = squares / rate;
    let after = stepped.judge(&training).unwrap().0;
    let kept = (before - after) / promised;
    assert!((kept - 1.0).abs() < 1e-3, "kept {kept} of what was promised");
}
