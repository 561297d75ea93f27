//! A page while it is expanded: every directive and formula replaced, everything that
//! could be stale found.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};

use outline::{Edition, Fault, Prose, Slashed as _, line_start};

use crate::read::{Package, Workspace};
use crate::survey::Survey;

/// A page ready for mdBook, and what it quotes.
#[derive(Debug, Default)]
pub(crate) struct Expanded {
    pub text: String,
    pub faults: Vec<Fault>,
    pub quotes: Quotes,
    /// Links with the line they stand on.
    pub links: Vec<(usize, String)>,
}

/// What pages quote from chapters.
#[derive(Debug, Default)]
pub(crate) struct Quotes {
    /// Snapshots, as (chapter, kind, name).
    pub snapshots: BTreeSet<(String, Quoted, String)>,
    /// Lines of source files.
    pub lines: Vec<(PathBuf, RangeInclusive<usize>)>,
}

impl Quotes {
    pub fn extend(&mut self, other: Self) {
        self.snapshots.extend(other.snapshots);
        self.lines.extend(other.lines);
    }
}

/// The kinds of things that a run records and a page quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Quoted {
    Output,
    Number,
    Figure,
    Measured,
    /// A state that a sentence sets, as `figure.state`.
    Set,
}

/// Where a text stands.
#[derive(Debug, Clone)]
pub(crate) struct Place<'p> {
    /// Its file, relative to the workspace.
    pub file: &'p Path,
    /// The chapter or appendix that its page is about.
    pub package: Option<&'p str>,
    /// Where a source file is shown, such as `https://…/blob/main`.
    pub source_url: &'p str,
}

/// What all pages are expanded from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground<'p> {
    pub workspace: &'p Workspace,
    pub edition: &'p Edition,
    pub survey: &'p Survey,
}

/// A page, or a text that stands on one, while it is expanded.
pub(super) struct Expanding<'p> {
    pub prose: &'p Prose,
    pub place: &'p Place<'p>,
    pub ground: Ground<'p>,
    /// Expands a text that stands on this page.
    pub expand: fn(&str, &Place, Ground) -> Expanded,
    /// What is folded until a reader opens it.
    folds: Vec<Range<usize>>,
    replacements: Vec<(Range<usize>, String)>,
    /// Directives that wait for their end, with their places.
    pub open: Vec<(String, usize)>,
    pub expanded: Expanded,
}

impl<'p> Expanding<'p> {
    pub fn new(
        prose: &'p Prose,
        place: &'p Place<'p>,
        ground: Ground<'p>,
        expand: fn(&str, &Place, Ground) -> Expanded,
    ) -> Self {
        Self {
            prose,
            place,
            ground,
            expand,
            folds: prose.folds(),
            replacements: Vec::new(),
            open: Vec::new(),
            expanded: Expanded::default(),
        }
    }

    pub fn is_replaced(&self, range: &Range<usize>) -> bool {
        self.replacements.iter().any(|(replaced, _)| replaced == range)
    }

    pub fn folds(&self) -> &[Range<usize>] {
        &self.folds
    }

    pub fn workspace(&self) -> &'p Workspace {
        self.ground.workspace
    }

    pub fn survey(&self) -> &'p Survey {
        self.ground.survey
    }

    /// Words of the edition, with `parts` in their gaps.
    pub fn say(&self, name: &str, parts: &[&dyn Display]) -> String {
        self.ground.edition.words.say(name, parts)
    }

    pub fn fault(&mut self, at: usize, message: impl Into<String>) {
        let line = self.prose.line(at);
        self.expanded.faults.push(Fault::new(self.place.file, line, message));
    }

    /// Keeps the value of `result`, or the fault that it is.
    pub fn keep<T>(&mut self, at: usize, result: Result<T, String>) -> Option<T> {
        result.map_err(|message| self.fault(at, message)).ok()
    }

    pub fn replace(&mut self, range: &Range<usize>, with: String) {
        self.replacements.push((range.clone(), with));
    }

    /// A block of HTML on a line of its own.
    pub fn replace_block(&mut self, range: &Range<usize>, name: &str, html: &str) {
        let text = &self.prose.text;
        let before = &text[line_start(text, range.start)..range.start];
        let after = text[range.end..].lines().next().unwrap_or_default();
        if !before.is_empty() || !after.trim().is_empty() {
            let message =
                format!("{name} stands on a line of its own, not indented");
            self.fault(range.start, message);
        }
        self.replace(range, format!("\n\n{html}\n\n"));
    }

    /// The chapter and the name that a reference means: `name`, or `chapter/name`.
    pub fn refer<'r>(
        &self,
        reference: &'r str,
    ) -> Result<(&'p Package, String, &'r str), String> {
        let (chapter, name) = match (reference.split_once('/'), self.place.package)
        {
            (Some((chapter, name)), _) => (chapter, name),
            (None, Some(chapter)) => (chapter, reference),
            (None, None) => {
                return Err(format!(
                    "this page belongs to no chapter: say whose `{reference}` is meant, as \
                     `chapter/{reference}`"
                ));
            }
        };
        Ok((self.workspace().package(chapter)?, chapter.to_owned(), name))
    }

    pub fn quote(&mut self, chapter: &str, kind: Quoted, name: &str) {
        self.expanded.quotes.snapshots.insert((
            chapter.to_owned(),
            kind,
            name.to_owned(),
        ));
    }

    /// The id of what a page quotes. What is of another chapter than the page's is told
    /// apart by it, as two chapters may have the same name.
    pub fn id(&self, kind: &str, package: &str, name: &str) -> String {
        if self.place.package == Some(package) {
            format!("{kind}-{name}")
        } else {
            format!("{kind}-{package}-{name}")
        }
    }

    /// What a text that stands on this page becomes: it is of `file`, at `line`.
    pub fn part(&mut self, text: &str, file: &Path, line: usize) -> String {
        let place = Place { file, ..self.place.clone() };
        let expanded = (self.expand)(text.trim(), &place, self.ground);
        for fault in expanded.faults {
            self.expanded.faults.push(Fault::new(file, line, fault.message));
        }
        self.expanded.quotes.extend(expanded.quotes);
        expanded.text
    }

    /// Where lines of a file are shown.
    pub fn source_link(&self, path: &Path, first: usize, last: usize) -> String {
        let lines = if first == last {
            format!("L{first}")
        } else {
            format!("L{first}-L{last}")
        };
        let url = self.place.source_url.trim_end_matches('/');
        format!("{url}/{}#{lines}", path.slashed())
    }

    /// The text with everything in its place.
    pub fn finish(mut self) -> Expanded {
        self.replacements.sort_by_key(|(range, _)| range.start);
        let mut text = String::with_capacity(2 * self.prose.text.len());
        let mut end = 0;
        for (range, with) in &self.replacements {
            if range.start < end {
                continue; // inside a part that was replaced whole
            }
            text.push_str(&self.prose.text[end..range.start]);
            text.push_str(with);
            end = range.end;
        }
        text.push_str(&self.prose.text[end..]);
        self.expanded.text = text;
        self.expanded
    }
}
