//! What every check says: the question before it, and what its outcome leads to.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::course::{Course, Place};
use crate::progress::today;
use crate::screen::{code, dim, labelled, right, say, strong, wrapped};
use crate::session::Session;
use crate::show::{command, prose};

/// The exit code of a check.
pub fn exit_code(is_done: bool) -> ExitCode {
    if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What an exercise asks, unless its reader has just seen it.
pub fn asked(course: &Course, place: Place, session: &Session) {
    if !session.is_introduced() {
        title(place);
        say!("{}\n", prose(course, &place.exercise.statement));
    }
}

/// The name of an exercise, and what it is about.
pub fn title(place: Place) {
    let title = format!("{}: {}", place.name(), place.exercise.title);
    say!("{}", wrapped(&strong(&title)));
}

/// Notes down that an exercise is done, and says why it works.
pub fn done(
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
pub fn note_down(
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

/// Says how to come to a hint.
pub fn not_done(place: Place, session: &Session) -> bool {
    let hint = match &session.watch {
        Some(watch) if watch.has_keys => format!("A hint  {}", code("h")),
        _ => labelled("A hint", &command("hint", place)),
    };
    say!("\n{hint}");
    false
}

/// The name of a file among words.
pub fn named(file: &Path) -> String {
    code(&file.display().to_string())
}
