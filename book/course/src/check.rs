//! Checks exercises of every kind.

use std::fs;
use std::io::{self, BufRead as _, BufReader, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, anyhow, bail};
use cargo_metadata::diagnostic::DiagnosticLevel;
use cargo_metadata::{CompilerMessage, Message};
use exercise::{Judged, Kind, Question, short};
use files::Stop;
use indicatif::{ProgressBar, ProgressStyle};
use judge::{Outcome, Question as Asked};
use wait_timeout::ChildExt as _;

use crate::course::{Course, Place};
use crate::frame::{beyond, is_intact};
use crate::progress::{Progress, fingerprint, today};
use crate::screen::{code, dim, right, say, strong, wrapped, wrong};
use crate::show::{command, prose};
use crate::{save, screen};

/// An attempt that runs longer goes round in circles.
const LONGEST: Duration = Duration::from_secs(20);
/// So much later it ends by itself, where the course cannot end it any more.
const GRACE: Duration = Duration::from_secs(5);
/// What is said while an attempt is compiled.
const COMPILING: &str =
    "Compiling: half a minute or more for a chapter's first check, then a second.";
/// What is over sooner needs no words.
const MOMENT: Duration = Duration::from_secs(1);
/// Why an answer is not taken.
const NOT_A_TEXT: &str = "cannot read your answer: it must be a text in UTF-8";

/// Checks an exercise, and notes it down if it is done.
pub fn check(
    course: &Course,
    place: Place,
    answers: &[String],
) -> Result<ExitCode> {
    if !answers.is_empty() && place.exercise.kind != Kind::ByHand {
        bail!(
            "`{}` is no exercise to compute by hand: check it without answers, {}",
            place.name(),
            command("check", place)
        );
    }
    match place.exercise.kind {
        Kind::ByHand => by_hand(course, place, answers),
        Kind::Open => open_question(course, place),
        _ => file(course, place),
    }
}

/// Notes down that an exercise is done, and says why it works.
fn done(course: &Course, place: Place, passed: &str) -> Result<ExitCode> {
    say!("\n{}\n{}", strong("Why"), prose(course, &place.exercise.answer));
    note_down(course, place, passed)
}

/// Notes down that an exercise is done, and says what is next.
fn note_down(course: &Course, place: Place, passed: &str) -> Result<ExitCode> {
    let study = course.study();
    course.progress.change_record(|record| {
        let entry = record.exercises.entry(place.name().to_owned()).or_default();
        entry.done = true;
        passed.clone_into(&mut entry.file);
        if let Some((chapter, task)) = study.exercise(place.name()) {
            study::entered(record, chapter, task, today());
        }
    })?;
    let now = Course::find(&course.root)?;
    let (done, all) = now.counts();
    say!("\n{}", dim(&format!("{done} of {all} exercises done")));
    match now.next() {
        Some(next) => say!("Next  {}", code(&command("check", next))),
        None => say!("{}", right("That was the last one.")),
    }
    Ok(ExitCode::SUCCESS)
}

fn not_done(place: Place) -> ExitCode {
    say!("\nA hint  {}", code(&command("hint", place)));
    ExitCode::FAILURE
}

// Exercises with a file

/// The text of a reader's file, from the workspace.
fn text_of(course: &Course, file: &Path) -> Result<String> {
    save::read(&course.root.join(file))
        .map_err(|error| anyhow!("cannot read {}: {}", file.display(), error.fault))
}

/// Builds and runs the reader's file.
fn file(course: &Course, place: Place) -> Result<ExitCode> {
    let file = place.attempt();
    let text = text_of(course, &file)?;
    say!("{}", strong(&format!("{}: {}", place.name(), place.exercise.title)));
    let Some(program) = build_of(course, place, &text)? else {
        say!(
            "{}",
            wrapped(&format!(
                "{} does not compile yet.",
                code(&file.display().to_string())
            ))
        );
        return Ok(ExitCode::FAILURE);
    };
    if let Some(word) = beyond(&text) {
        say!(
            "{}",
            wrapped(&format!(
                "{} has {}: with that it can do what no check sees, and no exercise needs it. \
                 Write it without.",
                code(&file.display().to_string()),
                code(word)
            ))
        );
        return Ok(not_done(place));
    }
    let gap = place.part.texts.gap(&course.root, place.exercise)?;
    let folder =
        tempfile::tempdir().context("cannot make a folder for the answer")?;
    let asked = Asked::new(random()?, folder.path().join("answer"));
    let mut program = Command::new(&program);
    let mut child = asked
        .ask(program.current_dir(&course.root), longest() + GRACE)
        .with_context(|| {
            format!("cannot start {}", program.get_program().display())
        })?;
    let Some(status) = child.wait_timeout(longest())? else {
        child.kill()?;
        child.wait()?;
        say!(
            "{}",
            wrapped(&format!(
                "Stopped after {} seconds: does a loop in your code ever end?",
                longest().as_secs()
            ))
        );
        return Ok(not_done(place));
    };
    let answer = asked.answer().filter(|answer| {
        answer.check.ends_with(place.check())
            && status.code() == Some(answer.outcome.code().into())
            && is_intact(&text, &gap.untouched)
    });
    match answer.map(|answer| answer.outcome) {
        Some(Outcome::Right) => done(course, place, &fingerprint(&text)),
        Some(Outcome::Wrong) => Ok(not_done(place)),
        Some(Outcome::Unfinished) => {
            say!("\n{}\n", prose(course, &place.exercise.statement));
            say!("Open    {}", code(&file.display().to_string()));
            say!("A hint  {}", code(&command("hint", place)));
            Ok(ExitCode::FAILURE)
        }
        None if status.code().is_none() => {
            say!("{}", wrapped(&format!("Your program was stopped: {status}.")));
            Ok(not_done(place))
        }
        None => Ok(unchecked(place, &gap.untouched)),
    }
}

/// Words that no program can guess.
fn random() -> Result<[[u8; 16]; 3]> {
    let mut words = [[0; 16]; 3];
    for word in &mut words {
        getrandom::fill(word).context("this system has no random numbers")?;
    }
    Ok(words)
}

/// The time after which a program is stopped. Tests, which wait for that, set a shorter one.
fn longest() -> Duration {
    let seconds = std::env::var("COURSE_LONGEST_SECONDS").ok();
    let seconds = seconds.and_then(|seconds| seconds.parse().ok());
    seconds.map_or(LONGEST, Duration::from_secs)
}

/// Says how a program that ended without a word of the judge comes to be judged.
fn unchecked(place: Place, untouched: &str) -> ExitCode {
    let main = untouched.find("fn main()").unwrap_or_default();
    let file = place.attempt();
    say!(
        "{}\n\n{}",
        wrapped(&format!(
            "Your program ended unchecked. Nothing may end it before its check is over, and {} \
             must close as it did at the beginning, and mean the same by each name in it:",
            code(&file.display().to_string())
        )),
        code(untouched[main..].trim_end())
    );
    not_done(place)
}

/// Compiles `text`, which the reader's file holds. Cargo goes by the time of a file, and
/// takes an older one that is put back, as from `kept`, for compiled already: then the file
/// is given the time of now.
fn build_of(course: &Course, place: Place, text: &str) -> Result<Option<PathBuf>> {
    let is_of_text = |program: &Path| {
        let known = fs::read_to_string(program.with_extension("built-from"));
        known.is_ok_and(|known| known == stamp(program, text))
    };
    let Some(mut built) = build(course, place)? else { return Ok(None) };
    if built.is_fresh && !is_of_text(&built.program) {
        let file = place.attempt();
        touch(&course.root.join(&file)).with_context(|| {
            format!("cannot set the time of {}", file.display())
        })?;
        match build(course, place)? {
            Some(again) => built = again,
            None => return Ok(None),
        }
    }
    let program = built.program;
    // Where it cannot be written, the next check compiles once more.
    let _ = fs::write(program.with_extension("built-from"), stamp(&program, text));
    Ok(Some(program))
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

/// Compiles the reader's file. Gives back nothing if it does not compile: then the compiler
/// has said why.
fn build(course: &Course, place: Place) -> Result<Option<Program>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let package = place.package();
    let mut cargo = Command::new(cargo);
    let format = if io::stderr().is_terminal() {
        "--message-format=json-diagnostic-rendered-ansi"
    } else {
        "--message-format=json"
    };
    cargo
        .args(["rustc", "--quiet", "--package", &package, "--bin", place.name()])
        .args(["--features", "attempts", format])
        // What the gap leaves unused is no news to its reader.
        .args(["--", "--allow", "unused"])
        .current_dir(&course.root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child =
        cargo.spawn().context("cannot start cargo: is Rust installed?")?;
    let built = while_told(|| messages(&mut child))?;
    let (status, built) = built?;
    for diagnostic in &built.diagnostics {
        say!("{}", diagnostic.trim_end());
        say!();
    }
    if !status.success() {
        if built.diagnostics.is_empty() {
            bail!(
                "cargo cannot build the exercise:\n{}{}",
                built.of_no_place,
                built.complaints.trim_end()
            );
        }
        return Ok(None);
    }
    built.program.map(Some).context("cargo has built no program")
}

/// Does what takes time, and says what is going on: with a clock on a terminal, and in a line
/// elsewhere, if it takes more than a moment.
fn while_told<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T> {
    if io::stderr().is_terminal() {
        let bar = ProgressBar::new_spinner().with_message(COMPILING);
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
                files::complain(COMPILING);
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
    program: Option<Program>,
    diagnostics: Vec<String>,
    /// Errors of no line, such as the linker's.
    of_no_place: String,
    /// What cargo itself says.
    complaints: String,
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
                    built.program = Some(Program { program, is_fresh });
                }
            }
            Message::CompilerMessage(CompilerMessage { message, .. }) => {
                let is_error = message.level == DiagnosticLevel::Error;
                let Some(text) = message.rendered else { continue };
                let is_sum = message.message.starts_with("aborting due to");
                if is_error && !message.spans.is_empty() {
                    built.diagnostics.push(text);
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

// Exercises to compute by hand

/// Takes answers from the command line, or asks for them.
fn by_hand(course: &Course, place: Place, answers: &[String]) -> Result<ExitCode> {
    let questions = &place.exercise.questions;
    if !answers.is_empty() && answers.len() != questions.len() {
        let asked: Vec<_> =
            questions.iter().map(|question| question.ask.as_str()).collect();
        bail!(
            "`{}` asks for {} and you give {}: {}",
            place.name(),
            numbers(questions.len()),
            numbers(answers.len()),
            asked.join("; ")
        );
    }
    say!("{}", strong(&format!("{}: {}", place.name(), place.exercise.title)));
    say!("{}\n", prose(course, &place.exercise.statement));
    let mut is_right = true;
    if answers.is_empty() {
        for question in questions {
            is_right &= ask(course, question)?;
            if !is_right {
                break;
            }
        }
    } else {
        for (question, answer) in questions.iter().zip(answers) {
            is_right &= tell(course, question, answer);
        }
    }
    if is_right { done(course, place, "") } else { Ok(not_done(place)) }
}

fn numbers(count: usize) -> String {
    if count == 1 { "1 number".to_owned() } else { format!("{count} numbers") }
}

/// Asks until the answer is right, or empty.
fn ask(course: &Course, question: &Question) -> Result<bool> {
    loop {
        screen::prompt(&format!("{} = ", question.ask))?;
        let mut line = String::new();
        let length = io::stdin().lock().read_line(&mut line).context(NOT_A_TEXT)?;
        if length == 0 || line.trim().is_empty() {
            say!("\nNo answer: then another time.");
            return Ok(false);
        }
        screen::end_prompt();
        if tell(course, question, &line) {
            return Ok(true);
        }
    }
}

/// Says whether an answer is right, and if not, what it shows.
pub fn tell(course: &Course, question: &Question, answer: &str) -> bool {
    let asked = &question.ask;
    let answer = answer.trim();
    let read = match exercise::read(answer) {
        Ok(read) => read,
        Err(error) => {
            say!("{}", wrapped(&error.to_string()));
            return false;
        }
    };
    if let Some(shown) = &read.shown {
        let value = short(read.value);
        let value =
            if value == *shown { String::new() } else { format!(" = {value}") };
        say!("{}", dim(&wrapped(&format!("Read as {shown}{value}"))));
    }
    let not_yet =
        || wrapped(&format!("{} {asked} is not {answer}.", wrong("Not yet:")));
    match question.judge(&read) {
        Judged::Right => {
            say!("{}", wrapped(&format!("{} {asked} = {answer}", right("Right:"))));
            return true;
        }
        Judged::Mistaken(mistake) => {
            say!("{}", not_yet());
            say!("{}", prose(course, &mistake.says));
        }
        Judged::Near(off) => {
            say!("{}", not_yet());
            say!("{}", wrapped(&format!("{} {off}", strong("Near:"))));
        }
        Judged::Wrong => say!("{}", not_yet()),
    }
    false
}

// Open questions

/// Takes an answer in words, shows ours, and lets the reader compare.
fn open_question(course: &Course, place: Place) -> Result<ExitCode> {
    say!("{}", strong(&format!("{}: {}", place.name(), place.exercise.title)));
    say!("{}\n", prose(course, &place.exercise.statement));
    say!("Write your answer. A line with nothing but a full stop ends it.");
    // What is typed is kept also where Ctrl-C or a closed terminal ends the answer.
    let typed = Arc::new(Mutex::new(String::new()));
    let (progress, so_far) = (course.progress.clone(), Arc::clone(&typed));
    let name = place.name().to_owned();
    let stop = Stop::listen(move || stopped(&progress, &name, &so_far));
    let stop = stop.context("cannot watch for Ctrl-C")?;
    let text = || typed.lock().unwrap_or_else(PoisonError::into_inner);
    let mut lines = io::stdin().lock().lines();
    for line in lines.by_ref() {
        let line = match line {
            Ok(line) => line,
            // A terminal that is closed ends what can be read, as a signal does.
            Err(error) if error.kind() != io::ErrorKind::InvalidData => break,
            Err(error) => return Err(error).context(NOT_A_TEXT),
        };
        if line.trim() == "." {
            break;
        }
        let mut text = text();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let answer = text().clone();
    if answer.trim().is_empty() {
        say!("No answer: then another time.");
        return Ok(not_done(place));
    }
    // Kept before anything else can happen.
    keep_answer(&course.progress, place.name(), &answer)?;
    stop.end_at_once(String::new);
    say!("\n{}\n{}\n", strong("Our answer"), prose(course, &place.exercise.answer));
    say!("Compare. Does yours say");
    let mut missing = 0;
    for point in &place.exercise.points {
        let point = prose(course, &format!("- {point}? \\[y/n\\]"));
        if !agrees(&point, &mut lines)? {
            missing += 1;
        }
    }
    if missing > 0 {
        let section = course.section(place);
        say!(
            "\n{}",
            wrapped(&format!(
                "What yours does not say yet is in \"{section}\" in {}. Read it once more, and \
                 answer again. This answer is kept in {}.",
                place.part.title,
                crate::progress::FILE
            ))
        );
        return Ok(not_done(place));
    }
    say!("{}", right("Right."));
    note_down(course, place, "")
}

/// Keeps an answer to an open question, unless it is the one that was given last.
fn keep_answer(progress: &Progress, name: &str, answer: &str) -> Result<()> {
    progress.change(name, |entry| {
        if entry.answers.last().is_none_or(|last| last != answer) {
            entry.answers.push(answer.to_owned());
        }
    })
}

/// Keeps what was typed when the course is told to end. Gives back what to say of it.
fn stopped(progress: &Progress, name: &str, typed: &Mutex<String>) -> String {
    let answer = typed.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if answer.trim().is_empty() {
        return "\nNo answer: then another time.".to_owned();
    }
    match keep_answer(progress, name, &answer) {
        Ok(()) => {
            format!("\nWhat you have written is kept in {}.", crate::progress::FILE)
        }
        Err(error) => format!("\nYour answer cannot be kept: {error:#}"),
    }
}

/// Asks until the answer is yes or no. Who says nothing more says no.
pub fn agrees(
    question: &str,
    lines: &mut impl Iterator<Item = io::Result<String>>,
) -> Result<bool> {
    loop {
        screen::prompt(&format!("{question} "))?;
        let Some(line) = lines.next().transpose().context(NOT_A_TEXT)? else {
            return Ok(false);
        };
        screen::end_prompt();
        match line.trim().to_lowercase().as_str() {
            "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => say!("Type y or n."),
        }
    }
}
