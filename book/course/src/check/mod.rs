//! Checks exercises of every kind.

mod all;
mod build;
mod by_hand;
mod file;
mod open;
mod run;

use std::process::ExitCode;

use anyhow::{Result, bail};
use exercise::Kind;

use crate::course::{Course, Place};
use crate::progress::today;
use crate::screen::{code, dim, labelled, right, say, strong, wrapped};
use crate::session::Session;
use crate::show::{command, prose};

pub use all::{Asked, all};
pub use by_hand::tell;
pub use open::agrees;

/// Checks an exercise, and notes it down if it is done. Gives back whether it is.
pub fn check(
    course: &Course,
    place: Place,
    answers: &[String],
    session: &Session,
) -> Result<bool> {
    if !answers.is_empty() && place.exercise.kind != Kind::ByHand {
        bail!(
            "`{}` is no exercise to compute by hand: check it without answers, {}",
            place.name(),
            command("check", place)
        );
    }
    match place.exercise.kind {
        Kind::ByHand => by_hand::check(course, place, answers, session),
        Kind::Open => open::check(course, place, session),
        _ => file::check(course, place, session),
    }
}

/// The exit code of a check.
pub fn exit_code(is_done: bool) -> ExitCode {
    if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What an exercise asks, unless its reader has just seen it.
fn asked(course: &Course, place: Place, session: &Session) {
    if !session.is_introduced() {
        title(place);
        say!("{}\n", prose(course, &place.exercise.statement));
    }
}

fn title(place: Place) {
    let title = format!("{}: {}", place.name(), place.exercise.title);
    say!("{}", wrapped(&strong(&title)));
}

/// Notes down that an exercise is done, and says why it works.
fn done(
    course: &Course,
    place: Place,
    passed: &str,
    session: &Session,
) -> Result<bool> {
    let why = strong("Our answer, and why");
    say!("\n{why}\n{}", prose(course, &place.exercise.answer));
    note_down(course, place, passed, session)
}

/// Notes down that an exercise is done, and says what is next.
fn note_down(
    course: &Course,
    place: Place,
    passed: &str,
    session: &Session,
) -> Result<bool> {
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
        // A watch introduces it.
        Some(_) if session.watch.is_some() => {}
        Some(next) => say!("{}", labelled("Next", &command("check", next))),
        None => say!("{}", right("That was the last one.")),
    }
    Ok(true)
}

fn not_done(place: Place, session: &Session) -> bool {
    say!("\n{}", session.hint(place));
    false
}

/// The name of a file among words.
fn named(file: &std::path::Path) -> String {
    code(&file.display().to_string())
}
