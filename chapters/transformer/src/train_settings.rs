//! What the reader asked of a training, and what a checkpoint was trained with.

use anyhow::{Result, ensure};
use transformer::checkpoint::Checkpoint;
use transformer::corpus::Tokenizer;
use transformer::engine::{EngineError, Schedule, Settings, State};
use transformer::session::SessionSettings;

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
        wanted(arguments).sizes(1).check()?;
        wanted(arguments).training.check()?;
    }
    Ok(())
}

pub(crate) fn threads(arguments: &Train) -> usize {
    arguments.threads.unwrap_or_else(|| {
        std::thread::available_parallelism().map_or(1, Into::into)
    })
}

/// The defaults, and what was asked for instead.
pub(crate) fn wanted(arguments: &Train) -> SessionSettings {
    let usual = SessionSettings::default();
    let Settings { batch, steps, schedule, weight_decay, .. } = usual.training;
    let schedule = Schedule {
        learning_rate: arguments.learning_rate.unwrap_or(schedule.learning_rate),
        warm_up: arguments.warm_up.unwrap_or(schedule.warm_up),
        ..schedule
    };
    let training = Settings {
        batch: arguments.batch.unwrap_or(batch),
        steps: arguments.steps.unwrap_or(steps),
        schedule,
        weight_decay: arguments.weight_decay.map_or(weight_decay, |it| it as f32),
        ..usual.training
    };
    SessionSettings {
        tokenizer: arguments.tokens.map_or(usual.tokenizer, Kind::tokenizer),
        context: arguments.context.unwrap_or(usual.context),
        d_model: arguments.width.unwrap_or(usual.d_model),
        n_heads: arguments.heads.unwrap_or(usual.n_heads),
        n_blocks: arguments.layers.unwrap_or(usual.n_blocks),
        training,
        seed: arguments.seed.unwrap_or(usual.seed),
    }
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
