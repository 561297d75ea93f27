//! The command line that all chapters share.

use std::fs;
use std::io;
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
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn try_run(
    chapter: &str,
    options: &Options,
    experiments: impl FnOnce(&mut Record) -> Result<()>,
) -> Result<()> {
    let mut page = Record::printing(chapter, &options.only);
    if !options.numbers && options.figures.is_none() {
        page = page.brief();
    }
    match experiments(&mut page) {
        Err(error) if error.is::<Enough>() => {}
        result => result?,
    }
    match page.take_print_error() {
        // The reader closed the pipe: `cargo run -p neurons | head`.
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
        Some(error) => return Err(error).context("cannot print"),
        None => {}
    }
    ensure_known(&page, &options.only)?;
    if options.numbers {
        print_numbers(&page).or_else(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Ok(()),
            _ => Err(error),
        })?;
    }
    if let Some(folder) = &options.figures {
        write_figures(&page, folder)?;
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

fn print_numbers(page: &Record) -> io::Result<()> {
    use io::Write as _;
    let mut stdout = io::stdout().lock();
    for entry in page.entries() {
        if let Entry::Number { name, text } = entry {
            writeln!(stdout, "{name} = {text}")?;
        }
    }
    stdout.flush()
}

/// Writes each figure to `<folder>/<chapter>-<name>.svg`. A file that is there already
/// stays as it is, unless it holds the same figure.
fn write_figures(page: &Record, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
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
    eprintln!("{count} figures in {}", folder.display());
    Ok(())
}
