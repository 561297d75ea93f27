//! The chapters and their exercises: all of them, or some.

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use console::measure_text_width;
use exercise::Kind;

use crate::course::{Course, Place};
use crate::progress::{fingerprint, today};
use crate::screen::{dim, labelled, right, strong, width, wrapped};
use crate::show::introduce;

/// The columns of the widest note of a row.
const NOTE: usize = 17;

/// Which exercises are listed.
#[derive(Args, Default)]
pub struct Filter {
    /// Only this chapter, by its name or number
    #[arg(long)]
    chapter: Option<String>,
    /// Only what is not done
    #[arg(long, conflicts_with = "done")]
    todo: bool,
    /// Only what is done
    #[arg(long)]
    done: bool,
    /// Only one kind: function, bug, predict, by-hand or open
    #[arg(long)]
    kind: Option<Kind>,
    /// Only what takes so many minutes: 5, 15 or 40
    #[arg(long, value_parser = minutes)]
    minutes: Option<usize>,
}

fn minutes(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| [5, 15, 40].contains(number));
    number.ok_or_else(|| "an exercise takes 5, 15 or 40".to_owned())
}

/// The chapters and their exercises, what is done and what is next.
pub fn overview(course: &Course) -> Result<ExitCode> {
    let (done, all) = course.counts();
    let mut out = io::stdout().lock();
    let title = "From Neurons to Transformers: the course";
    writeln!(out, "{}", wrapped(&strong(title)))?;
    let count = format!(" {done} of {all} exercises done");
    let columns = width().saturating_sub(count.len()).min(30);
    writeln!(out, "{}{count}\n", bar(done, all, columns))?;
    rows(course, &course.places().collect::<Vec<_>>(), &mut out)?;
    writeln!(out)?;
    match course.next() {
        Some(place) => introduce(course, place, &mut out)?,
        None => writeln!(
            out,
            "{}",
            wrapped("Every exercise is done. You have built all of it yourself.")
        )?,
    }
    let due = study::due(course.progress.record(), &course.study(), today()).len();
    if due > 0 {
        let label =
            if due == 1 { "A question is due" } else { "Questions are due" };
        writeln!(out, "\n{}", labelled(label, "cargo run -p course -- review"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The exercises that a filter lets through, in the look of the overview.
pub fn list(course: &Course, filter: &Filter) -> Result<ExitCode> {
    let chapter = filter.chapter.as_deref();
    let chapter = chapter.map(|name| course.chapter(name)).transpose()?;
    let is_wanted = |place: &Place| {
        let exercise = place.exercise;
        let is_done = course.progress.is_done(place.name());
        chapter.is_none_or(|part| std::ptr::eq(place.part, part))
            && (is_done || !filter.done)
            && !(is_done && filter.todo)
            && filter.kind.is_none_or(|kind| exercise.kind == kind)
            && filter.minutes.is_none_or(|minutes| exercise.minutes == minutes)
    };
    let places: Vec<_> = course.places().filter(is_wanted).collect();
    let mut out = io::stdout().lock();
    if places.is_empty() {
        writeln!(out, "No exercise is like that.")?;
    }
    rows(course, &places, &mut out)?;
    Ok(ExitCode::SUCCESS)
}

/// Rows of exercises, below their chapters.
fn rows(
    course: &Course,
    places: &[Place],
    out: &mut impl io::Write,
) -> io::Result<()> {
    let columns = Columns::of(course);
    let next = course.next();
    for (index, its) in
        places.chunk_by(|a, b| std::ptr::eq(a.part, b.part)).enumerate()
    {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", head(course, its))?;
        for place in its {
            let is_next = next.is_some_and(|next| next.name() == place.name());
            writeln!(out, "{}", row(course, *place, is_next, &columns))?;
        }
    }
    Ok(())
}

/// What stands above the rows of a chapter.
fn head(course: &Course, its: &[Place]) -> String {
    let is_done = |place: &&Place| course.progress.is_done(place.name());
    let done = its.iter().filter(is_done).count();
    let minutes: usize = its.iter().map(|place| place.exercise.minutes).sum();
    let title = its[0].part.head();
    let done = format!("{done} of {} done", its.len());
    let minutes = dim(&format!("{minutes} minutes in all"));
    if width() >= 76 {
        return format!(
            "{}{} {minutes}",
            strong(&padded(&title, 42)),
            padded(&done, 14)
        );
    }
    format!("{}\n   {done}, {minutes}", strong(&title))
}

fn row(course: &Course, place: Place, is_next: bool, columns: &Columns) -> String {
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
    let minutes = format!("{:>2} min", place.exercise.minutes);
    columns.row(&mark, place.name(), &minutes, note)
}

/// How rows of exercises are laid out.
pub struct Columns {
    /// The columns of the longest name.
    name: usize,
}

impl Columns {
    pub fn of(course: &Course) -> Self {
        let names = course.places().map(|place| place.name().len());
        Self { name: names.max().unwrap_or_default() }
    }

    /// A row: in two lines where there is little room.
    pub fn row(&self, mark: &str, name: &str, minutes: &str, note: &str) -> String {
        let room = width();
        // The widest row: a mark, a name, minutes and a note.
        let widest = 4 + self.name + 1 + 8 + measure_text_width(note).max(NOTE);
        if room >= widest {
            let name = padded(name, (room.min(68) - 30).max(self.name + 1));
            let minutes = if minutes.is_empty() {
                String::new()
            } else {
                padded(minutes, 8) + " "
            };
            return format!("  {mark} {name}{minutes}{}", dim(note));
        }
        let parts = [minutes.trim(), note];
        let parts = parts.iter().filter(|part| !part.is_empty());
        let rest = parts.copied().collect::<Vec<_>>().join(", ");
        format!("  {mark} {name}\n    {}", dim(&rest))
    }
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
