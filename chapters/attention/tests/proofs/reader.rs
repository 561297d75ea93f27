//! The reader of sentences: its gradients, its steps, and what it refuses.

use attention::AttentionError;
use attention::nouns::{COLOURS, NOUNS, sentence};
use attention::reader::{ColourReader, Example, standardised};
use embeddings::Embedding;
use ndarray::Array2;
use neurons::standard_normal;
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn normal(shape: (usize, usize), rng: &mut ChaCha8Rng) -> Array2<f64> {
    Array2::from_shape_fn(shape, |_| standard_normal(rng))
}

fn example(n: usize, d: usize, rng: &mut ChaCha8Rng) -> Example {
    Example {
        tokens: normal((n, d), rng),
        places: vec![n - 1, 0],
        answers: vec![2, 0],
    }
}

type Pick = for<'a> fn(&'a mut ColourReader) -> &'a mut Array2<f64>;

/// Central differences with one step and with twice that step, combined so that the
/// largest part of their error cancels.
fn measured(reader: &ColourReader, example: &Example, pick: Pick) -> Array2<f64> {
    const STEP: f64 = 1e-3;
    let cost = |at: (usize, usize), by: f64| {
        let mut reader = reader.clone();
        pick(&mut reader)[at] += by;
        reader.cost_and_gradients(example).unwrap().0
    };
    let slope = |at, step| (cost(at, step) - cost(at, -step)) / (2.0 * step);
    let shape = pick(&mut reader.clone()).dim();
    Array2::from_shape_fn(shape, |at| {
        (4.0 * slope(at, STEP) - slope(at, 2.0 * STEP)) / 3.0
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_gradient_of_a_reader_is_the_measured_one(
        n in 1..6_usize, d in 1..6_usize, d_k in 1..5_usize, seed in any::<u64>(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let reader = ColourReader::random(d, d_k, 3, &mut rng).unwrap();
        let example = example(n, d, &mut rng);
        let (_, head, d_unembedding) = reader.cost_and_gradients(&example).unwrap();
        let pairs: [(&Array2<f64>, Pick); 4] = [
            (&head.d_w_q, |r| &mut r.head.w_q),
            (&head.d_w_k, |r| &mut r.head.w_k),
            (&head.d_w_v, |r| &mut r.head.w_v),
            (&d_unembedding, |r| &mut r.unembedding),
        ];
        let all = pairs.iter().flat_map(|(found, _)| found.iter());
        let largest = all.fold(0.0_f64, |most, d| most.max(d.abs()));
        for (found, pick) in pairs {
            for (found, measured) in found.iter().zip(&measured(&reader, &example, pick)) {
                let size = found.abs().max(measured.abs()).max(largest / 1000.0);
                assert!((found - measured).abs() < 1e-7 * size, "{found} {measured}");
            }
        }
    }

    /// A step on a batch is the mean of its examples' gradients, at the old weights.
    #[test]
    fn a_step_takes_all_gradients_at_the_old_weights(seed in any::<u64>()) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let reader = ColourReader::random(4, 3, 3, &mut rng).unwrap();
        let examples = [example(3, 4, &mut rng), example(5, 4, &mut rng)];
        let mut stepped = reader.clone();
        let cost = stepped.step(&[&examples[0], &examples[1]], 0.5).unwrap();
        let both = examples.each_ref().map(|e| reader.cost_and_gradients(e).unwrap());
        assert!((cost - (both[0].0 + both[1].0) / 2.0).abs() < 1e-12);
        let expected = &reader.head.w_k - (&both[0].1.d_w_k + &both[1].1.d_w_k) * 0.25;
        assert!((expected - &stepped.head.w_k).iter().all(|d| d.abs() < 1e-12));
        let expected = &reader.unembedding - (&both[0].2 + &both[1].2) * 0.25;
        assert!((expected - &stepped.unembedding).iter().all(|d| d.abs() < 1e-12));
    }

    #[test]
    fn every_noun_has_its_colour_before_it_and_new_pairs_are_new(
        seed in any::<u64>(), is_new in any::<bool>(),
    ) {
        let sentence = sentence(is_new, &mut ChaCha8Rng::seed_from_u64(seed));
        let mut start = 0;
        for (&place, &colour) in sentence.places.iter().zip(&sentence.colours) {
            let noun = NOUNS.iter().position(|n| *n == sentence.words[place]).unwrap();
            assert_eq!(noun % COLOURS.len() == colour, is_new);
            let between = &sentence.words[start..place];
            let named = |c: usize| between.iter().filter(|w| COLOURS[c].contains(w)).count();
            assert_eq!(named(colour), 1);
            assert_eq!((0..COLOURS.len()).map(named).sum::<usize>(), 1);
            start = place + 1;
        }
        assert_eq!(start, sentence.words.len());
    }
}

fn text<T: std::fmt::Debug>(result: Result<T, AttentionError>) -> String {
    result.expect_err("this has no answer").to_string()
}

#[test]
fn what_does_not_fit_a_reader() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut reader = ColourReader::random(4, 3, 3, &mut rng).unwrap();
    let fit = example(3, 4, &mut rng);
    let wrong = Example { places: vec![1, 3], ..fit.clone() };
    assert_eq!(
        text(reader.forward(&wrong)),
        "a question at token 3, but there are 3: give one of those"
    );
    let wrong = Example { answers: vec![1], ..fit.clone() };
    assert!(
        text(reader.cost_and_gradients(&wrong))
            .contains("logits are 2 but the targets 1")
    );
    let wrong = Example { answers: vec![1, 3], ..fit.clone() };
    assert!(
        text(reader.cost_and_gradients(&wrong)).contains("there are 3 classes")
    );
    let wrong = Example { places: vec![], answers: vec![], ..fit.clone() };
    assert!(text(reader.cost_and_gradients(&wrong)).contains("give at least one"));
    let nothing =
        "there is no example to learn from: give at least one, also in a batch";
    assert_eq!(text(reader.step(&[], 0.1)), nothing);
    assert_eq!(text(reader.epoch(&[], 8, 0.1, &mut rng)), nothing);
    let one = [fit.clone()];
    assert_eq!(text(reader.epoch(&one, 0, 0.1, &mut rng)), nothing);
    let before = reader.clone();
    assert_eq!(
        text(reader.step(&[&fit], f64::NAN)),
        "the learning rate is NaN: give a finite number, such as 0.2"
    );
    assert_eq!(reader, before);
    // Steps that are far too large end in an error, not in a NaN.
    let diverged = (0..50).find_map(|_| reader.step(&[&fit], 1e60).err());
    assert!(text(Err::<(), _>(diverged.expect("an error"))).contains("up to 1e50"));
    let mut other = before.clone();
    other.unembedding = normal((5, 3), &mut rng);
    assert!(
        text(other.forward(&fit)).starts_with("W_U takes vectors of 5 numbers")
    );
    assert!(ColourReader::random(4, 3, 0, &mut rng).is_err());
    let same = Embedding::new(Array2::ones((3, 2))).unwrap();
    assert!(standardised(&same).is_err());
}
