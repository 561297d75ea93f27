//! `cargo run -p multi-head`: the experiments of the chapter, printed as they run.

use std::process::ExitCode;

use clap::Parser;
use multi_head::page::experiments;

/// Chapter 7: several questions at once
#[derive(Parser)]
#[command(bin_name = "cargo run -p multi-head --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
}

fn main() -> ExitCode {
    page::run("multi-head", &Arguments::parse().page, experiments)
}
