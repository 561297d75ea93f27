//! The toy transformers that the page shows come out again when they are trained anew.
//! Slow, so ignored: `cargo test -p transformer --test retrain -- --ignored`. With
//! RECORD=1 in the environment it writes what it found into the assets.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use transformer::cost_per_token;
use transformer::grammar::{GRAMMAR, Grammar};
use transformer::toy::{
    TRAINING, example, from_bytes, learn, sentences, sizes, to_bytes,
};

const SEEDS: [u64; 3] = [1, 2, 3];

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/transformer")
}

/// The cost on held-out sentences after training, the curve, and the parameters.
fn run(n_blocks: usize, seed: u64) -> (f64, Vec<(usize, f64)>, Vec<u8>) {
    let grammar = Grammar::parse(GRAMMAR).unwrap();
    let held_out: Vec<_> =
        sentences(&grammar, 2000, 99).iter().map(example).collect();
    let few = &held_out[..300];
    let mut curve = Vec::new();
    let mut model = learn(n_blocks, seed, TRAINING, &mut |step, _, model| {
        let is_shown = step <= 50 && step % 10 == 0 || step % 100 == 0;
        if is_shown {
            curve.push((step, cost_per_token(model, few).unwrap()));
        }
    })
    .unwrap();
    let bytes = to_bytes(&mut model);
    let kept = from_bytes(sizes(&grammar, n_blocks), &bytes).unwrap();
    (cost_per_token(&kept, &held_out).unwrap(), curve, bytes)
}

#[test]
#[ignore = "trains six models: a minute"]
fn the_models_of_the_page_come_out_again() {
    let runs: Vec<_> = SEEDS
        .iter()
        .flat_map(|&seed| [(1, seed), (2, seed)])
        .map(|(n_blocks, seed)| {
            (n_blocks, seed, thread::spawn(move || run(n_blocks, seed)))
        })
        .collect();
    let mut results = String::from("blocks,seed,cost\n");
    let mut curves = String::from("blocks,step,cost\n");
    let is_recording = std::env::var_os("RECORD").is_some();
    for (n_blocks, seed, run) in runs {
        let (cost, curve, bytes) = run.join().expect("it trains");
        writeln!(results, "{n_blocks},{seed},{cost:.4}").unwrap();
        if seed != SEEDS[0] {
            continue;
        }
        for (step, cost) in curve {
            writeln!(curves, "{n_blocks},{step},{cost:.4}").unwrap();
        }
        if is_recording {
            fs::write(assets().join(format!("blocks-{n_blocks}.f32")), bytes)
                .unwrap();
        }
    }
    if is_recording {
        fs::write(assets().join("results.csv"), &results).unwrap();
        fs::write(assets().join("curves.csv"), &curves).unwrap();
    }
    let recorded = fs::read_to_string(assets().join("results.csv")).unwrap();
    let cost = |line: &str| line.rsplit(',').next().unwrap().parse::<f64>();
    assert_eq!(recorded.lines().count(), results.lines().count());
    for (found, recorded) in results.lines().zip(recorded.lines()).skip(1) {
        let (a, b) = (cost(found).unwrap(), cost(recorded).unwrap());
        assert!((a - b).abs() < 0.01 * b, "{found}, but {recorded} is recorded");
    }
}
