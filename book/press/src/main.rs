//! `cargo run`: builds the book, serves it, and builds it again when a page changes.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use exercise::Kind;
use outline::in_one_line;
use press::{
    Modules, ServeOptions, answer_mdbook, build_live, check, compile, find_root,
    formulas, measure, new_chapter, new_exercise, serve,
};

/// Builds, checks and serves the book
///
/// Without a command: builds the book and serves it, with live reload.
#[derive(Parser)]
#[command(
    name = "press",
    bin_name = "cargo run --",
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeOptions,
}

#[derive(Subcommand)]
enum Command {
    /// Build the book and serve it, with live reload (what happens without a command)
    Serve(ServeOptions),
    /// Build the book into a folder
    Build {
        /// The folder to build into; a book that is there is replaced
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Leave figures still: compile none of what a reader works in the page
        #[arg(long)]
        no_live: bool,
    },
    /// Check that nothing on the pages is stale, without keeping the book
    Check {
        /// List the sections of chapters without a picture
        #[arg(long)]
        pictures: bool,
    },
    /// Record the ratios that a chapter's page quotes, after `cargo bench -p CHAPTER`
    Measure {
        /// The chapter's package
        chapter: String,
        /// Record nothing: only confirm that what the page calls faster was faster
        #[arg(long)]
        check: bool,
    },
    /// Write the skeleton of a chapter or of an exercise, which builds and says what is missing
    New {
        #[command(subcommand)]
        what: New,
    },
    /// Print the formulas of the book, or those of a file, as they are set: for the
    /// comparison with KaTeX in `tests/browser`
    #[command(hide = true)]
    Formulas {
        /// Those of this file, one a line, each alone and in a line of text
        #[arg(long, value_name = "FILE")]
        of: Option<PathBuf>,
    },
    /// Answer stock mdBook, which calls this as its preprocessor
    #[command(hide = true)]
    Preprocess {
        #[command(subcommand)]
        question: Option<Question>,
    },
}

#[derive(Subcommand)]
enum New {
    /// A chapter: its package, its page, its place in the plan and in the contents
    Chapter {
        /// The name of its package and of its page, such as `self-attention`
        name: String,
        /// Its title; without it, the name in words
        #[arg(long)]
        title: Option<String>,
    },
    /// An exercise: its text and, for code, its solution, its check and two named mistakes
    Exercise {
        /// The chapter's package
        chapter: String,
        /// Its name, such as `merge-two-layers`
        name: String,
        /// What its reader does: function, bug, predict, by-hand or open
        #[arg(long, default_value = "function", value_parser = kind)]
        kind: Kind,
    },
}

#[derive(Subcommand)]
enum Question {
    /// Whether the press serves this renderer.
    Supports { renderer: String },
}

/// What an exercise asks for, by its name in one word.
fn kind(id: &str) -> Result<Kind, String> {
    id.parse()
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With nobody left to read it, there is nothing to say.
            let _ =
                writeln!(io::stderr(), "error: {}", in_one_line(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// Prints a line. What was to be done is done when it is told: a reader who has gone is no
/// fault.
fn tell(line: impl std::fmt::Display) -> Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot print")
        }
        _ => Ok(()),
    }
}

/// The modules of the live figures, or a word on why the figures stay still.
fn modules(root: &Path) -> Option<Modules> {
    // With nobody left to read it, there is nothing to say.
    compile(root, true).map_err(|why| writeln!(io::stderr(), "{why}")).ok()?
}

fn run(arguments: Arguments) -> Result<()> {
    let folder =
        std::env::current_dir().context("cannot tell the current folder")?;
    let root = find_root(&folder)?;
    match arguments.command.unwrap_or(Command::Serve(arguments.serve)) {
        Command::Serve(options) => serve(&root, &options),
        Command::Build { out, no_live } => {
            let start = Instant::now();
            let out = out.unwrap_or_else(|| root.join("book/book"));
            let modules = if no_live { None } else { modules(&root) };
            build_live(&root, &out, modules.as_ref())?;
            tell(format_args!(
                "the book is in {} ({:.1?})",
                out.display(),
                start.elapsed()
            ))
        }
        Command::Check { pictures } => {
            let start = Instant::now();
            let bare = check(&root)?;
            if pictures {
                for section in &bare {
                    tell(format_args!("{section} has no picture"))?;
                }
            }
            tell(format_args!(
                "nothing on the pages is stale ({:.1?})",
                start.elapsed()
            ))
        }
        Command::Measure { chapter, check } => {
            for line in measure(&root, &chapter, check)? {
                tell(line)?;
            }
            Ok(())
        }
        Command::New { what } => {
            let written = match what {
                New::Chapter { name, title } => {
                    new_chapter(&root, &name, title.as_deref())?
                }
                New::Exercise { chapter, name, kind } => {
                    new_exercise(&root, &chapter, &name, kind)?
                }
            };
            tell(written.join("\n"))?;
            tell(
                "`cargo run` shows the page with what is missing above it, \
                 `cargo run -- check` lists it",
            )
        }
        Command::Formulas { of } => {
            for line in formulas(&root, of.as_deref())? {
                tell(line)?;
            }
            Ok(())
        }
        Command::Preprocess { question: None } => {
            answer_mdbook(io::stdin().lock(), io::stdout().lock())
        }
        // Pages come out as HTML, whichever way mdBook was asked for it.
        Command::Preprocess { question: Some(Question::Supports { renderer }) } => {
            anyhow::ensure!(
                renderer == "html",
                "the press sets pages for the html renderer only"
            );
            Ok(())
        }
    }
}
