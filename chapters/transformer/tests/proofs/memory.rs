//! After the first step, training asks for no memory; and how much it takes is known
//! before.

use allocation_counter::measure;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use transformer::Sizes;
use transformer::checkpoint::Checkpoint;
use transformer::corpus::{Tokenizer, Vocabulary};
use transformer::engine::{Schedule, Settings, State, Tokens, Trainer, memory};

fn settings() -> Settings {
    Settings {
        batch: 20,
        steps: 30,
        schedule: Schedule { learning_rate: 0.01, warm_up: 4, restart: None },
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    }
}

#[test]
fn steps_after_the_first_allocate_nothing() {
    let config =
        Sizes { vocabulary: 9, context: 16, d_model: 24, n_heads: 3, n_blocks: 2 };
    let state = State::new(config, settings(), ChaCha8Rng::seed_from_u64(3))
        .expect("a training");
    let mut trainer = Trainer::new(state, 1).expect("a trainer");
    let text: Vec<u32> = (0..200).map(|index| index % 9).collect();
    let text = Tokens::from(text);
    // The counter sees its own thread; with one thread, a step starts no other.
    let mut steps = |count: usize| {
        measure(|| {
            for _ in 0..count {
                trainer.step(&text).expect("a step");
            }
        })
        .count_total
    };
    assert!(steps(2) > 0, "the count does not count");
    assert_eq!(steps(10), 0);
}

/// Refusing a training that would fit is as wrong as being killed in the middle of one.
#[test]
fn what_a_training_takes_is_known_before() {
    let sizes = [
        // Much of each: parameters, rows, scores, vocabulary.
        (
            Sizes {
                vocabulary: 50,
                context: 8,
                d_model: 96,
                n_heads: 2,
                n_blocks: 3,
            },
            2,
        ),
        (
            Sizes {
                vocabulary: 50,
                context: 40,
                d_model: 24,
                n_heads: 2,
                n_blocks: 2,
            },
            90,
        ),
        (
            Sizes {
                vocabulary: 9,
                context: 200,
                d_model: 8,
                n_heads: 8,
                n_blocks: 2,
            },
            9,
        ),
        (
            Sizes {
                vocabulary: 9000,
                context: 9,
                d_model: 8,
                n_heads: 1,
                n_blocks: 1,
            },
            40,
        ),
    ];
    for (config, batch) in sizes {
        let settings = Settings { batch, ..settings() };
        for uses_clear_model in [false, true] {
            let text = Tokens::from(vec![1; 20_000]);
            let known = memory(config, &settings, 1, uses_clear_model) as f64;
            let taken = measure(|| {
                let rng = ChaCha8Rng::seed_from_u64(3);
                let mut state =
                    State::new(config, settings, rng).expect("a training");
                state.uses_clear_model = uses_clear_model;
                let mut trainer = Trainer::new(state, 1).expect("a trainer");
                trainer.step(&text).expect("a step");
                trainer.held_out(&text, 200).expect("a loss");
                let vocabulary = Vocabulary::of("a", Tokenizer::Chars);
                let state = trainer.state();
                let bytes = Checkpoint { corpus: 1, vocabulary, state }.to_bytes();
                assert!(bytes.len() > 12 * config.parameters());
            });
            let share = known / taken.bytes_max as f64;
            assert!(
                (0.85..2.0).contains(&share),
                "{config:?} {uses_clear_model}: {share:.2}"
            );
        }
    }
}
