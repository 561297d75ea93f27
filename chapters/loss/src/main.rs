//! `cargo run -p loss`: the experiments of the chapter, printed as they run.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use loss::iris::{Iris, book_iris};
use loss::page::experiments;

/// Chapter 2: how wrong a network is, and which way is downhill
#[derive(Parser)]
#[command(bin_name = "cargo run -p loss --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
    /// Read the flowers from this file: a header, then four lengths and a species a line
    #[arg(long, value_name = "FILE")]
    iris: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    page::run("loss", &arguments.page, |page| {
        let iris = match &arguments.iris {
            None => book_iris()?,
            Some(file) => Iris::parse(&files::read_text(file)?, file)?,
        };
        experiments(page, &iris)
    })
}
