//! The toy language: its entropy, its sentences, and what can be wrong with a grammar.

use std::collections::BTreeMap;

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;
use transformer::baselines::NGram;
use transformer::grammar::{GRAMMAR, Grammar};
use transformer::toy::{example, from_bytes, sentences, sizes, to_bytes};
use transformer::{Example, Transformer, generate};

fn grammar() -> Grammar {
    Grammar::parse(GRAMMAR).unwrap()
}

#[test]
fn the_entropy_is_the_mean_surprise() {
    let (entropy, length) = grammar().entropy_and_length();
    let drawn = sentences(&grammar(), 50_000, 1);
    let mean = |of: &dyn Fn(usize) -> f64| {
        (0..drawn.len()).map(of).sum::<f64>() / drawn.len() as f64
    };
    let nats = mean(&|i| drawn[i].nats);
    let spread = mean(&|i| (drawn[i].nats - nats) * (drawn[i].nats - nats)).sqrt();
    let error = spread / (drawn.len() as f64).sqrt();
    assert!(
        (nats - entropy).abs() < 4.0 * error,
        "{nats} ± {error}, not {entropy}"
    );
    let tokens = mean(&|i| drawn[i].ids.len() as f64);
    assert!((tokens - length).abs() < 0.1, "{tokens}, not {length}");
}

/// Of each sentence, by how much a model is more surprised than the language is.
fn assert_not_below_the_floor(name: &str, above: &[f64]) {
    let count = above.len() as f64;
    let mean = above.iter().sum::<f64>() / count;
    let squares = above.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    let error = (squares / count).sqrt() / count.sqrt();
    assert!(mean > -3.0 * error, "{name}: {mean} ± {error} below the floor");
}

#[test]
fn no_model_is_below_the_floor() {
    let grammar = grammar();
    let held_out = sentences(&grammar, 2000, 99);
    let models = [
        &include_bytes!("../../../../assets/transformer/blocks-1.f32")[..],
        &include_bytes!("../../../../assets/transformer/blocks-2.f32")[..],
    ];
    for (n_blocks, bytes) in [1, 2].into_iter().zip(models) {
        let model = from_bytes(sizes(&grammar, n_blocks), bytes).unwrap();
        let above = held_out.iter().map(|sentence| {
            let Example { ids, targets } = example(sentence);
            model.costs(&ids, &targets).unwrap().iter().sum::<f64>() - sentence.nats
        });
        let above: Vec<f64> = above.collect();
        assert_not_below_the_floor(&format!("{n_blocks} blocks"), &above);
    }
    let training: Vec<_> =
        sentences(&grammar, 20_000, 3).iter().map(example).collect();
    for order in 1..=5 {
        let n_gram = NGram::count(order, grammar.words.len(), &training);
        let above = held_out.iter().map(|sentence| {
            let tokens = sentence.ids.len() as f64;
            n_gram.cost(&[example(sentence)]) * tokens - sentence.nats
        });
        assert_not_below_the_floor(
            &format!("{order}-gram"),
            &above.collect::<Vec<_>>(),
        );
    }
}

#[test]
#[should_panic(expected = "below the floor")]
fn a_model_that_knows_the_future_would_be_below_the_floor() {
    let nats = sentences(&grammar(), 2000, 99).into_iter().map(|s| s.nats);
    let above: Vec<f64> = nats.map(|nats| -0.05 * nats).collect();
    assert_not_below_the_floor("one that knows the future", &above);
}

/// What the words of a sentence come to, one after the other, is the sentence's own: the
/// chances of each next word are exact.
#[test]
fn the_chances_of_its_words_make_a_sentence() {
    let grammar = grammar();
    for sentence in sentences(&grammar, 2000, 5) {
        let mut nats = 0.0;
        for (place, &next) in sentence.ids.iter().enumerate() {
            let chances = grammar.chances(&sentence.ids[..place]);
            assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            nats -= libm::log(chances[next]);
        }
        assert!((nats - sentence.nats).abs() < 1e-9, "{:?}", sentence.ids);
        assert!(grammar.chances(&sentence.ids).iter().all(|chance| *chance == 0.0));
    }
}

/// By hand: a coin, and a die after heads.
#[test]
fn entropy_by_hand() {
    let text = "S = 1 heads D | 1 tails\nD = 1 a | 1 b | 1 c | 1 d | 1 e | 1 f";
    let (entropy, length) = Grammar::parse(text).unwrap().entropy_and_length();
    assert!((entropy - (libm::log(2.0) + libm::log(6.0) / 2.0)).abs() < 1e-12);
    assert!((length - 1.5).abs() < 1e-12);
}

/// Were there two ways to a sentence, its probability would be more than that of one.
#[test]
fn each_sentence_has_one_way() {
    let mut seen = BTreeMap::new();
    for sentence in sentences(&grammar(), 50_000, 2) {
        let nats = *seen.entry(sentence.ids.clone()).or_insert(sentence.nats);
        assert!((nats - sentence.nats).abs() < 1e-9, "{:?}", sentence.ids);
        assert!(sentence.ids.len() <= 24, "longer than the context");
    }
}

#[test]
fn sentences_are_recognised_and_others_are_not() {
    let grammar = grammar();
    for sentence in sentences(&grammar, 500, 3) {
        assert!(grammar.is_sentence(&sentence.ids));
        assert!(!grammar.is_sentence(&sentence.ids[1..]));
        let mut longer = sentence.ids.clone();
        longer.push(0);
        assert!(!grammar.is_sentence(&longer));
    }
    let ids = |text: &str| -> Vec<usize> {
        let id = |word: &str| grammar.words.iter().position(|w| w == word).unwrap();
        text.split(' ').map(id).collect()
    };
    assert!(grammar.is_sentence(&ids("the dogs that the cat sees run .")));
    assert!(!grammar.is_sentence(&ids("the dogs that the cat sees runs .")));
    assert!(grammar.is_sentence(&ids("mia : the cat runs , says mia .")));
    assert!(!grammar.is_sentence(&ids("mia : the cat runs , says tom .")));
    assert!(!grammar.is_sentence(&[]));
}

#[test]
fn what_is_no_grammar_is_said() {
    let error = |text: &str| Grammar::parse(text).unwrap_err().to_string();
    assert_eq!(
        error("S = 1 A\nwhat"),
        "line 2 of the grammar: give a rule, as NAME = 1 WORDS | 2 WORDS"
    );
    assert!(error("S = 1 a\nS = 1 b").contains("line 2"));
    assert!(error("S = a").contains("a weight above 0 first"));
    assert!(error("S = -1 a").contains("a weight above 0 first"));
    assert!(error("S = 1 S").contains("rules from further down only"));
    assert!(error("S = 1 MISSING").contains("a rule MISSING further down"));
    assert!(error("").contains("at least one rule"));
}

#[test]
fn counts_that_know_the_language_are_at_its_entropy() {
    let coin = Grammar::parse("S = 1 a . | 1 b .").unwrap();
    let all: Vec<_> = sentences(&coin, 4000, 1).iter().map(example).collect();
    let bigram = NGram::count(2, coin.words.len(), &all);
    assert!((bigram.cost(&all) - libm::log(2.0) / 2.0).abs() < 0.01);
}

#[test]
fn a_model_is_the_same_from_its_bytes() {
    let grammar = grammar();
    let sizes = sizes(&grammar, 1);
    let model =
        Transformer::random(sizes, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
    let bytes = to_bytes(&model);
    let again = from_bytes(sizes, &bytes).unwrap();
    assert_eq!(to_bytes(&again), bytes);
    for wrong in [&bytes[..bytes.len() - 4], &bytes[1..], &[]] {
        assert!(from_bytes(sizes, wrong).is_err());
    }
}

#[test]
fn writing_is_reproducible_and_stops() {
    let grammar = grammar();
    let model =
        Transformer::random(sizes(&grammar, 1), &mut ChaCha8Rng::seed_from_u64(1))
            .unwrap();
    let plain = Sampling { temperature: 1.0, top_k: None, top_p: None };
    let write = |seed, most, stop| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        generate(&model, &[0], most, stop, plain, &mut rng).unwrap()
    };
    assert_eq!(write(1, 40, None), write(1, 40, None));
    assert_ne!(write(1, 40, None), write(2, 40, None));
    assert_eq!(write(1, 40, None).len(), 40, "longer than the context");
    let stopped = write(1, 40, Some(write(1, 40, None)[4]));
    assert!(stopped.len() <= 5);
    let nothing =
        generate(&model, &[], 3, None, plain, &mut ChaCha8Rng::seed_from_u64(1));
    assert!(nothing.is_err());
    assert!(model.logits(&[999]).is_err());
    assert!(model.logits(&[0; 25]).is_err());
    assert!(model.costs(&[0, 1], &[1]).is_err());
}
