//! `cargo run -p neurons`: the experiments of the chapter, printed as they run.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use neurons::digits::{Digits, book_digits};
use neurons::page::experiments;

/// Chapter 1: a neuron, a layer, a network
#[derive(Parser)]
#[command(bin_name = "cargo run -p neurons --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
    /// Read the digits from this file: 64 pixels from 0 to 16 and a label, a line each
    #[arg(long, value_name = "FILE")]
    digits: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    page::run("neurons", &arguments.page, |page| {
        let digits = match &arguments.digits {
            None => book_digits()?,
            Some(file) => Digits::parse(&files::read_text(file)?, file)?,
        };
        experiments(page, &digits)
    })
}
