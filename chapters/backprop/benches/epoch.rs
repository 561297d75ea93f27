//! An epoch of the digits' network, in place and step by step; see the README of the chapter
//! for what they are.

use std::time::Duration;

use backprop::{Order, Settings, Sgd, Trainer, epoch, mean_squared_error_cost};
use criterion::{Criterion, criterion_group, criterion_main};
use loss::{one_hot, shuffled};
use neurons::Activation::{Identity, Relu};
use neurons::Network;
use neurons::digits::book_digits;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

const EXAMPLES: usize = 1437;
const BATCH: usize = 32;
const LEARNING_RATE: f64 = 0.5;

fn epochs(criterion: &mut Criterion) {
    let digits = book_digits().expect("the book's own digits");
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let order = &shuffled(digits.labels.len(), &mut rng)[..EXAMPLES];
    let training = backprop::reading::select(&digits, order);
    let targets = one_hot(&training.labels, 10).expect("labels below 10"); // (1437, 10)
    let start = Network::random(&[64, 32, 10], Relu, Identity, &mut rng)
        .expect("no size is 0");
    let settings = Settings {
        epochs: 1,
        batch_size: BATCH,
        learning_rate: LEARNING_RATE,
        order: Order::Shuffled,
    };
    let mut trainer =
        Trainer::new(start.clone(), settings, mean_squared_error_cost)
            .expect("layers that fit");
    let mut group = criterion.benchmark_group("epoch-64-32-10");
    group.bench_function("in-place", |bencher| {
        bencher.iter(|| trainer.epoch(&training.images, &targets, &mut rng));
    });
    let mut network = start;
    let sgd = Sgd { learning_rate: LEARNING_RATE };
    group.bench_function("step-by-step", |bencher| {
        bencher.iter(|| {
            let order = shuffled(EXAMPLES, &mut rng);
            epoch(&mut network, &training.images, &targets, &order, BATCH, sgd)
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(50)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    targets = epochs
}
criterion_main!(benches);
