//! `cargo run -p backprop`: the experiments of the chapter, printed as they run; or a
//! network of the reader's own, trained, saved and read with.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use backprop::digit_training::{SETTINGS, SplitDigits, learn};
use backprop::page::experiments;
use backprop::reading::{accuracy, answers};
use backprop::{Settings, file};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use neurons::digits::{Digits, book_digits};

/// Chapter 3: how every weight learns from the error
#[derive(Parser)]
#[command(bin_name = "cargo run -p backprop --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
    /// Train a network on the digits and save it in this file
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
    /// Replace the file if it is there already
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
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn digits(arguments: &Arguments) -> Result<Digits> {
    let Some(file) = &arguments.digits else { return Ok(book_digits()?) };
    let text = std::fs::read_to_string(file).with_context(|| {
        format!("cannot read {} as text, a digit a line", file.display())
    })?;
    Ok(Digits::parse(&text, file)?)
}

fn train(arguments: &Arguments, network: &Path) -> Result<()> {
    let learning_rate = arguments.learning_rate;
    ensure!(arguments.epochs > 0, "--epochs is 0: give at least 1");
    ensure!(
        learning_rate.is_finite() && learning_rate > 0.0,
        "--learning-rate is {learning_rate}: give a number above 0, such as 0.5"
    );
    ensure_free(network, arguments.force)?;
    let data = SplitDigits::new(&digits(arguments)?)?;
    let settings = Settings { epochs: arguments.epochs, learning_rate, ..SETTINGS };
    // Hidden by itself where the progress goes to no terminal.
    let bar = ProgressBar::new(settings.epochs as u64);
    bar.set_style(ProgressStyle::with_template(
        "epoch {pos} of {len} {wide_bar} cost {msg}, {eta} left",
    )?);
    let trained = learn(&data, settings, arguments.seed, &mut |epoch, _| {
        bar.set_message(format!("{:.4}", epoch.moving_cost));
        bar.set_position(epoch.number as u64);
    })?;
    bar.finish_and_clear();
    let outputs = trained.forward(&data.test.images)?; // (test, 10)
    let share = accuracy(&answers(&outputs), &data.test.labels);
    file::save(&trained, network, arguments.force)?;
    println!(
        "{:.1}% of {} digits that it never saw are read rightly",
        100.0 * share,
        data.test.labels.len()
    );
    println!("the network is in {}", network.display());
    Ok(())
}

/// What can be seen before the training need not wait until after it.
fn ensure_free(network: &Path, is_replaced: bool) -> Result<()> {
    ensure!(
        !network.is_dir(),
        "{} is a folder: name a file to save the network in",
        network.display()
    );
    ensure!(
        is_replaced || !network.exists(),
        "{} is there already: name another file, or replace it with --force",
        network.display()
    );
    let folder = network.parent().unwrap_or(network);
    ensure!(
        folder.as_os_str().is_empty() || folder.is_dir(),
        "there is no folder {}: make it first, or name a file in another one",
        folder.display()
    );
    Ok(())
}

fn read(arguments: &Arguments, network: &Path) -> Result<()> {
    let trained = file::load(network)?;
    let digits = digits(arguments)?;
    let outputs = trained
        .forward(&digits.images)
        .with_context(|| format!("the network in {}", network.display()))?; // (digits, 10)
    let read = answers(&outputs);
    for (index, (answer, label)) in
        read.iter().zip(&digits.labels).take(10).enumerate()
    {
        println!("digit {:2} of the file: a {label}, read as {answer}", index + 1);
    }
    println!(
        "{:.1}% of {} digits are read rightly",
        100.0 * accuracy(&read, &digits.labels),
        digits.labels.len()
    );
    Ok(())
}
