//! What a page shows of a record.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use study::{Record, Task, due, next_day};

use crate::{Book, Chapter, Mark};

/// An answer to a page.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The text of the record, after the act.
    pub record: String,
    /// What the answers of the act came to, one for each number.
    pub marks: Vec<Mark>,
    /// In how many days what was answered again is asked once more.
    pub again: Option<i64>,
    /// What the page shows of the record.
    pub view: View,
}

/// What a page shows of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct View {
    /// Exercises done, and all.
    pub done: [usize; 2],
    /// In the order of the book.
    pub chapters: Vec<ChapterView>,
    /// Of exercises that the record knows, by name.
    pub exercises: BTreeMap<String, ExerciseView>,
    /// The choices opened of each question that the record knows, by `chapter/name`.
    pub quizzes: BTreeMap<String, Vec<usize>>,
    /// The first exercise that is not done.
    pub next: Option<String>,
    /// What is to be asked again today.
    pub due: Vec<DueView>,
    /// In how many days something is due, if not today.
    pub wait: Option<i64>,
}

/// How far a reader is in a chapter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChapterView {
    /// Its package.
    pub package: String,
    /// Exercises done, and all.
    pub done: [usize; 2],
    /// Of each objective, exercises done about it, and all.
    pub objectives: Vec<[usize; 2]>,
}

/// What is known of an exercise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExerciseView {
    /// Whether it is done.
    pub done: bool,
    /// Hints shown.
    pub hints: usize,
    /// What was said of each number that was right.
    pub numbers: Vec<String>,
    /// The last answer to an open question.
    pub answer: Option<String>,
}

/// What is to be asked again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DueView {
    /// The package of its chapter.
    pub package: String,
    /// The exercise or the question.
    pub task: Task,
    /// The objective that is due, counted from 1.
    pub objective: usize,
    /// How many days it is overdue.
    pub overdue: i64,
}

impl View {
    /// What a page shows of a record on a day.
    #[must_use]
    pub fn of(book: &Book, record: &Record, today: NaiveDate) -> Self {
        let study = book.study();
        let chapters: Vec<_> =
            book.chapters.iter().map(|one| ChapterView::of(one, record)).collect();
        let sum = |nth: usize| chapters.iter().map(|one| one.done[nth]).sum();
        let exercises = book.chapters.iter().flat_map(|one| &one.exercises);
        let next = exercises
            .map(|exercise| &exercise.task.name)
            .find(|name| !record.is_done(name));
        let known = record.exercises.iter().map(|(name, entry)| {
            let view = ExerciseView {
                done: entry.done,
                hints: entry.hints,
                numbers: entry.numbers.clone(),
                answer: entry.answers.last().cloned(),
            };
            (name.clone(), view)
        });
        let quizzes = record.quizzes.iter();
        let asked = due(record, &study, today).into_iter().map(|one| DueView {
            package: one.chapter.package.clone(),
            task: one.task.clone(),
            objective: one.objective,
            overdue: one.overdue,
        });
        let due: Vec<_> = asked.collect();
        let wait =
            next_day(record, &study, today).map(|day| (day - today).num_days());
        Self {
            done: [sum(0), sum(1)],
            next: next.cloned(),
            exercises: known.collect(),
            quizzes: quizzes
                .map(|(key, one)| (key.clone(), one.chosen.clone()))
                .collect(),
            wait: wait.filter(|_| due.is_empty()),
            due,
            chapters,
        }
    }
}

impl ChapterView {
    fn of(chapter: &Chapter, record: &Record) -> Self {
        let counted = |is_its: &dyn Fn(&Task) -> bool| {
            let its = chapter.exercises.iter().map(|one| &one.task);
            let its: Vec<_> = its.filter(|task| is_its(task)).collect();
            let done = its.iter().filter(|task| record.is_done(&task.name));
            [done.count(), its.len()]
        };
        let objectives = 1..=chapter.objectives.len();
        Self {
            package: chapter.package.clone(),
            done: counted(&|_| true),
            objectives: objectives
                .map(|one| counted(&|task| task.objectives.contains(&one)))
                .collect(),
        }
    }
}
