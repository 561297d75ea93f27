//! The course as a calendar.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use chrono::NaiveDate;
use study::{Week, calendar};

use crate::course::{Course, Part};
use crate::save;
use crate::screen::{code, say, wrapped};

/// Writes a calendar with a week for each chapter into a file that is not there yet.
pub fn write(course: &Course, from: NaiveDate, file: &Path) -> Result<ExitCode> {
    let weeks: Vec<_> = course.chapters.iter().filter_map(week).collect();
    let text = calendar("From Neurons to Transformers", &weeks, from).ok_or_else(
        || anyhow!("a calendar has no {} weeks from {from} on", weeks.len()),
    )?;
    match save::create(file, text.as_bytes()) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("{} is there already: name another file", file.display())
        }
        Err(error) => {
            return Err(error)
                .with_context(|| format!("cannot write {}", file.display()));
        }
    }
    say!(
        "{}",
        wrapped(&format!(
            "{} has {} weeks, the first from {from} on: open it with your calendar.",
            code(&file.display().to_string()),
            weeks.len()
        ))
    );
    Ok(ExitCode::SUCCESS)
}

/// A day as it is typed.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "write the day as 2026-11-30".to_owned())
}

/// The week of a chapter. What stands before the chapters takes an evening, and no week.
fn week(part: &Part) -> Option<Week> {
    part.number?;
    let places: Vec<_> = part.places().collect();
    let minutes: usize = places.iter().map(|place| place.exercise.minutes).sum();
    Some(Week {
        name: part.texts.package.clone(),
        title: part.head(),
        tasks: vec![
            "Begin with what is due: cargo run -p course -- review".to_owned(),
            format!("Read the chapter {}.", part.title),
            format!(
                "Then solve {} exercises, about {minutes} minutes.",
                places.len()
            ),
        ],
        url: None,
    })
}
