//! What a course has to do, as far as a record speaks of it.

use exercise::{Exercise, Kind, Quiz, Texts};
use serde::{Deserialize, Serialize};

/// The chapters of a course, in the order of the book.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// In the order of the book.
    pub chapters: Vec<Chapter>,
}

/// A chapter of a course.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// Its package.
    pub package: String,
    /// In the order of the page.
    pub exercises: Vec<Task>,
    /// In the order of the page.
    pub quizzes: Vec<Task>,
}

/// An exercise or a question on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// What the page calls it.
    pub name: String,
    /// The objectives of its chapter that it is about, counted from 1.
    pub objectives: Vec<usize>,
    /// What a reader does in it.
    pub asks: Question,
}

/// How an answer to a task is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// In numbers.
    Numbers,
    /// By saying what a run will show.
    Prediction,
    /// In words, compared with ours.
    Words,
    /// In a file of Rust.
    Code,
    /// By a choice.
    Choice,
}

impl From<Kind> for Question {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::ByHand => Self::Numbers,
            Kind::Predict => Self::Prediction,
            Kind::Open => Self::Words,
            Kind::Function | Kind::Bug => Self::Code,
        }
    }
}

impl Task {
    /// An exercise.
    #[must_use]
    pub fn of(exercise: &Exercise) -> Self {
        let Exercise { name, objectives, kind, .. } = exercise;
        Self {
            name: name.clone(),
            objectives: objectives.clone(),
            asks: (*kind).into(),
        }
    }

    /// A question on the way.
    #[must_use]
    pub fn asked_by(quiz: &Quiz) -> Self {
        Self {
            name: quiz.name.clone(),
            objectives: quiz.objectives.clone(),
            asks: Question::Choice,
        }
    }
}

impl Chapter {
    /// The exercises and questions of a chapter.
    #[must_use]
    pub fn of(texts: &Texts) -> Self {
        Self {
            package: texts.package.clone(),
            exercises: texts.exercises.iter().map(Task::of).collect(),
            quizzes: texts.quizzes.iter().map(Task::asked_by).collect(),
        }
    }

    /// What a record calls an objective of this chapter, counted from 1.
    #[must_use]
    pub fn objective(&self, number: usize) -> String {
        format!("{}/{number}", self.package)
    }

    /// What a record calls a question of this chapter.
    #[must_use]
    pub fn quiz(&self, name: &str) -> String {
        format!("{}/{name}", self.package)
    }

    /// The objectives that its tasks are about, in order.
    #[must_use]
    pub fn objectives(&self) -> Vec<usize> {
        let tasks = self.exercises.iter().chain(&self.quizzes);
        let mut all: Vec<_> =
            tasks.flat_map(|task| task.objectives.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Course {
    /// An exercise of this name, with its chapter.
    #[must_use]
    pub fn exercise(&self, name: &str) -> Option<(&Chapter, &Task)> {
        self.chapters.iter().find_map(|chapter| {
            let found = chapter.exercises.iter().find(|task| task.name == name);
            Some((chapter, found?))
        })
    }

    /// The question that a record calls `chapter/name`, with its chapter.
    #[must_use]
    pub fn quiz(&self, key: &str) -> Option<(&Chapter, &Task)> {
        let (package, name) = key.split_once('/')?;
        let chapter = self.chapters.iter().find(|one| one.package == package)?;
        let found = chapter.quizzes.iter().find(|task| task.name == name)?;
        Some((chapter, found))
    }
}
