//! Steps: Adam's, the schedule's, and what goes wrong with others.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use page::{Format, Record};
use serde::de::DeserializeOwned;

use crate::toy::TRAINING;
use crate::trials::{
    HELD_OUT, MOMENTUM, OPTIMISERS, PERIODS, REPEATS, STACKS, STEPS, TALL, Trial,
    UNMASKED,
};
use crate::{AdamW, learning_rate_at};

/// What the trainings side by side end with, as the test `trials` records them.
const RECORDED: [&str; 4] = [
    include_str!("../../../../assets/transformer/optimisers.csv"),
    include_str!("../../../../assets/transformer/stacks.csv"),
    include_str!("../../../../assets/transformer/unmasked.csv"),
    include_str!("../../../../assets/transformer/repeats.csv"),
];

fn recorded<T: DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    let lines = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    lines.collect::<Result<_, _>>().context("a recorded line: record again")
}

/// Five costs side by side: the floor is above 1, and 10 is far from all use.
fn costs(costs: &[f64]) -> String {
    let one = |cost: &f64| match *cost {
        cost if cost < 9.995 => format!("{cost:6.2}"),
        _ => "  ≥ 10".into(),
    };
    costs.iter().map(one).collect()
}

pub(super) fn adam(page: &mut Record) -> Result<()> {
    let adam = AdamW {
        learning_rate: 0.1,
        beta_1: 0.9,
        beta_2: 0.99,
        epsilon: 1e-8,
        weight_decay: 0.0,
    };
    page.output("adam", |out| {
        writeln!(out, "η 0.1, β₁ 0.9, β₂ 0.99, no weight decay")?;
        writeln!(out)?;
        writeln!(out, "gradients             steps of size")?;
        for gradients in [[1.0, 1.0, 1.0], [0.001, 0.001, 0.001], [1.0, -1.0, 1.0]]
        {
            let (mut w, mut moments) = ([0.0], crate::Moments::default());
            write!(out, "{:18}", gradients.map(|d| format!(" {d:5}")).concat())?;
            for d in gradients {
                let before = w[0];
                adam.step(&mut w, &[d], false, &mut moments)?;
                write!(out, " {:7.3}", before - w[0])?;
            }
            writeln!(out)?;
        }
        Ok(())
    })
}

pub(super) fn schedule(page: &mut Record) -> Result<()> {
    page.output("schedule", |out| {
        let (warm_up, steps) = (TRAINING.warm_up, TRAINING.steps);
        let most = TRAINING.learning_rate;
        writeln!(out, "up to {most} over {warm_up} steps, and down until {steps}")?;
        writeln!(out)?;
        writeln!(out, "step   learning rate")?;
        for step in [0, 24, 49, 750, 1500, 2250, 2999] {
            let rate = learning_rate_at(step, warm_up, steps, most);
            writeln!(out, "{:4}   {rate:13.5}", step + 1)?;
        }
        Ok(())
    })
}

/// One line for each optimiser and rate: the costs of all seeds.
pub(super) fn optimisers(page: &mut Record) -> Result<()> {
    let lines: Vec<(String, f64, u64, f64)> = recorded(RECORDED[0])?;
    let of = |name: &str, rate: f64| -> Vec<f64> {
        let is_meant =
            |line: &&(String, f64, u64, f64)| line.0 == name && line.1 == rate;
        lines.iter().filter(is_meant).map(|line| line.3).collect()
    };
    let trial = Trial::optimiser(OPTIMISERS[0].1, 0.0).training;
    page.output("optimisers", |out| {
        let (steps, batch) = (trial.steps, trial.batch_size);
        let (warm_up, clip) = (trial.warm_up, trial.clip);
        writeln!(
            out,
            "one block, {steps} steps of the same {batch} sentences each,"
        )?;
        writeln!(out, "warm-up {warm_up}, then half a cosine, clipped at {clip};")?;
        writeln!(out, "cost on {HELD_OUT} new sentences, seeds 1 to 5")?;
        writeln!(out)?;
        writeln!(out, "                  η")?;
        for (name, _, rates) in OPTIMISERS {
            for rate in rates {
                let name = match name {
                    "momentum" => format!("momentum {MOMENTUM}"),
                    name => name.into(),
                };
                let own = of(name.split(' ').next().unwrap_or(""), *rate);
                writeln!(out, "{name:12} {rate:6}  {}", costs(&own))?;
            }
        }
        Ok(())
    })?;
    for (name, _, rates) in OPTIMISERS {
        let means = rates.iter().map(|&rate| {
            let own = of(name, rate);
            own.iter().sum::<f64>() / own.len() as f64
        });
        let best = means.fold(f64::INFINITY, f64::min);
        page.number(
            &format!("best-{}", name.to_lowercase()),
            best,
            Format::Decimals(2),
        )?;
    }
    page.number("adam-steps", trial.steps as f64, Format::Count)
}

/// What goes wrong: no warm-up, a rate too large, norms in the stream, no mask.
pub(super) fn wrong(page: &mut Record) -> Result<()> {
    let lines: Vec<(String, usize, f64, u64, f64)> = recorded(RECORDED[1])?;
    page.output("stacks", |out| {
        let (batch, clip) = (TRAINING.batch_size, TRAINING.clip);
        writeln!(
            out,
            "{TALL} blocks, AdamW, {STEPS} steps of {batch} sentences, clip {clip};"
        )?;
        writeln!(out, "cost on {HELD_OUT} new sentences, seeds 1 to 5")?;
        writeln!(out)?;
        writeln!(out, "norm  warm-up      η")?;
        for (is_post, warm_up, rate) in STACKS {
            let norm = if is_post { "post" } else { "pre" };
            let own: Vec<f64> = lines
                .iter()
                .filter(|line| {
                    (line.0.as_str(), line.1, line.2) == (norm, warm_up, rate)
                })
                .map(|line| line.4)
                .collect();
            writeln!(out, "{norm:4} {warm_up:8} {rate:6} {}", costs(&own))?;
        }
        Ok(())
    })?;
    let lines: Vec<(u64, f64, f64, usize, f64, usize)> = recorded(RECORDED[2])?;
    page.output("unmasked", |out| {
        let (blocks, training) = (UNMASKED.n_blocks, UNMASKED.training);
        let (steps, batch) = (training.steps, training.batch_size);
        let rate = training.learning_rate;
        writeln!(out, "{blocks} blocks, {steps} steps of {batch} sentences, η up to {rate};")?;
        writeln!(out, "cost on {HELD_OUT} new sentences, and how many of 100")?;
        writeln!(out, "texts it writes are sentences of the language")?;
        writeln!(out)?;
        writeln!(out, "        no mask in training             with the mask")?;
        writeln!(out, "seed   seen    asked   written          cost   written")?;
        for (seed, seen, honest, written, own, right) in &lines {
            writeln!(
                out,
                "{seed:4} {seen:6.2}   {honest:6.1}   {written:7}        {own:6.2}   {right:7}"
            )?;
        }
        Ok(())
    })
}

/// The task that one block cannot do.
pub(super) fn repeats(page: &mut Record) -> Result<()> {
    type Line = (usize, u64, f64, f64, f64, f64);
    let lines: Vec<Line> = recorded(RECORDED[3])?;
    page.output("repeats", |out| {
        let (steps, batch, rate) =
            (REPEATS.steps, REPEATS.batch_size, REPEATS.learning_rate);
        let (first, last) = (PERIODS.start(), PERIODS.end());
        writeln!(out, "{first} to {last} letters, again and again, 24 in all;")?;
        writeln!(
            out,
            "{steps} steps of {batch}, AdamW, η up to {rate}; seeds 1 to 5;"
        )?;
        writeln!(out, "nats a letter where the letter before has come before,")?;
        writeln!(out, "and the largest mean weight that a head gives there")?;
        writeln!(out)?;
        for blocks in [1, 2] {
            let own = |of: fn(&Line) -> f64| -> Vec<f64> {
                lines.iter().filter(|line| line.0 == blocks).map(of).collect()
            };
            let title = if blocks == 1 { "1 block" } else { "2 blocks" };
            writeln!(out, "{title:31}{}", costs(&own(|line| line.2)))?;
            if blocks == 2 {
                for (name, weights) in [
                    ("one back", own(|line| line.3)),
                    ("behind the last copy", own(|line| line.4)),
                    ("behind all copies", own(|line| line.5)),
                ] {
                    writeln!(out, "  weight {name:22}{}", costs(&weights))?;
                }
            }
        }
        Ok(())
    })
}
