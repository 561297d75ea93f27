//! The chapters and appendices, written and planned, and what each needs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::fault::{line_at, list};
use crate::prose::Prose;
use crate::workspace::{Chapter, read};
use crate::{Fault, graph};

/// Where the plan of the chapters is, relative to the workspace.
pub(crate) const FILE: &str = "book/curriculum.toml";

/// The plan of the book.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Curriculum {
    #[serde(default, rename = "chapter")]
    pub chapters: Vec<Planned>,
    /// What stands after the chapters, without a number, and builds on any of them.
    #[serde(default, rename = "appendix")]
    pub appendices: Vec<Planned>,
}

/// A chapter or an appendix in the plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Planned {
    pub package: String,
    pub title: String,
    /// What it is about, in a few words.
    pub idea: String,
    /// The packages of the chapters it builds on.
    pub needs: Vec<String>,
    /// Whether its page and its crate are there.
    #[serde(skip)]
    pub is_written: bool,
    /// Its line in the plan.
    #[serde(skip)]
    pub line: usize,
}

impl Curriculum {
    pub fn read(root: &Path, faults: &mut Vec<Fault>) -> Result<Self> {
        let text = read(&root.join(FILE))?;
        let mut curriculum: Self = match toml::from_str(&text) {
            Ok(curriculum) => curriculum,
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                faults.push(Fault::new(
                    FILE,
                    line_at(&text, start),
                    error.message(),
                ));
                return Ok(Self::default());
            }
        };
        let Self { chapters, appendices } = &mut curriculum;
        for planned in chapters.iter_mut().chain(appendices) {
            let manifest =
                root.join("chapters").join(&planned.package).join("Cargo.toml");
            planned.is_written = manifest.is_file();
            let name = format!("\"{}\"", planned.package);
            planned.line = line_at(&text, text.find(&name).unwrap_or_default());
        }
        Ok(curriculum)
    }

    /// All that the plan has, in the order of the book.
    fn all(&self) -> impl Iterator<Item = &Planned> {
        self.chapters.iter().chain(&self.appendices)
    }

    /// Whether the plan has an appendix of this package.
    pub fn is_appendix(&self, package: &str) -> bool {
        self.appendices.iter().any(|planned| planned.package == package)
    }

    /// Compares the plan with the crates: the dependency graph *is* the curriculum.
    pub fn check(
        &self,
        chapters: &BTreeMap<String, Chapter>,
        faults: &mut Vec<Fault>,
    ) {
        let mut seen: Vec<&str> = Vec::new();
        for planned in self.all() {
            let package = planned.package.as_str();
            if seen.contains(&package) {
                let message = format!("`{package}` is in the plan twice");
                faults.push(Fault::new(FILE, planned.line, message));
            }
            for need in
                planned.needs.iter().filter(|need| !seen.contains(&need.as_str()))
            {
                let message = format!(
                    "`{package}` needs `{need}`, which does not come before it"
                );
                faults.push(Fault::new(FILE, planned.line, message));
            }
            seen.push(package);
            let Some(chapter) = chapters.get(package) else { continue };
            let mut planned_needs: Vec<_> = planned.needs.iter().collect();
            planned_needs.sort();
            let mut needs: Vec<_> = chapter.needs.iter().collect();
            needs.sort();
            if planned_needs != needs {
                let message = format!(
                    "the plan says that `{package}` needs {}, but its crate depends on {}",
                    list(planned_needs),
                    list(needs)
                );
                faults.push(Fault::new(FILE, planned.line, message));
            }
        }
        for package in
            chapters.keys().filter(|package| !seen.contains(&package.as_str()))
        {
            let message = format!(
                "the crate chapters/{package} is not in the plan: add it as a chapter or an appendix"
            );
            faults.push(Fault::new(FILE, 1, message));
        }
    }

    /// The chapters as a Markdown table, with links to those that are written. The
    /// appendices follow, without a number.
    pub fn table(&self, times: &ReadingTimes) -> String {
        let mut table =
            String::from("| | Chapter | Run it | Minutes |\n|--:|---|---|--:|\n");
        for (index, planned) in self.all().enumerate() {
            let Planned { package, title, .. } = planned;
            let is_chapter = index < self.chapters.len();
            let number =
                if is_chapter { (index + 1).to_string() } else { String::new() };
            let _ = if planned.is_written {
                let minutes = times.minutes(package);
                writeln!(
                    table,
                    "| {number} | [{title}]({package}.md) | `cargo run -p {package}` | {minutes} |"
                )
            } else {
                writeln!(table, "| {number} | {title} | *in the making* | |")
            };
        }
        table
    }

    /// The chapters and what they build on, drawn.
    pub fn graph(&self) -> Result<String> {
        Ok(graph::draw(&self.chapters)?.as_str().to_owned())
    }
}

/// How long each chapter takes to read and run.
#[derive(Debug, Default)]
pub(crate) struct ReadingTimes {
    minutes: BTreeMap<String, usize>,
}

impl ReadingTimes {
    /// Words that a reader takes in a minute, of text that asks to be thought about.
    const WORDS: usize = 160;
    /// Seconds for each listing, output and figure.
    const SECONDS_A_BLOCK: usize = 60;
    /// Seconds for each formula that stands on its own.
    const SECONDS_A_FORMULA: usize = 30;

    /// Estimates the time for the page of `package`, to the nearest five minutes.
    pub fn add(&mut self, package: &str, text: &str) {
        let prose = Prose::parse(text);
        let words: usize =
            prose.words.iter().map(|w| w.text.split_whitespace().count()).sum();
        let is_block = |name: &str| matches!(name, "output" | "figure");
        let blocks = prose
            .directives
            .iter()
            .filter(|d| !d.is_close && is_block(&d.name))
            .count()
            + prose.code_blocks.len();
        let formulas =
            prose.formulas.iter().filter(|formula| formula.is_display).count();
        let seconds = words * 60 / Self::WORDS
            + blocks * Self::SECONDS_A_BLOCK
            + formulas * Self::SECONDS_A_FORMULA;
        let minutes = ((seconds + 150) / 300).max(1) * 5;
        self.minutes.insert(package.to_owned(), minutes);
    }

    pub fn minutes(&self, package: &str) -> usize {
        self.minutes.get(package).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_time_counts_words_blocks_and_formulas() {
        let mut times = ReadingTimes::default();
        times.add("short", "# A\n\nwords");
        assert_eq!(times.minutes("short"), 5);
        let words = "word ".repeat(160 * 20);
        let page = format!(
            "# A\n\n{words}\n\n{{{{#output a}}}}\n\n```sh\nls\n```\n\n$$x$$\n\n$$y$$\n"
        );
        times.add("long", &page);
        assert_eq!(
            times.minutes("long"),
            25,
            "20 for the words, 2 for blocks, 1 for formulas"
        );
        assert_eq!(times.minutes("unknown"), 0);
    }
}
