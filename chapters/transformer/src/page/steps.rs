//! Steps: Adam's, the schedule's, and what goes wrong with others.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use serde::de::DeserializeOwned;

use crate::toy::TRAINING;
use crate::trials::{
    HELD_OUT, MOMENTUM, OPTIMISERS, PERIODS, REPEATS, STACKS, STEPS, TALL, Trial,
    UNMASKED,
};
use crate::{AdamW, figures, learning_rate_at};

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
    let (warm_up, steps) = (TRAINING.warm_up, TRAINING.steps);
    let most = TRAINING.learning_rate;
    let rate = |step| learning_rate_at(step, warm_up, steps, most);
    page.number("warm-up", warm_up as f64, Format::Count)?;
    page.number("largest-rate", most, Format::Decimals(3))?;
    page.number("last-rate", rate(steps - 1), Format::Decimals(4))?;
    page.figure("schedule", figures::schedule(rate, steps, most))
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
        writeln!(out, "one block, {steps} steps of the same {batch}")?;
        writeln!(out, "sentences each, warm-up {warm_up}, then half a")?;
        writeln!(out, "cosine, clipped at {clip}; cost on {HELD_OUT} new")?;
        writeln!(out, "sentences, seeds 1 to 5")?;
        for (name, _, rates) in OPTIMISERS {
            let kept = match name {
                "momentum" => format!(" {MOMENTUM}"),
                _ => String::new(),
            };
            writeln!(out)?;
            writeln!(out, "{name}{kept}")?;
            writeln!(out, "     η")?;
            for rate in rates {
                writeln!(out, "{rate:6}  {}", costs(&of(name, *rate)))?;
            }
        }
        Ok(())
    })?;
    let means = OPTIMISERS.map(|(name, _, rates)| {
        let mean = |rate: &f64| {
            let own = of(name, *rate);
            (*rate, own.iter().sum::<f64>() / own.len() as f64)
        };
        (name, rates.iter().map(mean).collect())
    });
    page.figure("rates", figures::rates(&means))?;
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

/// A seed; the cost that is seen without a mask, that of the honest question, and how many
/// texts are sentences; then the last two of a model with a mask.
type Unmasked = (u64, f64, f64, usize, f64, usize);

/// What goes wrong: no warm-up, a rate too large, norms in the stream, no mask.
pub(super) fn wrong(page: &mut Record, floor: f64) -> Result<()> {
    let lines: Vec<(String, usize, f64, u64, f64)> = recorded(RECORDED[1])?;
    let of = |is_post: bool, warm_up: usize, rate: f64| -> Vec<f64> {
        let norm = if is_post { "post" } else { "pre" };
        let of = lines.iter().filter(|line| {
            (line.0.as_str(), line.1, line.2) == (norm, warm_up, rate)
        });
        of.map(|line| line.4).collect()
    };
    page.output("stacks", |out| {
        let (batch, clip) = (TRAINING.batch_size, TRAINING.clip);
        writeln!(out, "{TALL} blocks, AdamW, {STEPS} steps of {batch} sentences,")?;
        writeln!(out, "clip {clip}; cost on {HELD_OUT} new sentences,")?;
        writeln!(out, "seeds 1 to 5")?;
        let mut before = None;
        for (is_post, warm_up, rate) in STACKS {
            let norm = if is_post { "post" } else { "pre" };
            if before.replace((is_post, warm_up)) != Some((is_post, warm_up)) {
                writeln!(out)?;
                writeln!(out, "{norm}-norm, warm-up {warm_up}")?;
                writeln!(out, "     η")?;
            }
            writeln!(out, "{rate:6}  {}", costs(&of(is_post, warm_up, rate)))?;
        }
        Ok(())
    })?;
    let panels =
        [("pre-norm", false), ("post-norm", true)].map(|(name, is_post)| {
            let own = STACKS.iter().filter(|stack| stack.0 == is_post);
            let group = |&(_, warm_up, rate): &(bool, usize, f64)| {
                (rate, warm_up > 0, of(is_post, warm_up, rate))
            };
            (name, own.map(group).collect())
        });
    page.figure("stacks", figures::stacks(&panels))?;
    let lines: Vec<Unmasked> = recorded(RECORDED[2])?;
    page.output("unmasked", |out| {
        let (blocks, training) = (UNMASKED.n_blocks, UNMASKED.training);
        let (steps, batch) = (training.steps, training.batch_size);
        let rate = training.learning_rate;
        writeln!(out, "{blocks} blocks, {steps} steps of {batch} sentences,")?;
        writeln!(out, "η up to {rate}; cost on {HELD_OUT} new sentences,")?;
        writeln!(out, "and how many of 100 texts that it writes")?;
        writeln!(out, "are sentences of the language")?;
        writeln!(out)?;
        writeln!(out, "       no mask in training     with the mask")?;
        writeln!(out, "seed  seen  asked  written    cost   written")?;
        for (seed, seen, honest, written, own, right) in &lines {
            writeln!(
                out,
                "{seed:4}{seen:6.2}{honest:7.1}{written:9}{own:8.2}{right:10}"
            )?;
        }
        Ok(())
    })?;
    let mean = |of: fn(&Unmasked) -> f64| {
        lines.iter().map(of).sum::<f64>() / lines.len() as f64
    };
    let rows = [
        ("no mask: the loss that is seen in training", mean(|line| line.1)),
        ("no mask: asked for the next token", mean(|line| line.2)),
        ("with the mask, asked for the next token", mean(|line| line.4)),
    ];
    page.number("unmasked-seen", rows[0].1, Format::Decimals(2))?;
    page.number("unmasked-asked", rows[1].1, Format::Decimals(2))?;
    page.number("masked-asked", rows[2].1, Format::Decimals(2))?;
    page.figure("unmasked", figures::unmasked(&rows, floor))
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
        writeln!(out, "{steps} steps of {batch}, AdamW, η up to {rate};")?;
        writeln!(out, "seeds 1 to 5")?;
        writeln!(out)?;
        writeln!(out, "nats a letter, where the letter before")?;
        writeln!(out, "has come before")?;
        let own = |blocks: usize, of: fn(&Line) -> f64| -> Vec<f64> {
            lines.iter().filter(|line| line.0 == blocks).map(of).collect()
        };
        writeln!(out, "1 block     {}", costs(&own(1, |line| line.2)))?;
        writeln!(out, "2 blocks    {}", costs(&own(2, |line| line.2)))?;
        writeln!(out)?;
        writeln!(out, "2 blocks: the largest mean weight of a head")?;
        writeln!(out, "one back    {}", costs(&own(2, |line| line.3)))?;
        writeln!(out, "behind last {}", costs(&own(2, |line| line.4)))?;
        writeln!(out, "behind all  {}", costs(&own(2, |line| line.5)))?;
        Ok(())
    })?;
    // The first example of a short period, as far as its first letter comes again.
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (example, period) = loop {
        let (example, period) = crate::trials::repeats(&mut rng);
        if period == 6 {
            break (example, period);
        }
    };
    let letters: Vec<char> = example.ids[..period + 3]
        .iter()
        .map(|&id| char::from(b'a' + u8::try_from(id).unwrap_or(0)))
        .collect();
    let first = lines.iter().find(|line| line.0 == 2).context("two blocks")?;
    let weights = [first.3, first.4];
    page.number("one-back", weights[0], Format::Decimals(2))?;
    page.number("behind-last", weights[1], Format::Decimals(2))?;
    page.figure("repeats", figures::repeats(&letters, period, weights))
}
