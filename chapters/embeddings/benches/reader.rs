//! How fast word vectors are read from text.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use embeddings::glove::parse;

/// A text in GloVe's format, like those that Stanford publishes: up to 6 digits.
fn text(words: usize, d_model: usize) -> String {
    let mut text = String::new();
    let mut state = 1_u32;
    for word in 0..words {
        text += &format!("word{word}");
        for _ in 0..d_model {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let number = f64::from(state) / f64::from(u32::MAX) - 0.5;
            text += &format!(" {number:.5}");
        }
        text.push('\n');
    }
    text
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("glove");
    for (words, d_model) in [(20_000, 50), (4_000, 300)] {
        let text = text(words, d_model);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("{words}x{d_model}"), |bencher| {
            bencher
                .iter(|| parse(black_box(text.as_bytes()), Path::new("bench.txt")));
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
    targets = read
}
criterion_main!(benches);
