//! What an exercise asks, and what helps.

use std::io;
use std::process::ExitCode;

use crate::course::{Course, Place};
use crate::screen::{code, dim, labelled, markdown, say, strong, wrapped};
use crate::session::Session;
use anyhow::Result;

/// What an exercise asks, and how to answer.
pub fn introduce(
    course: &Course,
    place: Place,
    out: &mut impl io::Write,
) -> io::Result<()> {
    ask(course, place, out)?;
    if place.exercise.kind.has_file() {
        let file = place.attempt().display().to_string();
        writeln!(out, "{}", labelled("Open", &file))?;
        writeln!(out, "{}", labelled("then", &command("check", place)))?;
    } else {
        writeln!(out, "{}", labelled("Answer with", &command("check", place)))?;
    }
    Ok(())
}

/// What an exercise asks.
pub fn ask(
    course: &Course,
    place: Place,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let exercise = place.exercise;
    let title = format!("{}: {}", place.name(), exercise.title);
    writeln!(out, "{}", wrapped(&strong(&title)))?;
    let facts = format!(
        "{}, {} minutes, after \"{}\" in {}",
        exercise.kind.name(),
        exercise.minutes,
        course.section(place),
        place.part.title
    );
    writeln!(out, "{}", dim(&wrapped(&facts)))?;
    let practised = format!("Practises: {}", course.objectives(place));
    writeln!(out, "{}\n", dim(&prose(course, &practised)))?;
    writeln!(out, "{}\n", prose(course, &exercise.statement))
}

/// A text of the course as a terminal shows it, with the numbers that it quotes.
pub fn prose(course: &Course, text: &str) -> String {
    markdown(&course.with_numbers(text))
}

/// A command of the course about an exercise.
pub fn command(verb: &str, place: Place) -> String {
    format!("cargo run -p course -- {verb} {}", place.name())
}

/// Shows the hints that were shown before, and one more.
pub fn hint(course: &Course, place: Place) -> Result<ExitCode> {
    if hints(course, place)? {
        say!("{}", labelled("One more:", &command("hint", place)));
    } else {
        say!("{}", labelled("Still stuck?", &command("solution", place)));
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows the hints that were shown before, and one more. Gives back whether there are more.
pub fn hints(course: &Course, place: Place) -> Result<bool> {
    let hints = &place.exercise.hints;
    let shown = (course.progress.entry(place.name()).hints + 1).min(hints.len());
    for (index, hint) in hints.iter().take(shown).enumerate() {
        say!("{}", strong(&format!("Hint {} of {}", index + 1, hints.len())));
        say!("{}\n", prose(course, hint));
    }
    course.progress.change(place.name(), |entry| entry.hints = shown)?;
    Ok(shown < hints.len())
}

/// Shows the solution, and why it works. Asks first if the exercise is not done.
pub fn solution(course: &Course, place: Place, yes: bool) -> Result<ExitCode> {
    let is_done = course.progress.is_done(place.name());
    if !is_done && !yes && !agreed(place)? {
        say!("\n{}", labelled("Then not. A hint:", &command("hint", place)));
        return Ok(ExitCode::FAILURE);
    }
    if place.exercise.kind.has_file() {
        let gap = place.part.texts.gap(&course.root, place.exercise)?;
        say!("{}\n", strong("Our solution"));
        say!("{}\n", code(gap.solution.trim_end()));
    }
    say!("{}", strong("Our answer"));
    for question in &place.exercise.questions {
        let text = format!("{}: {}", question.ask, strong(&question.is));
        say!("{}", wrapped(&text));
    }
    if !place.exercise.questions.is_empty() {
        say!();
    }
    say!("{}", prose(course, &place.exercise.answer));
    if !is_done {
        course.progress.change(place.name(), |entry| entry.shown = true)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn agreed(place: Place) -> Result<bool> {
    let session = Session::default();
    let line = session.ask(&format!(
        "`{}` is not solved yet. Show the solution all the same? [y/N] ",
        place.name()
    ))?;
    session.end_prompt();
    let answer = line.unwrap_or_default().trim().to_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes"))
}
