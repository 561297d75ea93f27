//! A verdict on every exercise, for somebody who has many to look at. It notes nothing down,
//! and believes nothing that is noted down but the reader's word on open questions.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Result;
use exercise::Kind;
use indicatif::{ProgressBar, ProgressStyle};
use judge::Outcome;
use serde::Serialize;

use super::build::{Compiled, programs_of};
use super::by_hand::is_right;
use super::file::text_of;
use super::outcome::exit_code;
use super::run::{Came, run};
use crate::course::{Course, Place};
use crate::list::Columns;
use crate::running::Running;
use crate::screen::{dim, right, say, strong, wrapped, wrong};

/// The number of the format. It grows when a field gets another meaning or goes.
const FORMAT: u32 = 1;

/// What is asked for.
pub struct Asked<'a> {
    /// The only chapter that counts, if not all do.
    pub chapter: Option<&'a str>,
    pub json: bool,
}

/// What an exercise came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Right,
    Wrong,
    Unfinished,
    DoesNotCompile,
    Stopped,
    Unanswered,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Unfinished => "unfinished",
            Self::DoesNotCompile => "does not compile",
            Self::Stopped => "stopped",
            Self::Unanswered => "unanswered",
        }
    }
}

#[derive(Serialize)]
struct Report<'c> {
    format: u32,
    exercises: Vec<Line<'c>>,
}

/// An exercise and its verdict.
#[derive(Serialize)]
struct Line<'c> {
    name: &'c str,
    chapter: &'c str,
    kind: &'static str,
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    mistake: Option<String>,
}

/// Checks all exercises, and prints a table, or JSON. Is a success only if all are right.
pub fn all(course: &Course, asked: &Asked) -> Result<ExitCode> {
    let parts: Vec<_> = match asked.chapter {
        Some(name) => vec![course.chapter(name)?],
        None => course.chapters.iter().collect(),
    };
    let places: Vec<_> = parts.iter().flat_map(|part| part.places()).collect();
    let with_file = places.iter().filter(|place| place.exercise.kind.has_file());
    let bar = bar(with_file.count())?;
    let running = Running::default();
    let mut verdicts = BTreeMap::new();
    for part in parts {
        let its = part.places().filter(|place| place.exercise.kind.has_file());
        let its: Vec<_> = its.collect();
        verdicts.extend(files(course, &its, &running, &bar)?);
    }
    bar.finish_and_clear();
    let line = |place: &Place<'_>| {
        let known = verdicts.remove(place.name());
        known.unwrap_or_else(|| (without_file(course, *place), None))
    };
    let found: Vec<_> = places.iter().map(line).collect();
    let exercises =
        places.iter().zip(found).map(|(place, (verdict, mistake))| Line {
            name: &place.exercise.name,
            chapter: &place.part.texts.package,
            kind: place.exercise.kind.id(),
            verdict,
            mistake,
        });
    let report = Report { format: FORMAT, exercises: exercises.collect() };
    if asked.json {
        crate::screen::print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        table(course, &report);
    }
    let are_right =
        report.exercises.iter().all(|line| line.verdict == Verdict::Right);
    Ok(exit_code(are_right))
}

fn bar(count: usize) -> Result<ProgressBar> {
    let bar = ProgressBar::new(count.try_into()?);
    bar.set_style(ProgressStyle::with_template("{bar:20} {pos} of {len} {msg}")?);
    Ok(bar)
}

/// The verdicts on the files of a chapter, each with the name of its mistake.
fn files(
    course: &Course,
    places: &[Place],
    running: &Running,
    bar: &ProgressBar,
) -> Result<BTreeMap<String, (Verdict, Option<String>)>> {
    let mut verdicts = BTreeMap::new();
    let mut texts = Vec::new();
    for place in places {
        match text_of(course, &place.attempt()) {
            Ok(text) => texts.push((*place, text)),
            // No text is no Rust.
            Err(_) => {
                let verdict = (Verdict::DoesNotCompile, None);
                verdicts.insert(place.name().to_owned(), verdict);
                bar.inc(1);
            }
        }
    }
    if let Some((place, _)) = texts.first() {
        bar.set_message(place.part.title.clone());
        bar.tick();
    }
    let with_text: Vec<_> =
        texts.iter().map(|(place, text)| (*place, text.as_str())).collect();
    let mut programs = programs_of(course, &with_text, running)?;
    for (place, text) in with_text {
        let compiled = programs.remove(place.name());
        let verdict = file(course, place, text, compiled, running)?;
        verdicts.insert(place.name().to_owned(), verdict);
        bar.inc(1);
    }
    Ok(verdicts)
}

fn file(
    course: &Course,
    place: Place,
    text: &str,
    compiled: Option<Compiled>,
    running: &Running,
) -> Result<(Verdict, Option<String>)> {
    let Some(Ok(program)) = compiled else {
        return Ok((Verdict::DoesNotCompile, None));
    };
    // What it prints is nobody's verdict.
    let came = run(course, place, text, &program, running, |_| ())?;
    Ok(match came {
        Came::Judged(answer) => match answer.outcome {
            Outcome::Right => (Verdict::Right, None),
            Outcome::Wrong => (Verdict::Wrong, answer.mistake),
            Outcome::Unfinished => (Verdict::Unfinished, None),
        },
        Came::Beyond(_) => (Verdict::Wrong, None),
        Came::TooLong | Came::Ended(_) | Came::Unchecked(_) => {
            (Verdict::Stopped, None)
        }
    })
}

/// The verdict on an exercise without a file. Numbers are judged anew; of an open question
/// only its reader can say that the answer has all points.
fn without_file(course: &Course, place: Place) -> Verdict {
    let entry = course.progress.entry(place.name());
    if place.exercise.kind == Kind::Open {
        return match (entry.answers.is_empty(), entry.done) {
            (true, _) => Verdict::Unanswered,
            (false, true) => Verdict::Right,
            (false, false) => Verdict::Unfinished,
        };
    }
    let questions = place.exercise.questions.iter().enumerate();
    let answers: Vec<_> = questions
        .map(|(index, question)| {
            let answer = entry.numbers.get(index).map(|answer| answer.trim());
            let answer = answer.filter(|answer| !answer.is_empty())?;
            Some(is_right(question, answer))
        })
        .collect();
    match () {
        () if answers.iter().all(Option::is_none) => Verdict::Unanswered,
        () if answers.contains(&Some(false)) => Verdict::Wrong,
        () if answers.contains(&None) => Verdict::Unfinished,
        () => Verdict::Right,
    }
}

fn table(course: &Course, report: &Report) {
    let columns = Columns::of(course);
    let mut chapter = "";
    for line in &report.exercises {
        if chapter != line.chapter {
            if !chapter.is_empty() {
                say!();
            }
            chapter = line.chapter;
            let part = course.part(chapter).map_or(chapter, |part| &part.title);
            say!("{}", strong(part));
        }
        let mark = match line.verdict {
            Verdict::Right => right("✓"),
            Verdict::Unanswered | Verdict::Unfinished => dim("·"),
            _ => wrong("✗"),
        };
        let mistake = line.mistake.as_ref();
        let mistake = mistake.map_or(String::new(), |name| format!(": {name}"));
        let verdict = format!("{}{mistake}", line.verdict.name());
        say!("{}", columns.row(&mark, line.name, "", &verdict));
    }
    let is_right = |line: &&Line| line.verdict == Verdict::Right;
    let count = report.exercises.iter().filter(is_right).count();
    let text = format!("{count} of {} are right.", report.exercises.len());
    say!("\n{}", wrapped(&text));
}
