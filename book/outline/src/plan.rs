//! What stands before the chapters, the chapters and the appendices in their order, and
//! what each builds on.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::{Fault, PLAN, chapter_folder, table};

/// The plan of the book.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What stands before the chapters, without a number, for readers who lack what the
    /// chapters build on. It is part of the course.
    pub prefaces: Vec<Planned>,
    /// In the order of the book.
    pub chapters: Vec<Planned>,
    /// What stands after the chapters, without a number, and builds on any of them.
    pub appendices: Vec<Planned>,
}

/// A preface, a chapter or an appendix in the plan.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// Its package, whose name its folder and its page have too.
    pub package: String,
    /// Its title.
    pub title: String,
    /// What it is about, in a few words.
    pub idea: String,
    /// The packages of the chapters it builds on.
    pub needs: Vec<String>,
    /// Whether its package is there.
    #[serde(skip)]
    pub is_written: bool,
    /// Its line in the plan.
    #[serde(skip)]
    pub line: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(default, rename = "preface")]
    prefaces: Vec<Spanned<Planned>>,
    #[serde(default, rename = "chapter")]
    chapters: Vec<Spanned<Planned>>,
    #[serde(default, rename = "appendix")]
    appendices: Vec<Spanned<Planned>>,
}

impl Plan {
    /// Reads the plan of the workspace at `root`.
    ///
    /// # Errors
    /// If it cannot be read, or says something that a plan does not.
    pub fn read(root: &Path) -> Result<Self, Fault> {
        let file = table::File::read(root, PLAN)?;
        let Tables { prefaces, chapters, appendices } = file.parse()?;
        let placed = |planned: Spanned<Planned>| {
            let line = file.line(&planned);
            let planned = planned.into_inner();
            let manifest = chapter_folder(&planned.package).join("Cargo.toml");
            let is_written = root.join(manifest).is_file();
            Planned { is_written, line, ..planned }
        };
        Ok(Self {
            prefaces: prefaces.into_iter().map(placed).collect(),
            chapters: chapters.into_iter().map(placed).collect(),
            appendices: appendices.into_iter().map(placed).collect(),
        })
    }

    /// All that the plan has, in the order of the book.
    pub fn all(&self) -> impl Iterator<Item = &Planned> {
        self.numbered().map(|(_, planned)| planned)
    }

    /// The same, each with its number, counted from 1: only a chapter has one.
    pub fn numbered(&self) -> impl Iterator<Item = (Option<usize>, &Planned)> {
        let appendices = self.appendices.iter().map(|planned| (None, planned));
        self.course().chain(appendices)
    }

    /// What has exercises: prefaces and chapters, each with its number if it has one.
    pub fn course(&self) -> impl Iterator<Item = (Option<usize>, &Planned)> {
        let prefaces = self.prefaces.iter().map(|planned| (None, planned));
        let chapters = (1..).map(Some).zip(&self.chapters);
        prefaces.chain(chapters)
    }

    /// What of the course is written.
    pub fn written(&self) -> impl Iterator<Item = &Planned> {
        let course = self.course().map(|(_, planned)| planned);
        course.filter(|planned| planned.is_written)
    }

    /// The rows of the table that visitors of the repository see first, in Markdown:
    /// only a chapter has a number, and what is not written yet no link.
    #[must_use]
    pub fn rows(&self) -> Vec<String> {
        let row = |(number, planned): (Option<usize>, &Planned)| {
            let number =
                number.map_or(String::new(), |number| format!("{number} "));
            let Planned { package, title, idea, is_written, .. } = planned;
            let (link, idea) = if *is_written {
                (format!("[`{package}`](chapters/{package})"), idea.as_str())
            } else {
                (String::new(), "in the making")
            };
            format!("| {number}| {title} | {link} | {idea} |")
        };
        self.numbered().map(row).collect()
    }

    /// Whether the plan has a preface of this package.
    #[must_use]
    pub fn is_preface(&self, package: &str) -> bool {
        self.prefaces.iter().any(|planned| planned.package == package)
    }

    /// Whether the plan has an appendix of this package.
    #[must_use]
    pub fn is_appendix(&self, package: &str) -> bool {
        self.appendices.iter().any(|planned| planned.package == package)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_plan_is_read_with_its_lines() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("book")).unwrap();
        fs::create_dir_all(root.path().join("chapters/b")).unwrap();
        fs::write(root.path().join("chapters/b/Cargo.toml"), "").unwrap();
        let planned = |kind: &str, name: &str| {
            format!(
                "[[{kind}]]\npackage = \"{name}\"\ntitle = \"T\"\nidea = \"i\"\nneeds = []\n\n"
            )
        };
        let write = |text: &str| fs::write(root.path().join(PLAN), text).unwrap();
        write(&format!(
            "# Plan\n{}{}{}{}",
            planned("preface", "0"),
            planned("chapter", "a"),
            planned("chapter", "b"),
            planned("appendix", "c")
        ));
        let plan = Plan::read(root.path()).unwrap();
        let found: Vec<_> = plan
            .all()
            .map(|planned| {
                (planned.package.as_str(), planned.line, planned.is_written)
            })
            .collect();
        assert_eq!(
            found,
            [("0", 2, false), ("a", 8, false), ("b", 14, true), ("c", 20, false)]
        );
        let numbers: Vec<_> = plan.numbered().map(|(number, _)| number).collect();
        assert_eq!(numbers, [None, Some(1), Some(2), None]);
        assert_eq!(plan.course().count(), 3);
        assert!(plan.is_preface("0") && !plan.is_preface("a"));
        assert!(plan.is_appendix("c") && !plan.is_appendix("b"));
        assert_eq!(plan.written().count(), 1);
        assert_eq!(
            plan.rows(),
            [
                "| | T |  | in the making |",
                "| 1 | T |  | in the making |",
                "| 2 | T | [`b`](chapters/b) | i |",
                "| | T |  | in the making |"
            ]
        );
        write(&planned("chapter", "a").replace("title", "titel"));
        let fault = Plan::read(root.path()).unwrap_err();
        assert_eq!((fault.file.as_path(), fault.line), (Path::new(PLAN), 3));
        assert!(fault.message.contains("unknown field `titel`"), "{fault}");
        fs::remove_file(root.path().join(PLAN)).unwrap();
        let fault = Plan::read(root.path()).unwrap_err().to_string();
        assert!(
            fault.starts_with("book/curriculum.toml:1: cannot be read"),
            "{fault}"
        );
    }
}
