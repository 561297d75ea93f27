//! The trainings side by side that the page compares come out again. Slow, so ignored:
//! `cargo test --release -p transformer --lib trials -- --ignored`. With RECORD=1 in the
//! environment it trains them all and writes what it found into the assets, with
//! RECORD=stacks those of that file; without, it tries one seed of each kind.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::ablation::{HeadPlace, logits_without};
use crate::grammar::{GRAMMAR, Grammar};
use crate::toy::{TRAINING, example, learn, sentences};
use crate::trials::{
    MOMENTUM, OPTIMISERS, Optimiser, PERIODS, REPEATS, SEEDS, STACKS, Trial,
    UNMASKED, repeat_sizes, repeat_trial, repeats, sentences_written,
};
use crate::variants::Variant;
use crate::{Example, Transformer};

type Job = Box<dyn Fn() -> String + Send + Sync>;

fn cost(trial: Trial, seed: u64) -> f64 {
    // A model whose numbers have run away learns nothing more.
    let model = trial.run(seed, &mut |_, _| {});
    model.and_then(|model| trial.cost(&model)).unwrap_or(f64::INFINITY)
}

/// All trials of some seeds: the file, and what gives its line.
fn jobs(seeds: &[u64], is_recording: bool) -> Vec<(&'static str, Job)> {
    let mut jobs: Vec<(&'static str, Job)> = Vec::new();
    for &seed in seeds {
        for (name, optimiser, rates) in OPTIMISERS {
            for &rate in rates {
                let trial = Trial::optimiser(optimiser, rate);
                jobs.push((
                    "optimisers",
                    Box::new(move || {
                        format!("{name},{rate},{seed},{:.4}", cost(trial, seed))
                    }),
                ));
            }
        }
        for (is_post_norm, warm_up, rate) in STACKS {
            if !is_recording && (is_post_norm || rate > 0.01) {
                continue;
            }
            let trial = Trial::stack(is_post_norm, warm_up, rate);
            let place = if is_post_norm { "post" } else { "pre" };
            jobs.push((
                "stacks",
                Box::new(move || {
                    let cost = cost(trial, seed);
                    format!("{place},{warm_up},{rate},{seed},{cost:.4}")
                }),
            ));
        }
        jobs.push((
            "unmasked",
            Box::new(move || {
                let model = UNMASKED.run(seed, &mut |_, _| {}).unwrap();
                let seen = UNMASKED.cost(&model).unwrap();
                let masked = Trial { variant: Variant::CHAPTER, ..UNMASKED };
                let honest = masked.cost(&model).unwrap();
                let written = sentences_written(&model, UNMASKED.variant).unwrap();
                let right = masked.run(seed, &mut |_, _| {}).unwrap();
                let (own, other) = (
                    masked.cost(&right).unwrap(),
                    sentences_written(&right, Variant::CHAPTER).unwrap(),
                );
                format!("{seed},{seen:.4},{honest:.4},{written},{own:.4},{other}")
            }),
        ));
        for n_blocks in [1, 2] {
            jobs.push((
                "repeats",
                Box::new(move || {
                    let found = repeat_trial(n_blocks, seed, REPEATS).unwrap();
                    format!(
                        "{n_blocks},{seed},{:.4},{:.3},{:.3},{:.3}",
                        found.cost, found.previous, found.follower, found.followers
                    )
                }),
            ));
        }
    }
    jobs
}

const HEADERS: [(&str, &str); 4] = [
    ("optimisers", "optimiser,rate,seed,cost"),
    ("stacks", "norm,warm_up,rate,seed,cost"),
    ("unmasked", "seed,seen,honest,written,masked_cost,masked_written"),
    ("repeats", "blocks,seed,cost,previous,follower,followers"),
];

/// In the order of the jobs, from as many threads as there are.
fn done(jobs: &[(&'static str, Job)]) -> Vec<String> {
    let lines = Mutex::new(vec![String::new(); jobs.len()]);
    let queue = Mutex::new(jobs.iter().enumerate());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some((index, (_, job))) = next else { break };
                    let line = job();
                    lines.lock().unwrap()[index] = line;
                }
            });
        }
    });
    lines.into_inner().unwrap()
}

fn assert_or_record(file: &str, header: &str, found: &[&String], seeds: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../../assets/transformer/{file}.csv"));
    if std::env::var_os("RECORD").is_some() && seeds == SEEDS.len() {
        let mut text = format!("{header}\n");
        found.iter().for_each(|line| writeln!(text, "{line}").unwrap());
        fs::write(&path, text).unwrap();
    }
    let recorded = fs::read_to_string(&path).unwrap();
    for line in found {
        let numbers: Vec<f64> =
            line.split(',').filter_map(|number| number.parse().ok()).collect();
        match file {
            "unmasked" => {
                let [_, seen, honest, written, own, right] = numbers[..] else {
                    panic!("{line}: six numbers")
                };
                assert!(seen < 0.3 && honest > 3.0 && own < 1.5, "{line}");
                assert!(written < 10.0 && right > 50.0, "{line}");
            }
            "repeats" if numbers[0] == 1.0 => assert!(numbers[2] > 0.8, "{line}"),
            "repeats" => assert!(numbers[2] < 0.5, "{line}"),
            _ => {}
        }
        let (what, cost) = line.rsplit_once(',').unwrap();
        if file == "optimisers" || file == "stacks" {
            let cost: f64 = cost.parse().unwrap();
            let before = recorded
                .lines()
                .find_map(|line| line.strip_prefix(&format!("{what},")));
            let before: f64 = before.expect("a recorded line").parse().unwrap();
            // A training at a rate too large may hang on last bits.
            assert!(
                before > 2.0 || (cost - before).abs() < 0.1,
                "{line}, but {before} is recorded"
            );
        }
    }
}

#[test]
#[ignore = "trains some thirty models: a minute, all of them: ten"]
fn the_trainings_side_by_side_come_out_again() {
    let recording = std::env::var("RECORD").ok();
    let seeds = if recording.is_some() { &SEEDS[..] } else { &SEEDS[..1] };
    let mut jobs = jobs(seeds, recording.is_some());
    if let Some(file) = recording.filter(|file| file != "1") {
        jobs.retain(|(own, _)| *own == file);
    }
    let lines = done(&jobs);
    for (file, header) in HEADERS {
        let own: Vec<&String> = jobs
            .iter()
            .zip(&lines)
            .filter(|((own, _), _)| *own == file)
            .map(|(_, line)| line)
            .collect();
        if !own.is_empty() {
            assert_or_record(file, header, &own, seeds.len());
        }
    }
}

/// What the name costs without each head, of other trainings of the same model.
#[test]
#[ignore = "trains three models with two blocks: a minute"]
fn other_trainings_have_other_heads() {
    let grammar = Grammar::parse(GRAMMAR).unwrap();
    let says = grammar.words.iter().position(|word| word == "says").unwrap();
    let named: Vec<_> = sentences(&grammar, 2000, 99)
        .iter()
        .map(example)
        .filter(|example| example.ids.contains(&says))
        .collect();
    let line = |seed: u64| -> String {
        let model = learn(2, seed, TRAINING, &mut |_, _, _| {}).unwrap();
        let zeros = ndarray::Array1::zeros(8); // (d_head)
        let mut line = format!("{seed}");
        for block in 0..2 {
            for head in 0..4 {
                let off = HeadPlace { block, head };
                let mut sum = 0.0;
                for example in &named {
                    let place =
                        example.ids.iter().position(|id| *id == says).unwrap();
                    let logits =
                        logits_without(&model, off, &zeros, &example.ids).unwrap();
                    let one = logits.select(ndarray::Axis(0), &[place]);
                    sum += softmax::cross_entropy(&one, &[example.targets[place]])
                        .unwrap();
                }
                write!(line, ",{:.3}", sum / named.len() as f64).unwrap();
            }
        }
        line
    };
    let found: Vec<String> = thread::scope(|scope| {
        let line = &line;
        let runs: Vec<_> =
            [1, 2, 3].map(|seed| scope.spawn(move || line(seed))).into();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../assets/transformer/heads.csv");
    if std::env::var_os("RECORD").is_some() {
        let header = "seed,b1h1,b1h2,b1h3,b1h4,b2h1,b2h2,b2h3,b2h4";
        fs::write(&path, format!("{header}\n{}\n", found.join("\n"))).unwrap();
    }
    // Which heads they are may hang on last bits; that they are few does not.
    for line in &found {
        let costs =
            line.split(',').skip(1).map(|cost| cost.parse::<f64>().unwrap());
        let (missed, idle): (Vec<f64>, Vec<f64>) =
            costs.partition(|cost| *cost > 0.1);
        assert!((1..=4).contains(&missed.len()) && idle.len() >= 4, "{line}");
    }
}

#[test]
fn repeats_repeat_and_nothing_within() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..200 {
        let (Example { ids, targets }, period) = repeats(&mut rng);
        assert!(PERIODS.contains(&period));
        assert_eq!((ids.len(), &ids[1..]), (24, &targets[..23]));
        for place in 0..24 {
            let earlier = ids[..place].iter().rposition(|id| *id == ids[place]);
            assert_eq!(earlier, place.checked_sub(period));
            if place >= period {
                assert_eq!(targets[place], ids[place - period + 1]);
            }
        }
    }
}

/// Along one gradient, descent makes the same step twice. With momentum the second is as
/// long as that one and nine tenths of the first.
#[test]
fn momentum_adds_up_what_points_the_same_way() {
    for (optimiser, second) in
        [(Optimiser::Descent, 1.0), (Optimiser::Momentum, 1.0 + MOMENTUM)]
    {
        let sizes = repeat_sizes(1);
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut model = Transformer::random(sizes, &mut rng).unwrap();
        let (_, gradients) =
            model.cost_and_gradients(&[0, 1, 2], &[1, 2, 3]).unwrap();
        let (mut velocity, mut moments) = (None, Vec::new());
        for times in [1.0, second] {
            let before = model.clone();
            optimiser
                .step(&mut model, &gradients, 0.1, &mut velocity, &mut moments)
                .unwrap();
            let tensors = before.tensors().into_iter().zip(model.tensors());
            for ((old, new), d) in tensors.zip(gradients.tensors()) {
                let steps = old.numbers.iter().zip(new.numbers).map(|(a, b)| a - b);
                for (step, d) in steps.zip(d) {
                    let expected = 0.1 * times * d;
                    assert!(
                        (step - expected).abs() < 1e-12,
                        "{optimiser:?} {}",
                        old.name
                    );
                }
            }
        }
    }
}
