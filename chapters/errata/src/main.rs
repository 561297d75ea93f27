//! `cargo run -p errata`: the runs of the appendix, row after row.

use std::process::ExitCode;

use clap::Parser;
use errata::page::experiments;

/// Appendix: what the source gets wrong
#[derive(Parser)]
#[command(bin_name = "cargo run -p errata --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
}

fn main() -> ExitCode {
    page::run("errata", &Arguments::parse().page, experiments)
}
