//! A step of training the model that the chapter measures (4 layers, 4 heads, width 64,
//! context 64, batch 16, 65 tokens), on one thread and on two.

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use transformer::engine::{Config, Schedule, Settings, State, Trainer};

fn steps(criterion: &mut Criterion) {
    let config =
        Config { vocabulary: 65, context: 64, d_model: 64, heads: 4, layers: 4 };
    let settings = Settings {
        batch: 16,
        steps: 3000,
        schedule: Schedule { learning_rate: 0.003, warm_up: 100 },
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    };
    let text: Vec<u32> =
        (0..100_000_u32).map(|index| index * index / 7 % 65).collect();
    let mut group = criterion.benchmark_group("transformer-step");
    group.throughput(Throughput::Elements(16 * 64));
    for threads in [1, 2] {
        let rng = ChaCha8Rng::seed_from_u64(1);
        let state = State::new(config, settings, rng).expect("a training");
        let mut trainer = Trainer::new(state, threads).expect("a trainer");
        group.bench_function(format!("threads-{threads}"), |bencher| {
            bencher.iter(|| trainer.step(&text).expect("a step"));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4));
    targets = steps
}
criterion_main!(benches);
