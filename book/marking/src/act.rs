//! What a reader does in the page, and what becomes of the record.

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use exercise::{Judged, Question};
use serde::{Deserialize, Serialize};
use study::{Grade, Record, entered, graded};

use crate::Book;

/// What a reader does.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// Answers the numbers that an exercise asks for; an empty text is no answer. With
    /// `again`, the record stays: it is asked as a review.
    Check {
        /// The exercise.
        name: String,
        /// An answer to each question.
        said: Vec<String>,
        /// Whether it was done before, and is asked again.
        #[serde(default)]
        again: bool,
    },
    /// Has done an exercise that something else has judged, or has opened one again.
    Mark {
        /// The exercise.
        name: String,
        /// Whether it is done now.
        done: bool,
        /// What was said of each number or choice that it asks for.
        #[serde(default)]
        said: Vec<String>,
    },
    /// Answers an open question.
    Write {
        /// The exercise.
        name: String,
        /// The answer.
        answer: String,
        /// Whether it says all that ours does.
        done: bool,
    },
    /// Has seen so many hints of an exercise.
    Hint {
        /// The exercise.
        name: String,
        /// How many.
        shown: usize,
    },
    /// Has opened the answer of an exercise.
    Show {
        /// The exercise.
        name: String,
    },
    /// Opens a choice of a question on the way.
    Choose {
        /// The question, as `chapter/name`.
        quiz: String,
        /// Which, counted from 1.
        choice: usize,
    },
    /// Has answered again.
    Review {
        /// The name of the exercise, or `chapter/name` of the question.
        name: String,
        /// Whether it is a question on the way.
        is_quiz: bool,
        /// The objective that was due, counted from 1.
        objective: usize,
        /// How well it was remembered.
        grade: Grade,
    },
    /// Adds a record from elsewhere.
    Import {
        /// Its text.
        text: String,
    },
}

/// What an answer to a number came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Mark {
    /// What it is.
    pub verdict: Verdict,
    /// How it was read, if not as digits alone.
    pub read: Option<String>,
    /// What is wrong with it, as a text.
    pub says: Option<String>,
    /// Which mistake it shows, as HTML.
    pub mistake: Option<String>,
}

/// What an answer is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// There is none.
    #[default]
    Empty,
    /// It is no number.
    Unread,
    /// It is right.
    Right,
    /// It shows a mistake that we know.
    Mistaken,
    /// Something is off that has a name.
    Near,
    /// It is wrong.
    Wrong,
}

/// What an act came to.
#[derive(Debug, Default)]
pub(crate) struct Acted {
    pub marks: Vec<Mark>,
    /// In how many days what was answered again is asked once more.
    pub again: Option<i64>,
}

impl Act {
    /// Changes the record.
    ///
    /// # Errors
    /// If there is no such exercise or question, or the record to be added is none.
    pub(crate) fn apply(
        self,
        book: &Book,
        record: &mut Record,
        today: NaiveDate,
    ) -> Result<Acted> {
        let mut acted = Acted::default();
        match self {
            Self::Check { name, said, again } => {
                acted.marks = check(book, &name, &said)?;
                let is_right = |mark: &Mark| mark.verdict == Verdict::Right;
                if !again {
                    // What was right before stays so, whatever is tried.
                    let before = record.entry(&name).numbers;
                    let known =
                        |nth: usize| before.get(nth).cloned().unwrap_or_default();
                    let pairs = said.iter().zip(&acted.marks).enumerate();
                    let kept = pairs.map(|(nth, (said, mark))| {
                        let said = said.trim().to_owned();
                        if is_right(mark) { said } else { known(nth) }
                    });
                    entry(book, record, &name)?.numbers = kept.collect();
                    if acted.marks.iter().all(is_right) {
                        done(book, record, &name, today)?;
                    }
                }
            }
            Self::Mark { name, done: false, .. } => {
                entry(book, record, &name)?.done = false;
            }
            Self::Mark { name, said, .. } => {
                if !said.is_empty() {
                    entry(book, record, &name)?.numbers = said;
                }
                done(book, record, &name, today)?;
            }
            Self::Write { name, answer, done: is_done } => {
                let entry = entry(book, record, &name)?;
                let is_new = entry.answers.last() != Some(&answer);
                if is_new && !answer.trim().is_empty() {
                    entry.answers.push(answer);
                }
                if is_done {
                    done(book, record, &name, today)?;
                }
            }
            Self::Hint { name, shown } => {
                let entry = entry(book, record, &name)?;
                entry.hints = entry.hints.max(shown);
            }
            Self::Show { name } => {
                let entry = entry(book, record, &name)?;
                entry.shown |= !entry.done;
            }
            Self::Choose { quiz, choice } => {
                choose(book, record, &quiz, choice, today)?
            }
            Self::Review { name, is_quiz, objective, grade } => {
                let found = if is_quiz {
                    book.quiz(&name).map(|(chapter, quiz)| (chapter, &quiz.task))
                } else {
                    book.exercise(&name).map(|(chapter, one)| (chapter, &one.task))
                };
                let (chapter, task) = found.with_context(|| unknown(&name))?;
                let chapter = chapter.study();
                graded(record, &chapter, task, objective, today, grade);
                let known = record.objectives.get(&chapter.objective(objective));
                acted.again = known.map(|known| (known.due() - today).num_days());
            }
            Self::Import { text } => {
                let mut other = Record::parse(&text)?;
                other.rename(&book.former);
                record.add(other);
            }
        }
        Ok(acted)
    }
}

/// A prediction, before it is run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Predicts {
    name: String,
    said: Vec<String>,
}

/// Ensures that a prediction can be run: `{}`.
///
/// # Errors
/// If something is wrong with it that can be told before the run.
pub(crate) fn ensure_predicts(
    book: &Book,
    Predicts { name, said }: Predicts,
) -> Result<Vec<u8>> {
    let (_, exercise) = book.exercise(&name).with_context(|| unknown(&name))?;
    let all = exercise.predictions.iter().zip(&said);
    if let Some(fault) = all.filter_map(|(asked, said)| asked.fault(said)).next() {
        bail!("{fault}");
    }
    Ok(b"{}".to_vec())
}

fn unknown(name: &str) -> String {
    format!("there is no exercise `{name}` in this version of the book")
}

fn entry<'r>(
    book: &Book,
    record: &'r mut Record,
    name: &str,
) -> Result<&'r mut study::Entry> {
    book.exercise(name).with_context(|| unknown(name))?;
    Ok(record.exercises.entry(name.to_owned()).or_default())
}

fn done(
    book: &Book,
    record: &mut Record,
    name: &str,
    today: NaiveDate,
) -> Result<()> {
    let (chapter, exercise) = book.exercise(name).with_context(|| unknown(name))?;
    entry(book, record, name)?.done = true;
    entered(record, &chapter.study(), &exercise.task, today);
    Ok(())
}

fn choose(
    book: &Book,
    record: &mut Record,
    key: &str,
    choice: usize,
    today: NaiveDate,
) -> Result<()> {
    let (chapter, quiz) = book.quiz(key).with_context(|| unknown(key))?;
    let known = record.quizzes.entry(key.to_owned()).or_default();
    if !known.chosen.contains(&choice) {
        known.chosen.push(choice);
    }
    if choice == quiz.right {
        entered(record, &chapter.study(), &quiz.task, today);
    }
    Ok(())
}

/// What the answers to the numbers of an exercise are.
fn check(book: &Book, name: &str, said: &[String]) -> Result<Vec<Mark>> {
    let (_, exercise) = book.exercise(name).with_context(|| unknown(name))?;
    let questions = &exercise.questions;
    if said.len() != questions.len() {
        bail!(
            "`{name}` asks for {} numbers, and {} were given",
            questions.len(),
            said.len()
        );
    }
    Ok(questions
        .iter()
        .zip(said)
        .map(|(question, said)| mark(question, said))
        .collect())
}

fn mark(question: &Question, said: &str) -> Mark {
    let said = said.trim();
    if said.is_empty() {
        return Mark::default();
    }
    let reading = match exercise::read(said) {
        Ok(reading) => reading,
        Err(error) => {
            let says = Some(error.to_string());
            return Mark { verdict: Verdict::Unread, says, ..Mark::default() };
        }
    };
    let read = reading.told();
    let (verdict, says, mistake) = match question.judge(&reading) {
        Judged::Right => (Verdict::Right, None, None),
        Judged::Mistaken(mistake) => {
            (Verdict::Mistaken, None, Some(mistake.says.clone()))
        }
        Judged::Near(off) => (Verdict::Near, Some(off.to_owned()), None),
        Judged::Wrong => (Verdict::Wrong, None, None),
    };
    Mark { verdict, read, says, mistake }
}
