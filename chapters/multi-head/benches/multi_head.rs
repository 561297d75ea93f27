//! Forward and back through multi-head attention, d_model 64, 4 heads, 64 tokens, with a
//! causal mask; see the README of the chapter for what the names are.

use std::time::Duration;

use attention::causal_mask;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use multi_head::MultiHead;
use multi_head::packed::PackedHeads;
use ndarray::{Array2, s};
use neurons::standard_normal;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

const D_MODEL: usize = 64;
const N: usize = 64;

fn passes(criterion: &mut Criterion) {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut normal = |rows| {
        let draw = |_| standard_normal(&mut rng);
        Array2::from_shape_fn((rows, D_MODEL), draw) // (rows, d_model)
    };
    let (tokens, d_output) = (normal(16 * N), normal(16 * N)); // (1024, 64)
    let heads = MultiHead::random(D_MODEL, 4, &mut ChaCha8Rng::seed_from_u64(2))
        .expect("4 heads of 16");
    let mask = causal_mask(N).expect("a small mask"); // (64, 64)
    let mut group = criterion.benchmark_group("multi-head-64x4");
    for batch in [1, 16] {
        let rows = s![..batch * N, ..];
        let (tokens, d_output) =
            (tokens.slice(rows).to_owned(), d_output.slice(rows).to_owned());
        let mut packed = PackedHeads::try_from(&heads).expect("heads of one size");
        group.bench_function(BenchmarkId::new("packed", batch), |bencher| {
            bencher.iter(|| {
                packed.forward(&tokens, N).expect("64 tokens each");
                packed.backward(&tokens, &d_output).expect("the same").sum()
            });
        });
        let part = |of: &Array2<f64>, sequence| {
            of.slice(s![sequence * N..(sequence + 1) * N, ..]).to_owned()
        };
        let sequences: Vec<_> = (0..batch)
            .map(|sequence| (part(&tokens, sequence), part(&d_output, sequence)))
            .collect();
        group.bench_function(BenchmarkId::new("loop", batch), |bencher| {
            bencher.iter(|| {
                for (tokens, d_output) in &sequences {
                    let pass =
                        heads.forward(tokens, Some(&mask)).expect("64 tokens");
                    heads.backward(tokens, &pass, d_output).expect("the same");
                }
            });
        });
    }
    group.finish();
    // The same 1,024 tokens, cut into sequences of n, for h heads.
    let mut group = criterion.benchmark_group("multi-head-n-h");
    for (n, n_heads) in [(64, 1), (64, 8), (64, 4), (256, 4)] {
        let heads =
            MultiHead::random(D_MODEL, n_heads, &mut ChaCha8Rng::seed_from_u64(2))
                .expect("a divisor of 64");
        let mut packed = PackedHeads::try_from(&heads).expect("heads of one size");
        let size = format!("{n}x{n_heads}");
        group.bench_function(BenchmarkId::new("packed", size), |bencher| {
            bencher.iter(|| {
                packed.forward(&tokens, n).expect("whole sequences");
                packed.backward(&tokens, &d_output).expect("the same").sum()
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(2));
    targets = passes
}
criterion_main!(benches);
