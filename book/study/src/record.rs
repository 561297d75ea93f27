//! What of the course is done, as a text that the terminal and the page both keep.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Project, Repetition};

/// What stands at the top of the text.
const HEADER: &str = "# What you have done in the course. `cargo run -p course` keeps this file; it stays on your
# machine. Without it the course begins anew, and your files are as you left them.

";

/// What of the course is done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// By the name of the exercise.
    #[serde(
        default,
        rename = "exercise",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub exercises: BTreeMap<String, Entry>,
    /// By `chapter/name` of the question on the way.
    #[serde(default, rename = "quiz", skip_serializing_if = "BTreeMap::is_empty")]
    pub quizzes: BTreeMap<String, Quizzed>,
    /// When objectives are to be asked about again, by `chapter/number`.
    #[serde(
        default,
        rename = "objective",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub objectives: BTreeMap<String, Repetition>,
    /// By the name of the project.
    #[serde(
        default,
        rename = "project",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub projects: BTreeMap<String, Project>,
    /// What a later version of the course may have written.
    #[serde(flatten)]
    other: toml::Table,
}

/// What is known of an exercise.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Whether it is done.
    #[serde(default)]
    pub done: bool,
    /// The day on which it was done first.
    #[serde(
        default,
        with = "crate::day::maybe",
        skip_serializing_if = "Option::is_none"
    )]
    pub on: Option<NaiveDate>,
    /// The day on which it was asked again.
    #[serde(
        default,
        with = "crate::day::maybe",
        skip_serializing_if = "Option::is_none"
    )]
    pub asked: Option<NaiveDate>,
    /// How many hints were shown.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hints: usize,
    /// Whether the solution was shown before the exercise was done.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shown: bool,
    /// The fingerprint of the file that passed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// What was answered to each number that it asks for, as it was typed; empty where none
    /// was right yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<String>,
    /// What the reader answered to an open question, the last answer at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<String>,
    #[serde(flatten)]
    other: toml::Table,
}

/// What is known of a question on the way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Quizzed {
    /// The choices that were opened, in that order, counted from 1.
    #[serde(default)]
    pub chosen: Vec<usize>,
    /// The day on which the first was.
    #[serde(
        default,
        with = "crate::day::maybe",
        skip_serializing_if = "Option::is_none"
    )]
    pub on: Option<NaiveDate>,
    /// The day on which it was asked again.
    #[serde(
        default,
        with = "crate::day::maybe",
        skip_serializing_if = "Option::is_none"
    )]
    pub asked: Option<NaiveDate>,
    #[serde(flatten)]
    other: toml::Table,
}

/// Why a text is no record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct RecordError {
    /// Where, counted from 1.
    pub line: usize,
    /// What is wrong there, and what would be right.
    pub message: String,
}

impl Record {
    /// Reads a record from its text.
    ///
    /// # Errors
    /// If it is none: where, and why.
    pub fn parse(text: &str) -> Result<Self, RecordError> {
        toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = outline::line_at(text, start);
            RecordError { line, message: in_words(error.message()) }
        })
    }

    /// The text of it.
    ///
    /// # Errors
    /// If something in it has no place in a text, which nothing that was read has.
    pub fn text(&self) -> Result<String, toml::ser::Error> {
        Ok(format!("{HEADER}{}", toml::to_string(self)?))
    }

    /// What is known of an exercise.
    #[must_use]
    pub fn entry(&self, name: &str) -> Entry {
        self.exercises.get(name).cloned().unwrap_or_default()
    }

    /// Whether an exercise is done.
    #[must_use]
    pub fn is_done(&self, name: &str) -> bool {
        self.exercises.get(name).is_some_and(|entry| entry.done)
    }

    /// Gives what is kept under former names to the names of now. Gives back whether there
    /// was something.
    pub fn rename(&mut self, former: &BTreeMap<String, String>) -> bool {
        let mut is_any = false;
        for (was, now) in former {
            let Some(old) = self.exercises.remove(was) else { continue };
            is_any = true;
            self.exercises.entry(now.clone()).or_default().add(old);
        }
        is_any
    }

    /// Adds what another record knows: what is done in one of both is done, no answer is
    /// lost, and an objective goes by the later repetition.
    pub fn add(&mut self, other: Self) {
        for (name, entry) in other.exercises {
            self.exercises.entry(name).or_default().add(entry);
        }
        for (name, quiz) in other.quizzes {
            let ours = self.quizzes.entry(name).or_default();
            if quiz.chosen.len() > ours.chosen.len() {
                ours.chosen = quiz.chosen;
            }
            ours.on = earlier(ours.on, quiz.on);
            ours.asked = ours.asked.max(quiz.asked);
            keep_missing(&mut ours.other, quiz.other);
        }
        for (name, theirs) in other.objectives {
            let ours =
                self.objectives.entry(name).or_insert_with(|| theirs.clone());
            if (theirs.on, theirs.times) > (ours.on, ours.times) {
                *ours = theirs;
            }
        }
        for (name, project) in other.projects {
            self.projects.entry(name).or_default().add(project);
        }
        keep_missing(&mut self.other, other.other);
    }
}

impl Entry {
    /// Adds what is known of the same exercise elsewhere, or was under another name.
    fn add(&mut self, old: Self) {
        self.done |= old.done;
        self.on = earlier(self.on, old.on);
        self.asked = self.asked.max(old.asked);
        self.hints = self.hints.max(old.hints);
        self.shown |= old.shown;
        if self.file.is_empty() {
            self.file = old.file;
        }
        let answered =
            |numbers: &[String]| numbers.iter().filter(|n| !n.is_empty()).count();
        if answered(&old.numbers) > answered(&self.numbers) {
            self.numbers = old.numbers;
        }
        let known = |answer: &String| !self.answers.contains(answer);
        let more: Vec<_> = old.answers.into_iter().filter(known).collect();
        self.answers.splice(0..0, more);
        keep_missing(&mut self.other, old.other);
    }
}

fn earlier(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<NaiveDate> {
    one.into_iter().chain(other).min()
}

fn keep_missing(ours: &mut toml::Table, theirs: toml::Table) {
    for (key, value) in theirs {
        ours.entry(key).or_insert(value);
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// What is wrong with a value, without the words of Rust.
fn in_words(message: &str) -> String {
    let wrong = message
        .strip_prefix("invalid value: ")
        .or_else(|| message.strip_prefix("invalid type: "));
    let Some((is, should)) =
        wrong.and_then(|wrong| wrong.split_once(", expected "))
    else {
        return message.to_owned();
    };
    let should = match should {
        "usize" | "u32" => "a whole number, 0 or more",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a string" => "a text in quotes",
        "a sequence" => "a list in square brackets",
        "a map" | "struct Entry" | "struct Record" | "struct Quizzed"
        | "struct Repetition" | "struct Project" | "struct Goal" => "a table",
        should => should,
    };
    format!("{is} stands where {should} should be")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Grade;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, number).unwrap()
    }

    #[test]
    fn a_text_is_read_and_written_again() {
        let text = "\
[exercise.a]
done = true
on = \"2026-03-01\"
hints = 2
numbers = [\"-2\", \"\"]
answers = [\"one\\ntwo\"]
of-later = 7

[quiz.\"neurons/bias\"]
chosen = [2, 1]

[objective.\"neurons/1\"]
on = \"2026-03-02\"
days = 6
ease = 2.6
times = 2

[of-later]
x = 1
";
        let record = Record::parse(text).unwrap();
        assert_eq!(record.entry("a").on, Some(day(1)));
        assert_eq!(record.quizzes["neurons/bias"].chosen, [2, 1]);
        assert_eq!(record.objectives["neurons/1"].due(), day(8));
        let written = record.text().unwrap();
        assert!(written.starts_with("# What you have done in the course."));
        assert!(written.contains("of-later = 7") && written.contains("[of-later]"));
        assert_eq!(Record::parse(&written).unwrap(), record);
    }

    #[test]
    fn what_is_no_record_is_told_with_its_line() {
        for (text, line, part) in [
            ("[exercise.a]\ndone = 3", 2, "integer `3` stands where true or false"),
            (
                "\n[exercise.a]\non = \"1st\"",
                3,
                "`1st` is no day: write it as 2026",
            ),
            ("exercise = 1", 1, "stands where a table should be"),
            ("[quiz.x]\nchosen = [-1]", 2, "a whole number, 0 or more"),
            ("<html>", 1, ""),
        ] {
            let error = Record::parse(text).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.message.contains(part), "{error}");
        }
    }

    #[test]
    fn former_names_are_taken_over() {
        let text = "[exercise.old]\ndone = true\nanswers = [\"a\"]\n";
        let mut record = Record::parse(text).unwrap();
        let former = BTreeMap::from([("old".to_owned(), "new".to_owned())]);
        assert!(record.rename(&former) && !record.rename(&former));
        assert!(record.is_done("new") && !record.is_done("old"));
        assert_eq!(record.entry("new").answers, ["a"]);
    }

    fn any_record() -> impl Strategy<Value = Record> {
        let date = || prop::option::of((1_u32..28).prop_map(day));
        let words = || prop::collection::vec("[a-c]{0,2}", 0..3);
        let entry = (any::<bool>(), date(), 0_usize..3, words(), words()).prop_map(
            |(done, on, hints, numbers, answers)| Entry {
                done,
                on,
                hints,
                numbers,
                answers,
                ..Entry::default()
            },
        );
        let repetition = (1_u32..28, 0_usize..4).prop_map(|(on, times)| {
            (0..times).fold(Repetition::begun(day(on)), |item, _| {
                item.answered(day(on), Grade::Fluent)
            })
        });
        (
            prop::collection::btree_map("[xy]", entry, 0..3),
            prop::collection::btree_map("[xy]/1", repetition, 0..3),
        )
            .prop_map(|(exercises, objectives)| Record {
                exercises,
                objectives,
                ..Record::default()
            })
    }

    proptest! {
        /// Nothing that was done or written is lost, whichever record is added to which; and
        /// to add the same again changes nothing.
        #[test]
        fn adding_loses_nothing(one in any_record(), other in any_record()) {
            let mut both = one.clone();
            both.add(other.clone());
            let mut again = both.clone();
            again.add(other.clone());
            prop_assert_eq!(&again, &both);
            for record in [&one, &other] {
                for (name, entry) in &record.exercises {
                    let kept = both.entry(name);
                    prop_assert!(kept.done || !entry.done);
                    prop_assert!(kept.hints >= entry.hints);
                    prop_assert!(entry.answers.iter().all(|a| kept.answers.contains(a)));
                }
                for (key, repetition) in &record.objectives {
                    prop_assert!(both.objectives[key].on >= repetition.on);
                }
            }
            prop_assert_eq!(Record::parse(&both.text().unwrap()).unwrap(), both);
        }
    }
}
