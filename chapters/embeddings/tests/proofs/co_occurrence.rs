//! Counting, comparing with chance, and learning.

use approx::assert_abs_diff_eq;
use embeddings::co_occurrence::{
    Fitting, association, co_occurrences, fit, fit_gradients,
};
use embeddings::toy::learned_vectors;
use embeddings::{Embedding, EmbeddingError, Unembedding};
use ndarray::{Array2, array};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// Both hold the same numbers, to within `epsilon`.
fn assert_near<'n>(
    found: impl IntoIterator<Item = &'n f64>,
    wanted: impl IntoIterator<Item = &'n f64>,
    epsilon: f64,
) {
    let wanted: Vec<f64> = wanted.into_iter().copied().collect();
    let found: Vec<f64> = found.into_iter().copied().collect();
    assert_abs_diff_eq!(found[..], wanted[..], epsilon = epsilon);
}

#[test]
fn counts_by_hand() {
    let sentences = [vec![0, 1, 2], vec![0, 1]];
    let counts = co_occurrences(&sentences, 3, 1).unwrap(); // (3, 3)
    let expected = array![[0.0, 2.0, 0.0], [2.0, 0.0, 1.0], [0.0, 1.0, 0.0]];
    assert_eq!(counts, expected);
    let wider = co_occurrences(&sentences, 3, 2).unwrap(); // (3, 3)
    assert_eq!(wider[[0, 2]], 1.0);
    let twice = co_occurrences(&[vec![0, 0]], 1, 1).unwrap(); // (1, 1)
    assert_eq!(twice, array![[2.0]]);
}

#[test]
fn association_by_hand() {
    let counts = array![[0.0, 4.0], [4.0, 2.0]]; // (2, 2)
    // Of 10 meetings, 4 are of the first word and 6 of the second: by chance they
    // meet 2.4 times.
    let expected = libm::log(4.0 / 2.4);
    let found = association(&counts).unwrap(); // (2, 2)
    assert_near(&found, &array![[0.0, expected], [expected, 0.0]], 1e-15);
}

#[test]
fn what_cannot_be_counted_or_learned_is_refused() {
    use EmbeddingError::{Count, LearningRate, NoPairs, NoSuchId};
    let missing = NoSuchId { id: 3, words_known: 3 };
    assert_eq!(co_occurrences(&[vec![0, 3]], 3, 1).unwrap_err(), missing);
    assert_eq!(co_occurrences(&[vec![0]], 3, 1).unwrap_err(), NoPairs);
    assert_eq!(co_occurrences(&[vec![0, 1]], 3, 0).unwrap_err(), NoPairs);
    assert!(co_occurrences(&[], usize::MAX, 1).is_err());
    assert_eq!(association(&Array2::zeros((2, 2))).unwrap_err(), NoPairs);
    assert!(association(&Array2::ones((2, 3))).is_err());
    for found in [-1.0, f64::NAN, f64::INFINITY] {
        let error = association(&array![[1.0, found], [1.0, 1.0]]).unwrap_err();
        assert!(matches!(error, Count { row: 0, column: 1, .. }), "{error}");
    }
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut try_fit = |targets: Array2<f64>, d_model, learning_rate| {
        let fitting = Fitting { d_model, learning_rate, steps: 500 };
        fit(&targets, fitting, &mut rng).expect_err("no vectors")
    };
    let targets = array![[0.0, 3.0], [3.0, 0.0]];
    for learning_rate in [10.0, 0.0, -1.0, f64::NAN] {
        let error = try_fit(targets.clone(), 2, learning_rate);
        assert!(matches!(error, LearningRate { .. }), "{error}");
    }
    try_fit(targets, 0, 0.1);
    try_fit(array![[f64::NAN, 1.0], [1.0, 1.0]], 2, 0.1);
    try_fit(Array2::zeros((2, 3)), 2, 0.1);
    try_fit(Array2::zeros((0, 0)), 2, 0.1);
}

/// With as many numbers as words, any table can be met exactly.
#[test]
fn descent_meets_the_targets_where_there_is_room() {
    let targets = array![[0.0, 1.5, 0.0], [1.5, 0.0, 0.5], [0.0, 0.5, 1.0]]; // (3, 3)
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let fitting = Fitting { d_model: 3, learning_rate: 0.05, steps: 20_000 };
    let (embedding, unembedding, costs) = fit(&targets, fitting, &mut rng).unwrap();
    assert_eq!(costs.len(), 20_001);
    assert!(costs[20_000] < 1e-12, "{:e}", costs[20_000]);
    let scores = unembedding.scores(&embedding.weights).unwrap(); // (3, 3)
    assert_near(&scores, &targets, 1e-5);
}

#[test]
fn the_small_world_is_seen_in_the_vectors() {
    let vectors = learned_vectors().unwrap();
    let words = vectors.vocabulary().words();
    for (question, answer) in [
        (["man", "king", "woman"], "queen"),
        (["king", "prince", "man"], "boy"),
        (["boy", "girl", "prince"], "princess"),
    ] {
        let found = vectors.analogy(question, 2).unwrap();
        assert_eq!(words[found[0].id], answer);
        assert!(found[0].cosine > 0.99 && found[1].cosine < 0.8, "{found:?}");
    }
    let cow = vectors.neighbours("cow", 1).unwrap();
    assert_eq!(words[cow[0].id], "horse");
}

proptest! {
    /// Every entry of both gradients, against central finite differences.
    #[test]
    fn gradients_are_those_of_finite_differences(
        (words, d_model, seed) in (1_usize..6, 1_usize..5, any::<u64>()),
    ) {
        const STEP: f64 = 1e-4;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let embedding = Embedding::random(words, d_model, &mut rng).unwrap();
        let unembedding = Embedding::random(words, d_model, &mut rng).unwrap().tied();
        let targets = Embedding::random(words, words, &mut rng).unwrap().weights; // (words, words)
        let (_, d_embedding, d_unembedding) =
            fit_gradients(&embedding, &unembedding, &targets).unwrap();
        let cost = |e: &Embedding, u: &Unembedding| {
            fit_gradients(e, u, &targets).unwrap().0
        };
        let is_near = |found: f64, slope: f64| {
            (found - slope).abs() <= 1e-7 * found.abs().max(slope.abs()).max(1.0)
        };
        for (at, &found) in d_embedding.indexed_iter() {
            let (mut above, mut below) = (embedding.clone(), embedding.clone());
            above.weights[at] += STEP;
            below.weights[at] -= STEP;
            let change = cost(&above, &unembedding) - cost(&below, &unembedding);
            prop_assert!(is_near(found, change / (2.0 * STEP)));
        }
        for (at, &found) in d_unembedding.indexed_iter() {
            let (mut above, mut below) = (unembedding.clone(), unembedding.clone());
            above.weights[at] += STEP;
            below.weights[at] -= STEP;
            let change = cost(&embedding, &above) - cost(&embedding, &below);
            prop_assert!(is_near(found, change / (2.0 * STEP)));
        }
    }

    #[test]
    fn association_is_never_negative_and_as_symmetric_as_the_counts(
        sentences in prop::collection::vec(prop::collection::vec(0..6_usize, 2..8), 1..20),
    ) {
        let counts = co_occurrences(&sentences, 6, 3).unwrap(); // (6, 6)
        prop_assert_eq!(&counts, &counts.t());
        let found = association(&counts).unwrap(); // (6, 6)
        prop_assert!(found.iter().all(|x| x.is_finite() && *x >= 0.0));
        assert_near(&found, found.t(), 1e-12);
    }
}
