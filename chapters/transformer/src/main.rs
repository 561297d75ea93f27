//! `cargo run -p transformer`: the experiments of the chapter, printed as they run.

use std::process::ExitCode;

use clap::Parser;
use transformer::page::experiments;

/// Chapter 8: all of it, stacked and trained
#[derive(Parser)]
#[command(bin_name = "cargo run -p transformer --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
}

fn main() -> ExitCode {
    page::run("transformer", &Arguments::parse().page, experiments)
}
