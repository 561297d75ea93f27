//! `cargo run -p softmax`: the experiments of the chapter, printed as they run; or draws
//! from logits of the reader's own.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use ndarray::aview1;
use neurons::digits::book_digits;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::page::experiments;
use softmax::{Sampling, draw, entropy};

/// Chapter 5: scores as probabilities, and drawing from them
#[derive(Parser)]
#[command(bin_name = "cargo run -p softmax --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
    /// Draw from these logits, joined by commas; -inf is never drawn
    #[arg(
        long,
        value_name = "Z,Z,…",
        allow_hyphen_values = true,
        conflicts_with_all = ["only", "numbers", "figures"]
    )]
    logits: Option<String>,
    /// Divide the logits by this
    #[arg(
        long,
        value_name = "T",
        default_value_t = 1.0,
        requires = "logits",
        allow_negative_numbers = true
    )]
    temperature: f64,
    /// Draw from so many of the most likely only
    #[arg(
        long,
        value_name = "K",
        requires = "logits",
        allow_negative_numbers = true
    )]
    top_k: Option<usize>,
    /// Draw only from the most likely that have this probability together
    #[arg(
        long,
        value_name = "P",
        requires = "logits",
        allow_negative_numbers = true
    )]
    top_p: Option<f64>,
    /// The seed of the draws
    #[arg(
        long,
        default_value_t = 1,
        requires = "logits",
        allow_negative_numbers = true
    )]
    seed: u64,
    /// How many draws
    #[arg(
        long,
        default_value_t = 1000,
        requires = "logits",
        allow_negative_numbers = true
    )]
    count: u64,
}

/// More draws take minutes, and tell no more.
const MOST: u64 = 100_000_000;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(logits) = &arguments.logits else {
        return page::run("softmax", &arguments.page, |page| {
            experiments(page, &book_digits()?)
        });
    };
    match sample(&arguments, logits) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => page::fail(&error),
    }
}

fn numbers(text: &str) -> Result<Vec<f64>> {
    let mut numbers = Vec::new();
    for (index, part) in text.split(',').enumerate() {
        let number: f64 = part.trim().parse().ok().with_context(|| {
            format!(
                "logit {} of --logits is `{}`: give numbers joined by commas, such \
                 as 2,4,5 or 2,-inf,5",
                index + 1,
                part.trim()
            )
        })?;
        ensure!(
            number < f64::INFINITY,
            "logit {} of --logits is {number}: give a finite number, or -inf for what \
             is not allowed",
            index + 1
        );
        numbers.push(number);
    }
    Ok(numbers)
}

fn sample(arguments: &Arguments, logits: &str) -> Result<()> {
    let logits = numbers(logits)?;
    ensure!(
        (1..=MOST).contains(&arguments.count),
        "--count is {}: draw at least once, and at most {MOST} times",
        arguments.count
    );
    let sampling = Sampling {
        temperature: arguments.temperature,
        top_k: arguments.top_k,
        top_p: arguments.top_p,
    };
    let p = sampling.probabilities(aview1(&logits))?; // (classes)
    let mut rng = ChaCha8Rng::seed_from_u64(arguments.seed);
    let mut counts = vec![0_u64; p.len()];
    for _ in 0..arguments.count {
        counts[draw(p.view(), &mut rng)?] += 1;
    }
    let mut text = String::new();
    writeln!(text, "class     logit   probability      draws   frequency")?;
    for (class, ((z, p), count)) in logits.iter().zip(&p).zip(&counts).enumerate() {
        let frequency = *count as f64 / arguments.count as f64;
        writeln!(
            text,
            "{class:5}   {z:7}   {p:11.4}   {count:8}   {frequency:9.4}"
        )?;
    }
    let nats = entropy(p.view()).unwrap_or(f64::NAN);
    writeln!(text, "entropy {nats:.4} nats")?;
    page::print(&text)
}
