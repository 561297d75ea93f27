//! Runs the reader's program, and hears what its judge answers.

use std::io::{self, BufRead as _, BufReader, PipeReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use anyhow::{Context as _, Result};
use judge::{Answer, Question};
use wait_timeout::ChildExt as _;

use crate::course::{Course, Place};
use crate::frame::{beyond, is_intact};
use crate::running::Running;
use crate::screen;

/// An attempt that runs longer goes round in circles.
const LONGEST: Duration = Duration::from_secs(20);
/// So much later it ends by itself, where the course cannot end it any more.
const GRACE: Duration = Duration::from_secs(5);
/// So long we listen to what has ended: another program may hold its output open.
const LAST_WORDS: Duration = Duration::from_millis(300);
/// Bytes of a line that is shown.
const LINE: u64 = 2000;
/// Lines that are shown.
const LINES: usize = 200;

/// What the run of a program came to.
pub enum Came {
    /// Its judge has answered.
    Judged(Answer),
    /// Its text has a word with which it can do what no check sees: it was not run.
    Beyond(&'static str),
    /// It ran too long.
    TooLong,
    /// The system stopped it.
    Ended(ExitStatus),
    /// It ended without a word of its judge. Its `main` should be this one.
    Unchecked(String),
}

/// The time after which a program is stopped. Tests, which wait for that, set a shorter one.
pub fn longest() -> Duration {
    let seconds = std::env::var("COURSE_LONGEST_SECONDS").ok();
    let seconds = seconds.and_then(|seconds| seconds.parse().ok());
    seconds.map_or(LONGEST, Duration::from_secs)
}

/// Runs the program that was built from `text`, and gives each line that it prints by
/// itself to `prints`.
pub fn run(
    course: &Course,
    place: Place,
    text: &str,
    program: &Path,
    running: &Running,
    prints: impl FnMut(&str) + Send + 'static,
) -> Result<Came> {
    if let Some(word) = beyond(text) {
        return Ok(Came::Beyond(word));
    }
    let gap = place.part.texts.gap(&course.root, place.exercise)?;
    let folder =
        tempfile::tempdir().context("cannot make a folder for the answer")?;
    let file = folder.path().join("answer");
    let asked = Question::new(random()?, file, screen::width());
    let (reader, writer) = io::pipe().context("this system has no pipes")?;
    let mut command = Command::new(program);
    command.current_dir(&course.root).stdout(writer.try_clone()?).stderr(writer);
    let child = running
        .start(&mut command, |command| asked.ask(command, longest() + GRACE))?;
    let child =
        child.with_context(|| format!("cannot start {}", program.display()))?;
    drop(command); // it holds the other end of the pipe
    let status = ended(child, reader, prints)?;
    running.ended();
    running.ensure_goes_on()?;
    let Some(status) = status else { return Ok(Came::TooLong) };
    let answer = asked.answer().filter(|answer| {
        answer.check.ends_with(place.check())
            && status.code() == Some(answer.outcome.code().into())
            && is_intact(text, &gap.untouched)
    });
    Ok(match answer {
        Some(answer) => Came::Judged(answer),
        None if status.code().is_none() => Came::Ended(status),
        None => {
            let main = gap.untouched.find("fn main()").unwrap_or_default();
            Came::Unchecked(gap.untouched[main..].trim_end().to_owned())
        }
    })
}

/// Words that no program can guess.
fn random() -> Result<[[u8; 16]; 4]> {
    let mut words = [[0; 16]; 4];
    for word in &mut words {
        getrandom::fill(word).context("this system has no random numbers")?;
    }
    Ok(words)
}

/// Waits until a program ends or has run too long, and passes on what it prints.
fn ended(
    mut child: Child,
    reader: PipeReader,
    prints: impl FnMut(&str) + Send + 'static,
) -> Result<Option<ExitStatus>> {
    let is_over = Arc::new(AtomicBool::new(false));
    let (end, at_end) = mpsc::channel::<()>();
    let is_heard = Arc::clone(&is_over);
    std::thread::spawn(move || {
        listen(reader, prints, &is_heard);
        drop(end);
    });
    let status = child.wait_timeout(longest())?;
    if status.is_none() {
        child.kill()?;
        child.wait()?;
    }
    let _ = at_end.recv_timeout(LAST_WORDS);
    is_over.store(true, Ordering::SeqCst);
    Ok(status)
}

/// Passes on each line until the end, or until it is over.
fn listen(reader: PipeReader, mut prints: impl FnMut(&str), is_over: &AtomicBool) {
    let mut reader = BufReader::new(reader);
    let mut count = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader.by_ref().take(LINE).read_until(b'\n', &mut line);
        if !matches!(read, Ok(1..)) || is_over.load(Ordering::SeqCst) {
            return;
        }
        count += 1;
        // It is read on, so that the program is not held up.
        if count <= LINES {
            prints(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
        } else if count == LINES + 1 {
            prints("… and more");
        }
    }
}
