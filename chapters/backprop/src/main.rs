//! `cargo run -p backprop`: the experiments of the chapter, printed as they run; or a
//! network of the reader's own, trained, saved and read with.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, ensure};
use backprop::digit_training::{SETTINGS, SIZES, SplitDigits, check_enough};
use backprop::page::experiments;
use backprop::reading::{accuracy, answers};
use backprop::{Settings, Trainer, file, mean_squared_error_cost};
use clap::Parser;
use files::{Printer, Stop, Target, TargetError, complain, read_text};
use indicatif::{ProgressBar, ProgressStyle};
use loss::mean_squared_error;
use ndarray::ArrayView1;
use neurons::digits::{Digits, book_digits};
use neurons::{Activation, Network};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// Chapter 3: how every weight learns from the error
#[derive(Parser)]
#[command(bin_name = "cargo run -p backprop --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
    /// Train a network on the digits and save it in this file; Ctrl-C saves what was
    /// learned so far
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["read", "only", "numbers", "figures"]
    )]
    train: Option<PathBuf>,
    /// Read the digits with the network saved in this file
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = [
            "only", "numbers", "figures", "epochs", "learning_rate", "seed", "force"
        ]
    )]
    read: Option<PathBuf>,
    /// Take the digits from this file: 64 pixels from 0 to 16 and a label, a line each
    #[arg(long, value_name = "FILE")]
    digits: Option<PathBuf>,
    /// How many times training sees every digit
    #[arg(
        long,
        default_value_t = SETTINGS.epochs,
        requires = "train",
        allow_negative_numbers = true
    )]
    epochs: usize,
    /// The size of a step of training
    #[arg(
        long,
        default_value_t = SETTINGS.learning_rate,
        requires = "train",
        allow_negative_numbers = true
    )]
    learning_rate: f64,
    /// The seed of the first weights and of the order of the digits
    #[arg(
        long,
        default_value_t = 1,
        requires = "train",
        allow_negative_numbers = true
    )]
    seed: u64,
    /// Replace the network if it is there already; no other file is ever replaced
    #[arg(long, requires = "train")]
    force: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match (&arguments.train, &arguments.read) {
        (Some(network), _) => train(&arguments, network),
        (None, Some(network)) => read(&arguments, network),
        (None, None) => {
            return page::run("backprop", &arguments.page, |page| {
                experiments(page, &digits(&arguments)?)
            });
        }
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            complain(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn digits(arguments: &Arguments) -> Result<Digits> {
    let Some(file) = &arguments.digits else { return Ok(book_digits()?) };
    let digits = Digits::parse(&read_text(file)?, file)?;
    if arguments.read.is_none() {
        check_enough(&digits).with_context(|| file.display().to_string())?;
    }
    Ok(digits)
}

/// Guessing costs 0.09; what costs ten times as much has run away.
const TOO_MUCH: f64 = 1.0;

fn train(arguments: &Arguments, network: &Path) -> Result<ExitCode> {
    let Arguments { learning_rate, epochs, seed, .. } = *arguments;
    ensure!(epochs > 0, "--epochs is 0: give at least 1");
    ensure!(
        learning_rate.is_finite() && learning_rate > 0.0,
        "--learning-rate is {learning_rate}: give a number above 0, such as 0.5"
    );
    let mut target = place(arguments, network)?;
    let mut abandon = target.abandon();
    let stop = Stop::listen(move || {
        abandon();
        "stopped before the end of the first epoch".into()
    });
    let stop = stop.context("cannot watch for Ctrl-C")?;
    let data = SplitDigits::new(&digits(arguments)?)?;
    let (images, targets) = (&data.training.images, &data.targets);
    let settings = Settings { epochs, learning_rate, ..SETTINGS };
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (hidden, output) = (Activation::Relu, Activation::Identity);
    let start = Network::random(&SIZES, hidden, output, &mut rng)?;
    target.ensure_room(100_000)?;
    let mut trainer = Trainer::new(start, settings, mean_squared_error_cost)?;
    // Hidden by itself where the progress goes to no terminal.
    let bar = ProgressBar::new(epochs as u64);
    bar.set_style(ProgressStyle::with_template(
        "epoch {pos} of {len} {wide_bar} cost {msg}, {eta} left",
    )?);
    let ran_away = |epoch| {
        anyhow!(
            "the cost has run away in epoch {epoch}, and nothing was saved: train with \
             a smaller learning rate than {learning_rate:?}"
        )
    };
    let mut done = 0;
    while done < epochs && stop.asked().is_none() {
        let cost = trainer.epoch(images, targets, &mut rng)?;
        let mut abandon = target.abandon();
        let word = "stopping: the epoch at hand is ended, and the network saved; again \
                    ends at once, without it";
        stop.wait(word, move || {
            abandon();
            "stopped at once: nothing was saved".into()
        });
        done += 1;
        bar.set_message(format!("{cost:.4}"));
        bar.set_position(done as u64);
        // No number at all is too much as well.
        ensure!(cost <= TOO_MUCH, ran_away(done));
    }
    bar.finish_and_clear();
    let trained = trainer.into_network();
    let outputs = trained.forward(images)?; // (training, 10)
    ensure!(mean_squared_error(&outputs, targets)? <= TOO_MUCH, ran_away(done));
    stop.hold("stopping: the network is saved first");
    file::save(&trained, &mut target)?;
    let mut printer = Printer::default();
    if done < epochs {
        printer.line(format_args!("stopped after epoch {done} of {epochs}"));
    }
    let outputs = trained.forward(&data.test.images)?; // (test, 10)
    let new = match seen(&data) {
        0 => " that it never saw".into(),
        seen => format!(", {seen} of which it has seen,"),
    };
    printer.line(format_args!(
        "{:.1}% of {} digits{new} are read correctly",
        100.0 * accuracy(&answers(&outputs), &data.test.labels),
        data.test.labels.len()
    ));
    printer.line(format_args!("the network is in {}", network.display()));
    printer.finish().with_context(|| {
        format!(
            "the network is in {}, but this cannot be printed",
            network.display()
        )
    })?;
    let stopped = stop.asked().filter(|_| done < epochs);
    Ok(stopped.map_or(ExitCode::SUCCESS, ExitCode::from))
}

/// How many images to test with are among those to train on, pixel by pixel.
fn seen(data: &SplitDigits) -> usize {
    let bits = |image: ArrayView1<f64>| -> Vec<u64> {
        image.iter().map(|pixel| pixel.to_bits()).collect()
    };
    let known: HashSet<_> =
        data.training.images.rows().into_iter().map(bits).collect();
    let test = data.test.images.rows().into_iter().map(bits);
    test.filter(|image| known.contains(image)).count()
}

/// The place of the network, before anything else is begun.
fn place(arguments: &Arguments, network: &Path) -> Result<Target> {
    let inputs: Vec<&Path> = arguments.digits.as_deref().into_iter().collect();
    let place = Target::new(network, file::FORMAT, arguments.force, &inputs);
    place.map_err(|error| match error {
        TargetError::Exists { .. } => {
            anyhow!("{error}: name another file, or replace it with --force")
        }
        _ => error.into(),
    })
}

fn read(arguments: &Arguments, network: &Path) -> Result<ExitCode> {
    let trained = file::load(network)?;
    let digits = digits(arguments)?;
    let outputs = trained
        .forward(&digits.images)
        .with_context(|| format!("the network in {}", network.display()))?; // (digits, 10)
    let read = answers(&outputs);
    let mut printer = Printer::default();
    for (index, (answer, label)) in
        read.iter().zip(&digits.labels).take(10).enumerate()
    {
        let number = index + 1;
        printer.line(format_args!(
            "digit {number:2} of the file: a {label}, read as {answer}"
        ));
    }
    printer.line(format_args!(
        "{:.1}% of {} digits are read correctly",
        100.0 * accuracy(&read, &digits.labels),
        digits.labels.len()
    ));
    printer.finish().context("cannot print")?;
    Ok(ExitCode::SUCCESS)
}
