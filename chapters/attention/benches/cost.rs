//! Forward through one head, for more and more tokens, and for wider and wider ones.

use std::time::Duration;

use attention::{Head, causal_mask};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use neurons::standard_normal;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn forward(criterion: &mut Criterion) {
    for (group, sizes) in [
        (
            "attention-tokens",
            &[(64, 64), (128, 64), (256, 64), (512, 64), (1024, 64)][..],
        ),
        ("attention-width", &[(512, 32), (512, 64), (512, 128)]),
    ] {
        let mut group = criterion.benchmark_group(group);
        for &(n, d) in sizes {
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let head = Head::random(d, d, d, &mut rng).expect("no size is 0");
            let draw = |_| standard_normal(&mut rng);
            let tokens = Array2::from_shape_fn((n, d), draw); // (n, d)
            let mask = causal_mask(n).expect("a small mask"); // (n, n)
            let size = format!("{n}x{d}");
            group.bench_function(BenchmarkId::new("forward", size), |bencher| {
                bencher
                    .iter(|| head.forward(&tokens, Some(&mask)).expect("it fits"));
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(1));
    targets = forward
}
criterion_main!(benches);
