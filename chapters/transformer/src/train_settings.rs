//! What the reader asked of a training, and what a checkpoint was trained with.

use anyhow::{Result, ensure};
use transformer::Sizes;
use transformer::checkpoint::Checkpoint;
use transformer::corpus::Tokenizer;
use transformer::engine::{EngineError, Restart, Schedule, Settings, State};

use crate::train_arguments::{Kind, Train};

/// What can be seen from the flags alone is said before anything is read.
pub(crate) fn check(arguments: &Train) -> Result<()> {
    let counts = [
        ("--report-every", Some(arguments.report_every)),
        ("--sample-every", Some(arguments.sample_every)),
        ("--steps", arguments.steps),
        ("--context", arguments.context.map(|context| context as u64)),
    ];
    for (flag, count) in counts {
        ensure!(count != Some(0), "{flag} is 0: give at least 1");
    }
    let (name, value, most) = ("number of threads", threads(arguments), 1024);
    if !(1..=most).contains(&value) {
        return Err(EngineError::Size { name, value, most }.into());
    }
    let is_there = arguments.corpus.exists();
    ensure!(
        is_there || arguments.corpus.as_os_str() != "-",
        "there is no file named -: for what another program writes, give --corpus \
         /dev/stdin"
    );
    // What the flags say is kept and computed with in f32.
    if let Some(decay) = arguments.weight_decay.filter(|it| it.is_finite()) {
        ensure!(
            decay <= f32::MAX.into(),
            "--weight-decay is {decay:e}: give a number from 0 up to {:.1e}",
            f32::MAX
        );
    }
    if let Some(rate) = arguments.learning_rate.filter(|rate| *rate > 0.0) {
        let least = f64::from(f32::MIN_POSITIVE);
        ensure!(
            rate >= least,
            "--learning-rate is {rate:e}, which is too small to move any parameter: \
             give at least {least:.1e}"
        );
    }
    if !arguments.resume {
        config(arguments, 1).check()?;
        settings(arguments).check()?;
    }
    Ok(())
}

pub(crate) fn threads(arguments: &Train) -> usize {
    arguments.threads.unwrap_or_else(|| {
        std::thread::available_parallelism().map_or(1, Into::into)
    })
}

pub(crate) fn config(arguments: &Train, vocabulary: usize) -> Sizes {
    Sizes {
        vocabulary,
        context: arguments.context.unwrap_or(64),
        d_model: arguments.width.unwrap_or(64),
        n_heads: arguments.heads.unwrap_or(4),
        n_blocks: arguments.layers.unwrap_or(4),
    }
}

pub(crate) fn settings(arguments: &Train) -> Settings {
    let schedule = Schedule {
        learning_rate: arguments.learning_rate.unwrap_or(0.003),
        warm_up: arguments.warm_up.unwrap_or(100),
        restart: None,
    };
    Settings {
        batch: arguments.batch.unwrap_or(16),
        steps: arguments.steps.unwrap_or(3000),
        schedule,
        weight_decay: arguments.weight_decay.unwrap_or(0.1) as f32,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    }
}

/// Lays out the rest of a training for `steps` in all, and says what happens with the
/// learning rate if that is another number than before. One that goes on for longer
/// learns more with a large rate once again than with the small one at its end.
pub(crate) fn go_on(state: &mut State, steps: u64) -> Option<String> {
    let old = state.settings;
    state.settings.steps = steps;
    let schedule = &mut state.settings.schedule;
    let (step, largest) = (state.step, schedule.learning_rate);
    // While it rises for the first time, all is laid out anew.
    if steps == old.steps || step <= schedule.warm_up {
        return None;
    }
    let (now, lowest) = (old.learning_rate(step), 0.1 * largest);
    let is_longer = steps > old.steps;
    let is_done = step >= old.steps;
    schedule.restart = Some(Restart {
        step,
        learning_rate: if is_longer { largest } else { now },
        rise: if is_done { schedule.warm_up.min((steps - step) / 10) } else { 0 },
    });
    Some(match (is_done, is_longer) {
        (true, _) => format!(
            "the learning rate has fallen to {lowest:.1e} over {} steps; it rises to \
             {largest:.1e} once more, and falls again until step {steps} (a training of \
             {steps} steps from its start does a little better)",
            old.steps
        ),
        (false, true) => format!(
            "the learning rate, {now:.1e} now, falls from {largest:.1e} once more, until \
             step {steps} and not step {}",
            old.steps
        ),
        (false, false) => format!(
            "the learning rate falls from {now:.1e} now to {lowest:.1e} at step {steps}, \
             not at step {}",
            old.steps
        ),
    })
}

/// What was given must be what the checkpoint has.
pub(crate) fn fits(arguments: &Train, known: &Checkpoint) -> Result<()> {
    let State { settings, tensors, .. } = &known.state;
    let config = tensors.config();
    let kind = match known.vocabulary.tokenizer() {
        Tokenizer::Chars => "chars",
        Tokenizer::Words => "words",
    };
    let kind_given = arguments.tokens.map(|kind| match kind {
        Kind::Chars => "chars",
        Kind::Words => "words",
    });
    let text = |number: Option<usize>| number.map(|number| number.to_string());
    let Schedule { learning_rate, warm_up, .. } = settings.schedule;
    let flags = [
        ("--tokens", kind_given.map(str::to_owned), kind.to_owned()),
        ("--batch", text(arguments.batch), settings.batch.to_string()),
        ("--context", text(arguments.context), config.context.to_string()),
        ("--width", text(arguments.width), config.d_model.to_string()),
        ("--heads", text(arguments.heads), config.n_heads.to_string()),
        ("--layers", text(arguments.layers), config.n_blocks.to_string()),
        (
            "--learning-rate",
            arguments.learning_rate.map(|rate| rate.to_string()),
            learning_rate.to_string(),
        ),
        (
            "--warm-up",
            arguments.warm_up.map(|steps| steps.to_string()),
            warm_up.to_string(),
        ),
        (
            "--weight-decay",
            arguments.weight_decay.map(|decay| (decay as f32).to_string()),
            settings.weight_decay.to_string(),
        ),
    ];
    for (flag, given, has) in flags {
        if let Some(given) = given {
            ensure!(
                given == has,
                "{flag} is {given}, but {} was trained with {has}: leave the flag \
                 out, or train anew",
                arguments.checkpoint.display()
            );
        }
    }
    Ok(())
}
