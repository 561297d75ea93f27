//! The forward pass of a layer: neuron by neuron, and as one matrix product.

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use neurons::{Activation, Layer, standard_normal};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

const BATCH: usize = 32;
const SHAPES: [(usize, usize); 3] = [(64, 32), (256, 256), (1024, 1024)];

fn forward(criterion: &mut Criterion) {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for (inputs, outputs) in SHAPES {
        let layer = Layer::random(inputs, outputs, Activation::Relu, &mut rng)
            .expect("neither size is 0");
        let batch =
            Array2::from_shape_fn((BATCH, inputs), |_| standard_normal(&mut rng));
        let mut group =
            criterion.benchmark_group(format!("layer-{inputs}x{outputs}"));
        group.bench_function("by-neuron", |bencher| {
            bencher.iter(|| layer.forward_by_neuron(&batch));
        });
        group.bench_function("matrix-product", |bencher| {
            bencher.iter(|| layer.forward(&batch));
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    targets = forward
}
criterion_main!(benches);
