//! What is there, what is done, what helps.

use std::io::{self, BufRead as _, Write as _};
use std::process::ExitCode;

use anyhow::Result;
use console::measure_text_width;

use crate::course::{Course, Place};
use crate::progress::fingerprint;
use crate::screen::{code, dim, markdown, right, say, strong, wrapped};

/// The chapters and their exercises, what is done and what is next.
pub fn overview(course: &Course) -> Result<ExitCode> {
    let (done, all) = course.counts();
    let next = course.next();
    let mut out = io::stdout().lock();
    writeln!(out, "{}", strong("From Neurons to Transformers: the course"))?;
    writeln!(out, "{} {done} of {all} exercises done", bar(done, all, 30))?;
    for part in &course.chapters {
        let places: Vec<_> = part.places().collect();
        let done = places
            .iter()
            .filter(|place| course.progress.is_done(place.name()))
            .count();
        let minutes: usize =
            places.iter().map(|place| place.exercise.minutes).sum();
        writeln!(
            out,
            "\n{}{} {}",
            strong(&padded(&part.head(), 42)),
            padded(&format!("{done} of {} done", places.len()), 14),
            dim(&format!("{minutes} minutes in all"))
        )?;
        for place in places {
            let is_next = next.is_some_and(|next| next.name() == place.name());
            writeln!(out, "{}", row(course, place, is_next))?;
        }
    }
    writeln!(out)?;
    match next {
        Some(place) => introduce(course, place, &mut out)?,
        None => writeln!(
            out,
            "{}",
            wrapped("Every exercise is done. You have built all of it yourself.")
        )?,
    }
    Ok(ExitCode::SUCCESS)
}

fn row(course: &Course, place: Place, is_next: bool) -> String {
    let entry = course.progress.entry(place.name());
    let mark = match () {
        () if entry.done => right("✓"),
        () if is_next => strong("→"),
        () => dim("·"),
    };
    let is_changed = entry.done
        && !entry.file.is_empty()
        && crate::save::read(&course.root.join(place.attempt()))
            .is_ok_and(|text| fingerprint(&text) != entry.file);
    let note =
        if is_changed { "changed since" } else { place.exercise.kind.name() };
    format!(
        "  {mark} {}{} {}",
        padded(place.name(), 38),
        padded(&format!("{:>2} min", place.exercise.minutes), 8),
        dim(note)
    )
}

fn padded(text: &str, columns: usize) -> String {
    let width = measure_text_width(text);
    format!("{text}{}", " ".repeat(columns.saturating_sub(width).max(1)))
}

fn bar(done: usize, all: usize, columns: usize) -> String {
    let filled = (done * columns).checked_div(all).unwrap_or_default();
    let empty = columns - filled;
    format!("{}{}", right(&"█".repeat(filled)), dim(&"░".repeat(empty)))
}

/// What an exercise asks, and how to answer.
pub fn introduce(
    course: &Course,
    place: Place,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let exercise = place.exercise;
    writeln!(out, "{}", strong(&format!("{}: {}", place.name(), exercise.title)))?;
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
    writeln!(out, "{}\n", prose(course, &exercise.statement))?;
    if exercise.kind.has_file() {
        let file = place.attempt().display().to_string();
        writeln!(out, "Open  {}", code(&file))?;
        writeln!(out, "then  {}", code(&command("check", place)))?;
    } else {
        writeln!(out, "Answer with  {}", code(&command("check", place)))?;
    }
    Ok(())
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
    let hints = &place.exercise.hints;
    let shown = (course.progress.entry(place.name()).hints + 1).min(hints.len());
    for (index, hint) in hints.iter().take(shown).enumerate() {
        say!("{}", strong(&format!("Hint {} of {}", index + 1, hints.len())));
        say!("{}\n", prose(course, hint));
    }
    if shown < hints.len() {
        say!("One more:  {}", code(&command("hint", place)));
    } else {
        say!("Still stuck?  {}", code(&command("solution", place)));
    }
    course.progress.change(place.name(), |entry| entry.hints = shown)?;
    Ok(ExitCode::SUCCESS)
}

/// Shows the solution, and why it works. Asks first if the exercise is not done.
pub fn solution(course: &Course, place: Place, yes: bool) -> Result<ExitCode> {
    let is_done = course.progress.is_done(place.name());
    if !is_done && !yes && !agreed(place)? {
        say!("\nThen not. A hint:  {}", code(&command("hint", place)));
        return Ok(ExitCode::FAILURE);
    }
    if place.exercise.kind.has_file() {
        let gap = place.part.texts.gap(&course.root, place.exercise)?;
        say!("{}\n", code(gap.solution.trim_end()));
    }
    for question in &place.exercise.questions {
        say!("{}: {}", question.ask, strong(&question.is));
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
    crate::screen::prompt(&format!(
        "`{}` is not solved yet. Show the solution all the same? [y/N] ",
        place.name()
    ))?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    crate::screen::end_prompt();
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}
