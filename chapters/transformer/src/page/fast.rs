//! The fast engine beside the clear model.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::engine::{
    self, COLUMNS, Engine, ROWS, Schedule, State, Tokens, Trainer,
    clear_loss_and_gradient,
};
use crate::live::Tiles;
use crate::{Sizes, figures};

/// What each step has gained, as the bench measured it.
pub(super) fn gains(page: &mut Record) -> Result<()> {
    let rows = [
        ("whole sequences, not one by one", "one-by-one"),
        ("no new memory for each step", "new-memory"),
        ("all of it, beside the clear model", "engine"),
        ("an exponential without a call, beside libm’s", "exponential"),
        ("a product row by row, beside its definition", "row-by-row"),
        ("the same, 8 numbers at a time", "wide-instructions"),
        ("the same, in tiles", "tiles"),
    ];
    let names = rows.map(|row| row.1);
    let rows = rows.map(|(text, name)| Ok((text, measured(name)?)));
    let rows: Vec<_> = rows.into_iter().collect::<Result<_>>()?;
    for (name, (_, factor)) in names.into_iter().zip(&rows) {
        page.number(&format!("gain-{name}"), *factor, Format::Decimals(1))?;
    }
    page.figure("gains", figures::gains(&rows))?;
    page.live(&mut Tiles)?;
    let (drawn, share) = figures::future(64, ROWS, COLUMNS);
    page.number("future-left-out", 1.0 - share, Format::Percent(0))?;
    page.figure("future", drawn)
}

/// The ratio of this name, as it was recorded.
fn measured(name: &str) -> Result<f64> {
    const MEASURED: &str = include_str!("../../benches/measured.toml");
    let (_, own) = MEASURED
        .split_once(&format!("[ratio.{name}]"))
        .with_context(|| format!("no ratio {name}"))?;
    let line = own.lines().find_map(|line| line.strip_prefix("least = "));
    line.context("a least ratio")?.parse().context("a number")
}

/// A training of the engine, small enough for the clear model.
fn small_training(vocabulary: usize) -> Result<State> {
    let config =
        Sizes { vocabulary, context: 21, d_model: 40, n_heads: 4, n_blocks: 2 };
    let settings = engine::Settings {
        batch: 11,
        steps: 40,
        schedule: Schedule { learning_rate: 0.01, warm_up: 5, restart: None },
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    };
    Ok(State::new(config, settings, ChaCha8Rng::seed_from_u64(1))?)
}

/// How far apart the gradients of the engine and of the clear model are.
pub(super) fn paths(
    page: &mut Record,
    text: &[u32],
    vocabulary: usize,
) -> Result<()> {
    let mut trainer = Trainer::new(small_training(vocabulary)?, 1)?;
    let tokens = Tokens::from(text.to_vec());
    for _ in 0..20 {
        trainer.step(&tokens)?;
    }
    let tensors = trainer.state().tensors;
    let config = tensors.config();
    let mut fast = vec![0.0; config.parameters()];
    let mut clear = fast.clone();
    page.output("paths", |out| {
        let Sizes { d_model, n_heads, n_blocks, .. } = config;
        writeln!(
            out,
            "{n_blocks} blocks, d_model {d_model}, {n_heads} heads, seed 1,"
        )?;
        writeln!(out, "after 20 steps; gradients of 5 sequences:")?;
        writeln!(out, "largest difference, in units of the")?;
        writeln!(out, "tensor's largest number")?;
        writeln!(out)?;
        let kinds = [
            ("embeddings", "embedding"),
            ("gains of norms", "gain"),
            ("biases", "bias"),
            ("queries, keys, values", "qkv.weights"),
            ("W_O", "out.weights"),
            ("feed-forward, up", "up.weights"),
            ("feed-forward, down", "down.weights"),
            ("unembedding", "unembedding"),
        ];
        write!(out, "tokens of a sequence  ")?;
        let lengths = [21, 20, 1];
        let mut worst = [[0.0_f32; 3]; 8];
        for (column, length) in lengths.into_iter().enumerate() {
            write!(out, "{length:>7}")?;
            let (inputs, targets) = (&text[..5 * length], &text[1..=5 * length]);
            Engine::new(tensors.clone(), 1)?
                .loss_and_gradient(inputs, targets, length, &mut fast)?;
            clear_loss_and_gradient(&tensors, inputs, targets, length, &mut clear)?;
            let mut start = 0;
            for shape in config.tensors() {
                let place = start..start + shape.rows * shape.columns;
                start = place.end;
                let kind = kinds.iter().position(|kind| match kind.1 {
                    "embedding" => shape.name.ends_with("_embedding"),
                    end => shape.name.ends_with(end),
                });
                let kind = kind.context("each tensor is of a kind")?;
                let (fast, clear) = (&fast[place.clone()], &clear[place]);
                let largest = clear.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
                for (fast, clear) in fast.iter().zip(clear) {
                    // A single token has one weight, 1: queries change nothing.
                    let error = (fast - clear).abs() / largest.max(1e-6);
                    worst[kind][column] = error.max(worst[kind][column]);
                }
            }
        }
        writeln!(out)?;
        for (kind, worst) in kinds.iter().zip(worst) {
            write!(out, "{:22}", kind.0)?;
            for worst in worst {
                let is_near = worst < 1e-5;
                let bound = if is_near { "<1e-5" } else { "more" };
                write!(out, "{bound:>7}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    })
}

/// The losses of both from the same start.
pub(super) fn curves(
    page: &mut Record,
    text: &Tokens,
    vocabulary: usize,
) -> Result<()> {
    let mut losses = Vec::new();
    for uses_clear_model in [false, true] {
        let mut trainer = Trainer::new(small_training(vocabulary)?, 1)?;
        if uses_clear_model {
            trainer.use_clear_model();
        }
        let losses_of = (0..40).map(|_| Ok(trainer.step(text)?.loss));
        losses.push(losses_of.collect::<Result<Vec<_>>>()?);
    }
    page.figure("curves", figures::curves(&losses[0], &losses[1]))?;
    page.output("curves", |out| {
        let state = small_training(vocabulary)?;
        let (batch, schedule) = (state.settings.batch, state.settings.schedule);
        let (rate, warm_up) = (schedule.learning_rate, schedule.warm_up);
        writeln!(out, "the same model, seed 1; loss of each batch")?;
        writeln!(out, "of {batch}, η up to {rate} over {warm_up} steps")?;
        writeln!(out)?;
        writeln!(out, "step   engine   clear model")?;
        for step in [1, 2, 5, 10, 20, 40] {
            let (fast, clear) = (losses[0][step - 1], losses[1][step - 1]);
            writeln!(out, "{step:4}   {fast:6.2}   {clear:11.2}")?;
        }
        Ok(())
    })
}
