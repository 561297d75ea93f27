//! Exercises to compute by hand.

use anyhow::{Result, bail};
use exercise::{Judged, Question};

use super::outcome::{asked, done, not_done};
use crate::course::{Course, Place};
use crate::screen::{dim, right, say, strong, wrapped, wrong};
use crate::session::Session;
use crate::show::prose;

/// Takes answers from the command line, or asks for them.
pub fn check(
    course: &Course,
    place: Place,
    answers: &[String],
    session: &Session,
) -> Result<bool> {
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
    asked(course, place, session);
    let is_right = if answers.is_empty() {
        ask_all(course, place, session)?
    } else {
        tell_all(course, place, answers)?
    };
    session.running.ensure_goes_on()?;
    if is_right {
        done(course, place, "", session)
    } else {
        Ok(not_done(place, session))
    }
}

fn numbers(count: usize) -> String {
    if count == 1 { "1 number".to_owned() } else { format!("{count} numbers") }
}

/// The answers that were right in an earlier try, in the order of the questions. What is
/// kept is not believed, but judged anew.
pub fn kept(course: &Course, place: Place) -> Vec<Option<String>> {
    let kept = course.progress.entry(place.name()).numbers;
    let questions = place.exercise.questions.iter().enumerate();
    questions
        .map(|(index, question)| {
            kept.get(index).filter(|answer| is_right(question, answer)).cloned()
        })
        .collect()
}

/// Whether an answer is right.
pub fn is_right(question: &Question, answer: &str) -> bool {
    exercise::read(answer)
        .is_ok_and(|answer| question.judge(&answer) == Judged::Right)
}

/// Keeps a right answer.
fn keep(course: &Course, place: Place, index: usize, answer: &str) -> Result<()> {
    let count = place.exercise.questions.len();
    course.progress.change(place.name(), |entry| {
        entry.numbers.resize(count, String::new());
        answer.clone_into(&mut entry.numbers[index]);
    })
}

/// Judges the answers of a command line.
fn tell_all(course: &Course, place: Place, answers: &[String]) -> Result<bool> {
    let mut are_right = true;
    for (index, question) in place.exercise.questions.iter().enumerate() {
        let answer = answers[index].trim();
        if tell(course, question, answer) {
            keep(course, place, index, answer)?;
        } else {
            are_right = false;
        }
    }
    Ok(are_right)
}

/// Asks until each answer is right, or one is empty.
fn ask_all(course: &Course, place: Place, session: &Session) -> Result<bool> {
    let kept = kept(course, place);
    if kept.iter().any(Option::is_some) {
        let text = "In brackets stands what you had right before: Enter keeps it.";
        say!("{}", dim(&wrapped(text)));
    }
    for (index, question) in place.exercise.questions.iter().enumerate() {
        let before = kept[index].as_deref();
        let Some(answer) = ask(course, question, before, session)? else {
            return Ok(false);
        };
        if before != Some(&answer) {
            keep(course, place, index, &answer)?;
        }
    }
    Ok(true)
}

/// Asks until the answer is right, or empty. Then the one of before counts, if there is one.
fn ask(
    course: &Course,
    question: &Question,
    before: Option<&str>,
    session: &Session,
) -> Result<Option<String>> {
    let default = before.map_or(String::new(), |before| format!("[{before}] "));
    loop {
        let line = session.ask(&format!("{} = {default}", question.ask))?;
        let answer = line.as_deref().unwrap_or_default().trim();
        match (before, &line) {
            (Some(before), Some(_)) if answer.is_empty() => {
                session.end_prompt();
                return Ok(Some(before.to_owned()));
            }
            _ if answer.is_empty() => {
                session.running.ensure_goes_on()?;
                say!("\nNo answer: then another time.");
                return Ok(None);
            }
            _ => {}
        }
        session.end_prompt();
        if tell(course, question, answer) {
            return Ok(Some(answer.to_owned()));
        }
    }
}

/// Says whether an answer is right, and if not, what it shows.
pub fn tell(course: &Course, question: &Question, answer: &str) -> bool {
    let asked = &question.ask;
    let read = match exercise::read(answer) {
        Ok(read) => read,
        Err(error) => {
            say!("{}", wrapped(&error.to_string()));
            return false;
        }
    };
    if let Some(told) = read.told() {
        say!("{}", dim(&wrapped(&format!("Read as {told}"))));
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
