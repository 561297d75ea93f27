//! `cargo run -p NAME`: the experiments of the chapter, printed as they run.

use std::process::ExitCode;

use clap::Parser;

/// TITLE
#[derive(Parser)]
#[command(bin_name = "cargo run -p NAME --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
}

fn main() -> ExitCode {
    page::run("NAME", &Arguments::parse().page, IDENT::page::experiments)
}
