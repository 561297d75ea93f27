//! The toy transformers that the page shows come out again when they are trained anew.
//! Slow, so ignored: `cargo test -p transformer --test proofs retrain -- --ignored`. With
//! RECORD=1 in the environment it writes what it found into the assets.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;
use transformer::grammar::{GRAMMAR, Grammar};
use transformer::toy::{
    TRAINING, example, from_bytes, learn, sentences, sizes, to_bytes,
};
use transformer::{Transformer, cost_per_token, generate};

const SEEDS: [u64; 3] = [1, 2, 3];

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/transformer")
}

/// After which steps the model writes.
const WRITES: [usize; 6] = [1, 30, 100, 300, 1000, 3000];

/// What a model writes after a step: how many of 100 texts are sentences, and how one
/// begins.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Sample {
    step: usize,
    sentences: usize,
    text: String,
}

fn sample(grammar: &Grammar, step: usize, model: &Transformer) -> Sample {
    let stop = grammar.words.iter().position(|word| word == ".").unwrap();
    let plain = Sampling { temperature: 1.0, top_k: None, top_p: None };
    let write = |seed, most| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        generate(model, &[stop], most, Some(stop), plain, &mut rng).unwrap()
    };
    let sentences = (0..100).filter(|&seed| grammar.is_sentence(&write(seed, 23)));
    let words: Vec<_> =
        write(5, 11).iter().map(|&id| grammar.words[id].as_str()).collect();
    Sample { step, sentences: sentences.count(), text: words.join(" ") }
}

/// What comes of a training: the cost on held-out sentences, the curve, the parameters,
/// and what the model wrote on the way.
struct Trained {
    cost: f64,
    curve: Vec<(usize, f64)>,
    bytes: Vec<u8>,
    samples: Vec<Sample>,
}

fn run(n_blocks: usize, seed: u64) -> Trained {
    let grammar = Grammar::parse(GRAMMAR).unwrap();
    let held_out: Vec<_> =
        sentences(&grammar, 2000, 99).iter().map(example).collect();
    let few = &held_out[..300];
    let (mut curve, mut samples) = (Vec::new(), Vec::new());
    let model = learn(n_blocks, seed, TRAINING, &mut |step, _, model| {
        let is_shown = step <= 50 && step % 10 == 0 || step % 100 == 0;
        if is_shown {
            curve.push((step, cost_per_token(model, few).unwrap()));
        }
        if WRITES.contains(&step) {
            samples.push(sample(&grammar, step, model));
        }
    })
    .unwrap();
    let bytes = to_bytes(&model);
    let kept = from_bytes(sizes(&grammar, n_blocks), &bytes).unwrap();
    let cost = cost_per_token(&kept, &held_out).unwrap();
    Trained { cost, curve, bytes, samples }
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
        let Trained { cost, curve, bytes, samples } =
            run.join().expect("it trains");
        writeln!(results, "{n_blocks},{seed},{cost:.4}").unwrap();
        if seed != SEEDS[0] {
            continue;
        }
        for (step, cost) in curve {
            writeln!(curves, "{n_blocks},{step},{cost:.4}").unwrap();
        }
        if n_blocks == 2 {
            assert_samples(&samples, is_recording);
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

/// Which token is drawn may hang on last bits; how many texts are sentences does so little.
fn assert_samples(samples: &[Sample], is_recording: bool) {
    let file = assets().join("samples.csv");
    if is_recording {
        let mut writer = csv::Writer::from_path(&file).unwrap();
        samples.iter().for_each(|sample| writer.serialize(sample).unwrap());
        writer.flush().unwrap();
    }
    let recorded = csv::Reader::from_path(&file).unwrap().into_deserialize();
    let recorded: Vec<Sample> = recorded.map(Result::unwrap).collect();
    assert_eq!(recorded.len(), samples.len());
    for (found, recorded) in samples.iter().zip(&recorded) {
        assert_eq!(found.step, recorded.step);
        let apart = found.sentences.abs_diff(recorded.sentences);
        assert!(apart <= 10, "{found:?}, but {recorded:?} is recorded");
    }
    let (first, last) = (&samples[0], &samples[samples.len() - 1]);
    assert!(first.sentences <= 2 && last.sentences >= 85, "{first:?} {last:?}");
}
