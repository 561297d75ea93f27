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
    // A file that may not grow is then an error like a full disk, not the end.
    #[cfg(unix)]
    signal_hook::flag::register(
        signal_hook::consts::SIGXFSZ,
        std::sync::Arc::default(),
    )?;
    // What nobody can print or write is known before the first experiment.
    ensure_recorded(chapter, &options.only, CHAPTERS.as_ref())?;
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

/// The chapters' folders, where this was built in the workspace and that is still there.
const CHAPTERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../chapters");

/// Sees whether outputs were recorded before, or are named in the chapter's code at least.
/// Where neither can be seen, the run will tell.
fn ensure_recorded(
    chapter: &str,
    wanted: &[String],
    chapters: &Path,
) -> Result<()> {
    let folder = chapters.join(chapter);
    let recorded = fs::read_dir(folder.join("tests/snapshots"));
    let mut outputs: Vec<String> = recorded
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|file| {
            let name = file.file_name().into_string().ok()?;
            let name = name.strip_prefix("output-")?.strip_suffix(".snap")?;
            Some(name.to_owned())
        })
        .collect();
    outputs.sort();
    for name in wanted {
        let is_known = outputs.is_empty()
            || outputs.contains(name)
            || is_in_code(&folder.join("src"), &format!("\"{name}\""));
        ensure!(
            is_known,
            "`{name}` is no output of {chapter}: it has {}",
            outputs.join(", ")
        );
    }
    Ok(())
}

/// Whether a text stands in a file of a folder: an output that is new is not recorded yet.
fn is_in_code(folder: &Path, text: &str) -> bool {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.path()).any(|path| match path.is_dir() {
        true => is_in_code(&path, text),
        false => fs::read_to_string(path).is_ok_and(|code| code.contains(text)),
    })
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
    ensure!(
        !folder.exists() || folder.is_dir(),
        "{} is a file: name a folder",
        folder.display()
    );
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
            write_whole(&path, svg.as_bytes())
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        count += 1;
    }
    let figures = if count == 1 { "figure" } else { "figures" };
    complain(format_args!("{count} {figures} in {}", folder.display()));
    Ok(())
}

/// Writes a new file, all of it or nothing: half a picture would look like a whole one.
fn write_whole(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // As any new file: the system takes away what the user's mask forbids.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut new = builder.prefix(".saving-").tempfile_in(folder)?;
    // By the file itself, whose errors do not name the one beside the reader's.
    new.as_file_mut().write_all(bytes)?;
    new.as_file().sync_all()?;
    new.persist_noclobber(file).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_that_is_not_there_is_known_before_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let trial = |name: &str| {
            ensure_recorded("trial", &[name.to_owned()], folder.path())
        };
        trial("nosuch").expect("nothing is recorded: the run tells");
        let records = folder.path().join("trial/tests/snapshots");
        let code = folder.path().join("trial/src/page");
        fs::create_dir_all(&records).unwrap();
        fs::create_dir_all(&code).unwrap();
        for name in ["output-two.snap", "output-one.snap", "figure-x.snap"] {
            fs::write(records.join(name), "").unwrap();
        }
        fs::write(code.join("new.rs"), "page.output(\"fresh\", |out| {").unwrap();
        for known in ["one", "two", "fresh"] {
            trial(known).expect(known);
        }
        for unknown in ["nosuch", "x", "fres"] {
            let error = trial(unknown).expect_err(unknown).to_string();
            let says =
                format!("`{unknown}` is no output of trial: it has one, two");
            assert_eq!(error, says);
        }
        // And no experiment is run for it, here in a chapter of the book.
        let only = vec!["nosuch".to_owned()];
        let options = Options { only, ..Options::default() };
        let run = try_run("backprop", &options, |_| unreachable!("it is run"));
        assert!(run.unwrap_err().to_string().contains(", by-hand, "));
    }
}
