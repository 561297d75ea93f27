//! `cargo run -p begin`: the runs of the page, one after the other.

use std::process::ExitCode;

use begin::page::experiments;
use clap::Parser;

/// Before chapter 1: arrays of numbers and their shapes
#[derive(Parser)]
#[command(bin_name = "cargo run -p begin --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
}

fn main() -> ExitCode {
    page::run("begin", &Arguments::parse().page, experiments)
}
