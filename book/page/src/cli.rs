//! The command line that all chapters share.

use std::fmt::Display;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail, ensure};

use crate::record::Enough;
use crate::{Entry, Record};

/// What to show of a chapter's run.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// Print only these outputs (the names that head them)
    #[arg(value_name = "OUTPUT")]
    pub only: Vec<String>,
    /// Print the numbers that sentences of the page quote, after the outputs
    #[arg(long)]
    pub numbers: bool,
    /// Write the figures into this folder, as SVG files
    #[arg(long, value_name = "FOLDER")]
    pub figures: Option<PathBuf>,
}

/// Runs a chapter's experiments, printing them as `options` ask, and reports what went
/// wrong on standard error.
pub fn run(
    chapter: &str,
    options: &Options,
    experiments: impl FnOnce(&mut Record) -> Result<()>,
) -> ExitCode {
    match try_run(chapter, options, experiments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// Says on standard error what went wrong. Where nobody reads it, the exit code tells.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    complain(format_args!("error: {error:#}"));
    ExitCode::FAILURE
}

fn complain(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Prints. If the reader has gone, as behind `| head`, that is no error.
///
/// # Errors
/// If there is no room for what is printed, or no other way to print it.
pub fn print(text: &str) -> Result<()> {
    let mut stdout = io::stdout().lock();
    let printed = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    quietly(printed.err())
}

fn quietly(failed: Option<io::Error>) -> Result<()> {
    match failed {
        None => Ok(()),
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Some(error) => Err(error).context("cannot print"),
    }
}

fn try_run(
    chapter: &str,
    options: &Options,
    experiments: impl FnOnce(&mut Record) -> Result<()>,
) -> Result<()> {
    // What cannot be written is known before the first experiment.
    if let Some(folder) = &options.figures {
        make(folder)?;
    }
    let mut page = Record::printing(chapter, &options.only);
    if !options.numbers && options.figures.is_none() {
        page = page.brief();
    }
    match experiments(&mut page) {
        Err(error) if error.is::<Enough>() => {}
        result => result?,
    }
    let failed = page.take_print_error();
    let is_read = failed.is_none();
    if is_read {
        ensure_known(&page, &options.only)?;
    }
    // Before anything that depends on whoever reads.
    if let Some(folder) = &options.figures {
        write_figures(&page, folder)?;
    }
    quietly(failed)?;
    if options.numbers && is_read {
        print(&numbers(&page))?;
    }
    Ok(())
}

fn ensure_known(page: &Record, wanted: &[String]) -> Result<()> {
    let outputs: Vec<_> = page
        .entries()
        .iter()
        .filter(|entry| matches!(entry, Entry::Output { .. }))
        .map(Entry::name)
        .collect();
    for name in wanted {
        if !outputs.contains(&name.as_str()) {
            bail!(
                "`{name}` is no output of {}: it has {}",
                page.chapter(),
                outputs.join(", ")
            );
        }
    }
    Ok(())
}

fn numbers(page: &Record) -> String {
    let numbers = page.entries().iter().filter_map(|entry| match entry {
        Entry::Number { name, text } => Some(format!("{name} = {text}\n")),
        _ => None,
    });
    numbers.collect()
}

/// Makes the folder of figures, and sees whether it takes files.
fn make(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let trial = folder.join(format!(".saving-{}", std::process::id()));
    let written =
        fs::File::create_new(&trial).and_then(|_| fs::remove_file(&trial));
    written.with_context(|| format!("cannot write into {}", folder.display()))
}

/// Writes each figure to `<folder>/<chapter>-<name>.svg`. A file that is there already
/// stays as it is, unless it holds the same figure.
fn write_figures(page: &Record, folder: &Path) -> Result<()> {
    let mut count = 0;
    for entry in page.entries() {
        let Entry::Figure { name, svg } = entry else { continue };
        let path = folder.join(format!("{}-{name}.svg", page.chapter()));
        let svg = svg.in_colour();
        if path.exists() {
            let is_same =
                fs::read(&path).is_ok_and(|there| there == svg.as_bytes());
            ensure!(
                is_same,
                "{} is there already and differs: move it away, or name another folder",
                path.display()
            );
        } else {
            fs::write(&path, &svg)
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        count += 1;
    }
    let figures = if count == 1 { "figure" } else { "figures" };
    complain(format_args!("{count} {figures} in {}", folder.display()));
    Ok(())
}
