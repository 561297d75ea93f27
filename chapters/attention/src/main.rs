//! `cargo run -p attention`: the experiments of the chapter, printed as they run; or where
//! the words of the reader's own sentence look.

use std::process::ExitCode;

use attention::page::{experiments, look};
use clap::{Parser, Subcommand};

/// Chapter 6: words that look at each other
#[derive(Parser)]
#[command(
    bin_name = "cargo run -p attention --",
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Where the words of a sentence look, with a head that compares them as they are
    Look {
        /// The sentence, in quotation marks
        sentence: String,
        /// Another sentence, all of whose words it looks at in place of its own
        into: Option<String>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(Command::Look { sentence, into }) = arguments.command else {
        return page::run("attention", &arguments.page, experiments);
    };
    let mut text = String::new();
    match look(&mut text, &sentence, into.as_deref())
        .and_then(|()| page::print(&text))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => page::fail(&error),
    }
}
