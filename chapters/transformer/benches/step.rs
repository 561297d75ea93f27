//! From clear to fast, one step at a time: a product, an exponential, and a whole step of
//! training the model that the chapter measures (4 layers, 4 heads, width 64, context 64,
//! batch 16, 65 tokens).

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ndarray::{Array2, linalg::general_mat_mul};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use transformer::Sizes;
use transformer::engine::{
    Engine, Panels, Schedule, Settings, State, Store, Tensors, Tokens, Trainer,
    clear_loss_and_gradient, exp, product, vectorised,
};

const CONFIG: Sizes =
    Sizes { vocabulary: 65, context: 64, d_model: 64, n_heads: 4, n_blocks: 4 };
const SETTINGS: Settings = Settings {
    batch: 16,
    steps: 3000,
    schedule: Schedule { learning_rate: 0.003, warm_up: 100, restart: None },
    weight_decay: 0.1,
    betas: (0.9, 0.99),
    largest_norm: 1.0,
};

fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|index| (index % 17) as f32 / 17.0 - 0.5).collect()
}

/// A product (1024, 64) × (64, 256), as the batch meets the first layer of a
/// feed-forward network.
fn products(criterion: &mut Criterion) {
    let (rows, depth, columns) = (1024, 64, 256);
    let (left, right) = (numbers(rows * depth), numbers(depth * columns));
    let mut result = vec![0.0; rows * columns];
    let mut group = criterion.benchmark_group("transformer-product");
    group.bench_function("by-definition", |bencher| {
        bencher.iter(|| {
            for (left, result) in
                left.chunks_exact(depth).zip(result.chunks_exact_mut(columns))
            {
                for (column, result) in result.iter_mut().enumerate() {
                    let rights = right[column..].iter().step_by(columns);
                    *result = left.iter().zip(rights).map(|(a, b)| a * b).sum();
                }
            }
            black_box(&mut result);
        });
    });
    group.bench_function("row-by-row", |bencher| {
        bencher.iter(|| {
            for (left, result) in
                left.chunks_exact(depth).zip(result.chunks_exact_mut(columns))
            {
                result.fill(0.0);
                for (a, right) in left.iter().zip(right.chunks_exact(columns)) {
                    for (result, b) in result.iter_mut().zip(right) {
                        *result += a * b;
                    }
                }
            }
            black_box(&mut result);
        });
    });
    group.bench_function("vectorised", |bencher| {
        bencher.iter(|| {
            vectorised(
                #[inline(always)]
                |_| {
                    for (left, result) in left
                        .chunks_exact(depth)
                        .zip(result.chunks_exact_mut(columns))
                    {
                        result.fill(0.0);
                        for (a, right) in
                            left.iter().zip(right.chunks_exact(columns))
                        {
                            for (result, b) in result.iter_mut().zip(right) {
                                *result += a * b;
                            }
                        }
                    }
                },
            );
            black_box(&mut result);
        });
    });
    let mut panels = Panels::default();
    panels.pack(&right, columns, (depth, columns));
    group.bench_function("tiles", |bencher| {
        bencher.iter(|| {
            product(&left, &panels, None, Store::Set, &mut result);
            black_box(&mut result);
        });
    });
    let matrix = |numbers: &[f32], shape| {
        Array2::from_shape_vec(shape, numbers.to_vec()).expect("as many numbers")
    };
    let (left, right) =
        (matrix(&left, (rows, depth)), matrix(&right, (depth, columns)));
    let mut result = Array2::zeros((rows, columns));
    group.bench_function("library-32", |bencher| {
        bencher.iter(|| {
            general_mat_mul(1.0, &left, &right, 0.0, &mut result);
            black_box(&mut result);
        });
    });
    let (left, right) = (left.mapv(f64::from), right.mapv(f64::from));
    let mut result = Array2::zeros((rows, columns));
    group.bench_function("library-64", |bencher| {
        bencher.iter(|| {
            general_mat_mul(1.0, &left, &right, 0.0, &mut result);
            black_box(&mut result);
        });
    });
    group.finish();
}

/// The exponentials of a head's scores for 16 sequences.
fn exponentials(criterion: &mut Criterion) {
    let scores = numbers(16 * 64 * 64);
    let mut powers = vec![0.0; scores.len()];
    let mut group = criterion.benchmark_group("transformer-exp");
    group.bench_function("library", |bencher| {
        bencher.iter(|| {
            for (power, score) in powers.iter_mut().zip(&scores) {
                *power = libm::expf(*score);
            }
            black_box(&mut powers);
        });
    });
    group.bench_function("vectorised", |bencher| {
        bencher.iter(|| {
            vectorised(
                #[inline(always)]
                |_| {
                    for (power, score) in powers.iter_mut().zip(&scores) {
                        *power = exp(*score);
                    }
                },
            );
            black_box(&mut powers);
        });
    });
    group.finish();
}

fn text() -> Vec<u32> {
    (0..100_000_u32).map(|index| index * index / 7 % 65).collect()
}

/// Loss and gradient of a batch.
fn gradients(criterion: &mut Criterion) {
    let tensors = Tensors::random(CONFIG, &mut ChaCha8Rng::seed_from_u64(1))
        .expect("a model");
    let text = text();
    let (inputs, targets) = (&text[..1024], &text[1..1025]);
    let mut gradient = vec![0.0; CONFIG.parameters()];
    let mut group = criterion.benchmark_group("transformer-gradient");
    group.bench_function("clear", |bencher| {
        bencher.iter(|| {
            clear_loss_and_gradient(&tensors, inputs, targets, 64, &mut gradient)
                .expect("a loss")
        });
    });
    let mut engine = Engine::new(tensors.clone(), 1).expect("an engine");
    group.bench_function("one-by-one", |bencher| {
        bencher.iter(|| {
            for (inputs, targets) in inputs.chunks(64).zip(targets.chunks(64)) {
                engine
                    .loss_and_gradient(inputs, targets, 64, &mut gradient)
                    .expect("a loss");
            }
        });
    });
    group.bench_function("new-memory", |bencher| {
        bencher.iter(|| {
            Engine::new(tensors.clone(), 1)
                .expect("an engine")
                .loss_and_gradient(inputs, targets, 64, &mut gradient)
                .expect("a loss")
        });
    });
    group.bench_function("engine", |bencher| {
        bencher.iter(|| {
            engine
                .loss_and_gradient(inputs, targets, 64, &mut gradient)
                .expect("a loss")
        });
    });
    group.finish();
}

/// A whole step, AdamW included.
fn steps(criterion: &mut Criterion) {
    let text = Tokens::from(text());
    let mut group = criterion.benchmark_group("transformer-step");
    for threads in [1, 2] {
        let rng = ChaCha8Rng::seed_from_u64(1);
        let state = State::new(CONFIG, SETTINGS, rng).expect("a training");
        let mut trainer = Trainer::new(state, threads).expect("a trainer");
        let id = BenchmarkId::new("engine", threads);
        group.bench_function(id, |bencher| {
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
        .measurement_time(Duration::from_secs(3));
    targets = products, exponentials, gradients, steps
}
criterion_main!(benches);
