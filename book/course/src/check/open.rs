//! Open questions.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;

use super::outcome::{asked, not_done, note_down};
use crate::course::{Course, Place};
use crate::progress::{FILE, Progress};
use crate::screen::{right, say, strong, wrapped};
use crate::session::Session;
use crate::show::prose;

/// Takes an answer in words, shows ours, and lets the reader compare.
pub fn check(course: &Course, place: Place, session: &Session) -> Result<bool> {
    asked(course, place, session);
    let how = "Write your answer. A line with nothing but a full stop ends it.";
    say!("{}", wrapped(how));
    let answer = taken(course, place, session)?;
    session.running.ensure_goes_on()?;
    if answer.trim().is_empty() {
        say!("No answer: then another time.");
        return Ok(not_done(place, session));
    }
    say!("\n{}", strong("Your answer"));
    say!("{}\n", answer.lines().map(wrapped).collect::<Vec<_>>().join("\n"));
    say!("{}\n{}\n", strong("Our answer"), prose(course, &place.exercise.answer));
    say!("Compare. Does yours say");
    let mut missing = 0;
    for point in &place.exercise.points {
        let point = prose(course, &format!("- {point}? \\[y/n\\]"));
        if !agrees(&point, session)? {
            missing += 1;
        }
    }
    session.running.ensure_goes_on()?;
    if missing > 0 {
        let section = course.section(place);
        say!(
            "\n{}",
            wrapped(&format!(
                "What yours does not say yet is in \"{section}\" in {}. Read it once more, and \
                 answer again. This answer is kept in {FILE}.",
                place.part.title,
            ))
        );
        return Ok(not_done(place, session));
    }
    say!("{}", right("Right."));
    note_down(course, place, "", session)
}

/// Takes an answer, and keeps it before anything else can happen: also where Ctrl-C, a
/// closed terminal or a newer save ends it.
fn taken(course: &Course, place: Place, session: &Session) -> Result<String> {
    let typed = Arc::new(Mutex::new(String::new()));
    let (progress, so_far) = (course.progress.clone(), Arc::clone(&typed));
    let name = place.name().to_owned();
    let _guard = session.at_end(move || stopped(&progress, &name, &so_far))?;
    let text = || typed.lock().unwrap_or_else(PoisonError::into_inner);
    while let Some(line) = session.ask("")? {
        if line.trim() == "." {
            break;
        }
        let mut text = text();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let answer = text().clone();
    if !answer.trim().is_empty() {
        keep_answer(&course.progress, place.name(), &answer)?;
    }
    Ok(answer)
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
        Ok(()) => format!("\nWhat you have written is kept in {FILE}."),
        Err(error) => format!("\nYour answer cannot be kept: {error:#}"),
    }
}

/// Asks until the answer is yes or no. Who says nothing more says no.
pub fn agrees(question: &str, session: &Session) -> Result<bool> {
    loop {
        let Some(line) = session.ask(&format!("{question} "))? else {
            session.end_prompt();
            return Ok(false);
        };
        session.end_prompt();
        match line.trim().to_lowercase().as_str() {
            "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => say!("Type y or n."),
        }
    }
}
