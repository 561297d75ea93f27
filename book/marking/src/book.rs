//! What a page's script loads of the course: written by the press, in the order of the book.

use std::collections::BTreeMap;

use exercise::{Prediction, Question};
use serde::{Deserialize, Serialize};
use study::Task;

/// The course of a book.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Book {
    /// What exercises were called before, and what they are called now.
    pub former: BTreeMap<String, String>,
    /// In the order of the book.
    pub chapters: Vec<Chapter>,
}

/// A chapter of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// Its package.
    pub package: String,
    /// Its number, counted from 1; what stands before the chapters has none.
    pub number: Option<usize>,
    /// Its title.
    pub title: String,
    /// Its page, from the root of the book.
    pub page: String,
    /// What its readers can do afterwards, as HTML.
    pub objectives: Vec<String>,
    /// In the order of the page.
    pub exercises: Vec<Exercise>,
    /// In the order of the page.
    pub quizzes: Vec<Quiz>,
}

/// An exercise of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exercise {
    /// What it asks, as the record knows it.
    pub task: Task,
    /// Its heading.
    pub title: String,
    /// The effort in minutes.
    pub minutes: usize,
    /// Its kind in a word: see [`exercise::Kind::id`].
    pub kind: String,
    /// The numbers to find; what mistakes say is HTML.
    pub questions: Vec<Question>,
    /// What is to be predicted.
    #[serde(default)]
    pub predictions: Vec<Prediction>,
    /// The file that a page fetches before it can run a prediction, from the root of the
    /// book.
    #[serde(default)]
    pub needs: Option<String>,
}

/// A question on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quiz {
    /// What it asks, as the record knows it.
    pub task: Task,
    /// Which of its choices is right, counted from 1.
    pub right: usize,
}

impl Book {
    /// The exercise of a name, with its chapter.
    #[must_use]
    pub fn exercise(&self, name: &str) -> Option<(&Chapter, &Exercise)> {
        self.chapters.iter().find_map(|chapter| {
            let its = &chapter.exercises;
            let found = its.iter().find(|exercise| exercise.task.name == name);
            Some((chapter, found?))
        })
    }

    /// The question that a record calls `chapter/name`, with its chapter.
    #[must_use]
    pub fn quiz(&self, key: &str) -> Option<(&Chapter, &Quiz)> {
        let (package, name) = key.split_once('/')?;
        let chapter = self.chapters.iter().find(|one| one.package == package)?;
        let found = chapter.quizzes.iter().find(|quiz| quiz.task.name == name)?;
        Some((chapter, found))
    }

    /// What the record speaks of.
    #[must_use]
    pub fn study(&self) -> study::Course {
        study::Course {
            chapters: self.chapters.iter().map(Chapter::study).collect(),
        }
    }
}

impl Chapter {
    /// What the record speaks of.
    #[must_use]
    pub fn study(&self) -> study::Chapter {
        study::Chapter {
            package: self.package.clone(),
            exercises: self.exercises.iter().map(|one| one.task.clone()).collect(),
            quizzes: self.quizzes.iter().map(|one| one.task.clone()).collect(),
        }
    }
}
