//! `cargo run -p course`: the book as a course, with exercises that check themselves.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

mod attempt;
mod calendar;
mod check;
mod course;
mod former;
mod frame;
mod list;
mod names;
mod progress;
mod project;
mod review;
mod running;
mod save;
mod screen;
mod session;
mod show;
mod watch;

use course::Course;
use list::Filter;
use session::Session;

/// The book as a course: exercises that check themselves
///
/// Without a command: the chapters and their exercises, what is done and what is next.
/// Nothing leaves your machine. What you have done is kept in my-course/progress.toml.
#[derive(Parser)]
#[command(
    name = "course",
    bin_name = "cargo run -p course --",
    max_term_width = 80
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Check an exercise: run your code, or ask for your answer
    Check {
        /// The exercise, or its file; without it, the next one
        name: Option<String>,
        /// Answers to the questions of an exercise to compute by hand
        #[arg(allow_hyphen_values = true)]
        answers: Vec<String>,
        /// Check all exercises, and say what each comes to
        #[arg(long, conflicts_with_all = ["name", "answers"])]
        all: bool,
        /// With --all: only this chapter, by its name or number
        #[arg(long, requires = "all")]
        chapter: Option<String>,
        /// With --all: for a program
        #[arg(long, requires = "all")]
        json: bool,
    },
    /// List the exercises, all or some
    List(Filter),
    /// Check a file of an exercise each time that you save it, and hear keys
    Watch,
    /// Answer up to five questions about what you did some days ago
    Review,
    /// Write a calendar file with a week for each chapter
    Calendar {
        /// The first day, such as 2026-11-30
        #[arg(long, value_parser = calendar::day)]
        from: chrono::NaiveDate,
        /// The file, which must not be there yet
        #[arg(long, default_value = "course.ics")]
        to: std::path::PathBuf,
    },
    /// Begin a project, a program of your own, or check its milestones
    Project {
        /// The project; without it, all are listed
        name: Option<String>,
    },
    /// Show a hint, one more each time
    Hint {
        /// The exercise; without it, the next one
        name: Option<String>,
    },
    /// Show the solution, and why it works
    Solution {
        /// The exercise; without it, the next one
        name: Option<String>,
        /// Do not ask first if the exercise is not solved yet
        #[arg(long)]
        yes: bool,
    },
    /// Begin an exercise again; what you wrote is kept beside it
    Reset {
        /// The exercise
        name: String,
    },
}

fn main() -> ExitCode {
    // A file that may not grow is then an error like a full disk, not the end.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(
        signal_hook::consts::SIGXFSZ,
        std::sync::Arc::default(),
    );
    let arguments = Arguments::parse();
    // What is asked and not answered is not done.
    let asks = matches!(
        &arguments.command,
        Some(
            Command::Check { .. }
                | Command::Project { .. }
                | Command::Review
                | Command::Solution { .. }
        )
    );
    match run(arguments) {
        Ok(code) => code,
        // Nobody reads on, as behind `| head`.
        Err(error) if is_broken_pipe(&error) && asks => ExitCode::FAILURE,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            screen::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    if matches!(&arguments.command, Some(Command::Check { json: true, .. })) {
        screen::keep_output_for_a_program();
    }
    let folder = std::env::current_dir()
        .context("the folder that this is run in is gone, or cannot be read")?;
    let mut course = Course::find(&folder)?;
    if former::take_over(&course.root)? {
        course = Course::find(&folder)?;
    }
    // Hints and solutions need no file.
    let needs_files = !matches!(
        &arguments.command,
        Some(
            Command::Calendar { .. }
                | Command::Hint { .. }
                | Command::Review
                | Command::Solution { .. }
        )
    );
    if needs_files {
        former::take_renamed(&course)?;
        attempt::restore_missing(&course)?;
    }
    match arguments.command {
        None => list::overview(&course),
        Some(Command::Check { all: true, chapter, json, .. }) => {
            let chapter = chapter.as_deref();
            check::all(&course, &check::Asked { chapter, json })
        }
        Some(Command::Calendar { from, to }) => calendar::write(&course, from, &to),
        Some(Command::Review) => review::review(&course),
        Some(Command::Check { name, answers, .. }) => {
            let place = course.choose(name.as_deref())?;
            let session = Session::default();
            let is_done = check::check(&course, place, &answers, &session)?;
            Ok(check::exit_code(is_done))
        }
        Some(Command::List(filter)) => list::list(&course, &filter),
        Some(Command::Project { name }) => {
            project::project(&course, name.as_deref())
        }
        Some(Command::Watch) => watch::watch(&course),
        Some(Command::Hint { name }) => {
            let place = course.choose(name.as_deref())?;
            show::hint(&course, place)
        }
        Some(Command::Solution { name, yes }) => {
            let place = course.choose(name.as_deref())?;
            show::solution(&course, place, yes)
        }
        Some(Command::Reset { name }) => {
            let place = course.choose(Some(&name))?;
            attempt::reset(&course, place)
        }
    }
}
