//! `cargo run -p transformer`: the experiments of the chapter, printed as they run; with
//! `train` and `generate`, a transformer for the reader's own text.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use transformer::page::experiments;

mod enough_memory;
mod generate_command;
mod train_arguments;
mod train_command;
mod train_settings;

/// Chapter 8: all of it, stacked and trained
#[derive(Parser)]
#[command(
    bin_name = "cargo run --release -p transformer --",
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    page: page::Options,
}

#[derive(Subcommand)]
enum Command {
    Train(train_arguments::Train),
    Generate(generate_command::Generate),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match &arguments.command {
        Some(Command::Train(train)) => train_command::run(train),
        Some(Command::Generate(generate)) => generate_command::run(generate),
        None => return page::run("transformer", &arguments.page, experiments),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            files::complain(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
