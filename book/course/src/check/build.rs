//! Compiles the readers' files.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufReader, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::diagnostic::DiagnosticLevel;
use cargo_metadata::{CompilerMessage, Message};
use indicatif::{ProgressBar, ProgressStyle};

use crate::course::{Course, Place};
use crate::progress::fingerprint;
use crate::running::Running;
use crate::screen;

/// What is said while an attempt is compiled.
const COMPILING: &str =
    "Compiling: half a minute or more for a chapter's first check, then a second.";
/// The same, where there is little room.
const COMPILING_SHORT: &str = "Compiling:";
/// What is over sooner needs no words.
const MOMENT: Duration = Duration::from_secs(1);

/// The program of a file that compiles, or what the compiler says of it.
pub type Compiled = Result<PathBuf, Vec<String>>;

/// Compiles `text`, which the reader's file holds.
pub fn program_of(
    course: &Course,
    place: Place,
    text: &str,
    running: &Running,
) -> Result<Compiled> {
    let command = || {
        let mut cargo = cargo(course, "rustc", &place.package());
        cargo.args(["--bin", place.name()]);
        // What the gap leaves unused is no news to its reader.
        cargo.args(["--", "--allow", "unused"]);
        cargo
    };
    while_told(|| {
        let mut all = compiled(course, &[(place, text)], command, running)?;
        all.remove(place.name()).context("cargo has built no program")
    })?
}

/// Compiles the files of a chapter's exercises, each with its text: what does not compile
/// stands in the way of no other.
pub fn programs_of<'c>(
    course: &Course,
    all: &[(Place<'c>, &str)],
    running: &Running,
) -> Result<BTreeMap<String, Compiled>> {
    let Some((first, _)) = all.first() else { return Ok(BTreeMap::new()) };
    let command = || {
        let mut cargo = cargo(course, "build", &first.package());
        cargo.arg("--keep-going");
        for (place, _) in all {
            cargo.args(["--bin", place.name()]);
        }
        cargo
    };
    compiled(course, all, command, running)
}

fn cargo(course: &Course, verb: &str, package: &str) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = Command::new(cargo);
    let format = if io::stderr().is_terminal() {
        "--message-format=json-diagnostic-rendered-ansi"
    } else {
        "--message-format=json"
    };
    cargo
        .args([verb, "--quiet", "--package", package])
        .args(["--features", "attempts", format])
        .current_dir(&course.root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    cargo
}

/// Compiles. Cargo goes by the time of a file, and takes an older one that is put back, as
/// from `kept`, for compiled already: then the file is given the time of now.
fn compiled(
    course: &Course,
    all: &[(Place, &str)],
    cargo: impl Fn() -> Command,
    running: &Running,
) -> Result<BTreeMap<String, Compiled>> {
    let mut built = build(cargo(), running)?;
    let mut is_old = false;
    for (place, text) in all {
        let Some(program) = built.programs.get(place.name()) else { continue };
        if !program.is_fresh || is_of_text(&program.program, text) {
            continue;
        }
        is_old = true;
        let file = place.attempt();
        touch(&course.root.join(&file)).with_context(|| {
            format!("cannot set the time of {}", file.display())
        })?;
    }
    if is_old {
        built = build(cargo(), running)?;
    }
    let mut compiled = BTreeMap::new();
    for (place, text) in all {
        let name = place.name().to_owned();
        let outcome = match built.programs.remove(&name) {
            Some(Program { program, .. }) => {
                let stamp = stamp(&program, text);
                // Where it cannot be written, the next check compiles once more.
                let _ = fs::write(program.with_extension("built-from"), stamp);
                Ok(program)
            }
            None => Err(built.diagnostics_of(&name)?),
        };
        compiled.insert(name, outcome);
    }
    Ok(compiled)
}

fn is_of_text(program: &Path, text: &str) -> bool {
    let known = fs::read_to_string(program.with_extension("built-from"));
    known.is_ok_and(|known| known == stamp(program, text))
}

/// What tells that a program is still the one that was built from a text.
fn stamp(program: &Path, text: &str) -> String {
    let time = fs::metadata(program).and_then(|found| found.modified()).ok();
    format!("{} {time:?}", fingerprint(text))
}

/// Gives a file the time of now.
fn touch(file: &Path) -> io::Result<()> {
    let to_write = fs::File::options().append(true).open(file);
    // The owner of a file that is only to be read may still set its time.
    let file = to_write.or_else(|_| fs::File::open(file))?;
    file.set_modified(SystemTime::now())
}

/// Does what takes time, and says what is going on: with a clock on a terminal, and in a line
/// elsewhere, if it takes more than a moment.
fn while_told<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T> {
    if io::stderr().is_terminal() {
        let is_wide = screen::width() >= COMPILING.len() + 8;
        let text = if is_wide { COMPILING } else { COMPILING_SHORT };
        let bar = ProgressBar::new_spinner().with_message(text);
        bar.set_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}")?);
        bar.enable_steady_tick(Duration::from_millis(100));
        let done = work();
        bar.finish_and_clear();
        return Ok(done);
    }
    let (is_done, wait) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if wait.recv_timeout(MOMENT) == Err(mpsc::RecvTimeoutError::Timeout) {
                files::complain(screen::wrapped(COMPILING));
            }
        });
        let done = work();
        drop(is_done);
        Ok(done)
    })
}

/// A program that cargo gives back.
struct Program {
    program: PathBuf,
    /// Whether it was there already.
    is_fresh: bool,
}

/// What a run of cargo came to.
#[derive(Default)]
struct Built {
    is_success: bool,
    /// By the names of the exercises.
    programs: BTreeMap<String, Program>,
    /// The errors in the files, by the names of the exercises.
    diagnostics: BTreeMap<String, Vec<String>>,
    /// Errors of no line, such as the linker's.
    of_no_place: String,
    /// What cargo itself says.
    complaints: String,
}

impl Built {
    /// What the compiler says of an exercise that has not become a program.
    fn diagnostics_of(&mut self, name: &str) -> Result<Vec<String>> {
        if let Some(diagnostics) = self.diagnostics.remove(name) {
            return Ok(diagnostics);
        }
        if self.is_success {
            bail!("cargo has built no program");
        }
        let others: String = self.diagnostics.values().flatten().cloned().collect();
        bail!(
            "cargo cannot build the exercise:\n{others}{}{}",
            self.of_no_place,
            self.complaints.trim_end()
        )
    }
}

fn build(mut cargo: Command, running: &Running) -> Result<Built> {
    let child = running.start(&mut cargo, Command::spawn)?;
    let mut child = child.context("cannot start cargo: is Rust installed?")?;
    let built = messages(&mut child);
    running.ended();
    running.ensure_goes_on()?;
    let (status, built) = built?;
    Ok(Built { is_success: status.success(), ..built })
}

/// Reads what cargo says until it ends.
fn messages(child: &mut Child) -> Result<(ExitStatus, Built)> {
    let mut built = Built::default();
    let stderr = child.stderr.take().context("cargo's errors are piped")?;
    let complaints = std::thread::spawn(move || io::read_to_string(stderr));
    let stdout = child.stdout.take().context("cargo's messages are piped")?;
    for message in Message::parse_stream(BufReader::new(stdout)) {
        match message? {
            Message::CompilerArtifact(artifact) => {
                if let Some(program) = artifact.executable {
                    let program = program.into_std_path_buf();
                    let is_fresh = artifact.fresh;
                    built.programs.insert(
                        artifact.target.name,
                        Program { program, is_fresh },
                    );
                }
            }
            Message::CompilerMessage(CompilerMessage {
                message, target, ..
            }) => {
                let is_error = message.level == DiagnosticLevel::Error;
                let Some(text) = message.rendered else { continue };
                let is_sum = message.message.starts_with("aborting due to");
                if is_error && !message.spans.is_empty() {
                    built.diagnostics.entry(target.name).or_default().push(text);
                } else if is_error && !is_sum {
                    built.of_no_place.push_str(&text);
                }
            }
            _ => {}
        }
    }
    let status = child.wait()?;
    built.complaints = complaints.join().unwrap_or_else(|_| Ok(String::new()))?;
    Ok((status, built))
}
