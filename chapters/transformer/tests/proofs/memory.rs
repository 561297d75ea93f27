//! After the first step, training asks for no memory.

use allocation_counter::measure;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use transformer::engine::{Config, Schedule, Settings, State, Trainer};

#[test]
fn steps_after_the_first_allocate_nothing() {
    let config =
        Config { vocabulary: 9, context: 16, d_model: 24, heads: 3, layers: 2 };
    let settings = Settings {
        batch: 20,
        steps: 30,
        schedule: Schedule { learning_rate: 0.01, warm_up: 4 },
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    };
    let state = State::new(config, settings, ChaCha8Rng::seed_from_u64(3))
        .expect("a training");
    let mut trainer = Trainer::new(state, 1).expect("a trainer");
    let text: Vec<u32> = (0..200).map(|index| index % 9).collect();
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
