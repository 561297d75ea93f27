//! The course as a calendar, a week for each chapter.

use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use study::Week;

use crate::{Book, Chapter};

/// What a reader asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    /// The first day.
    from: String,
    /// Where the pages are, with a slash at the end.
    base: String,
}

/// The answer to a page: the text of the file.
pub(crate) fn of(book: &Book, plan: Plan) -> Result<Vec<u8>> {
    let from: NaiveDate = plan.from.parse().ok().with_context(|| {
        format!("`{}` is no day: write it as 2026-11-30", plan.from)
    })?;
    let chapters = book.chapters.iter();
    let weeks: Vec<_> =
        chapters.filter_map(|chapter| week(chapter, &plan.base)).collect();
    let text = study::calendar("From Neurons to Transformers", &weeks, from)
        .with_context(|| {
            format!("no calendar has {} weeks from {from} on", weeks.len())
        })?;
    Ok(serde_json::to_vec(&json!({ "calendar": text }))?)
}

/// The week of a chapter. What stands before the chapters takes an evening, and no week.
fn week(chapter: &Chapter, base: &str) -> Option<Week> {
    let number = chapter.number?;
    let Chapter { package, title, page, exercises, .. } = chapter;
    let minutes: usize = exercises.iter().map(|one| one.minutes).sum();
    Some(Week {
        name: package.clone(),
        title: format!("{number}. {title}"),
        tasks: vec![
            format!("Begin with what is due: {base}course.html"),
            format!("Read the chapter {title}."),
            format!(
                "Then solve {} exercises, about {minutes} minutes.",
                exercises.len()
            ),
        ],
        url: Some(format!("{base}{page}")),
    })
}
