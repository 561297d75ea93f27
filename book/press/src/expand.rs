//! From prose to what mdBook renders: every directive and formula replaced, everything
//! that could be stale found.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::{Range, RangeInclusive};
use std::path::{Component, Path, PathBuf};

use crate::curriculum::ReadingTimes;
use crate::exercises;
use crate::fault::list;
use crate::index::{Index, entry_of};
use crate::listings::{self, Listings};
use crate::maths;
use crate::prose::{
    CodeBlock, Directive, Formula, Link, Prose, Words, directives, typed_numbers,
};
use crate::source::Source;
use crate::workspace::Chapter;
use crate::{Fault, Workspace};

/// mdBook's own directives: they are its to expand.
const OF_MDBOOK: [&str; 4] = ["include", "rustdoc_include", "playground", "title"];

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
    pub snapshots: BTreeSet<(String, Kind, String)>,
    /// Lines of source files.
    pub lines: Vec<(PathBuf, RangeInclusive<usize>)>,
}

impl Quotes {
    pub fn extend(&mut self, other: Self) {
        self.snapshots.extend(other.snapshots);
        self.lines.extend(other.lines);
    }
}

/// A kind of snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Output,
    Number,
    Figure,
    Measured,
}

/// Where a page stands.
#[derive(Debug, Clone)]
pub(crate) struct Place<'p> {
    /// The page's file, relative to the workspace.
    pub file: &'p Path,
    /// The chapter package that it is the page of.
    pub chapter: Option<&'p str>,
    /// Where a source file is shown, such as `https://…/blob/main`.
    pub source_url: &'p str,
}

/// What pages say about the book as a whole.
#[derive(Debug, Default)]
pub(crate) struct About {
    pub times: ReadingTimes,
    pub index: Index,
    pub listings: Listings,
}

/// Expands one page.
pub(crate) fn expand(
    text: &str,
    place: &Place,
    workspace: &Workspace,
    about: &About,
) -> Expanded {
    expand_as(text, place, workspace, about, true)
}

/// Expands a text that stands on a page, such as the statement of an exercise.
pub(crate) fn expand_part(
    text: &str,
    place: &Place,
    workspace: &Workspace,
    about: &About,
) -> Expanded {
    expand_as(text, place, workspace, about, false)
}

fn expand_as(
    text: &str,
    place: &Place,
    workspace: &Workspace,
    about: &About,
    is_page: bool,
) -> Expanded {
    let prose = Prose::parse(text);
    let mut page = Page {
        prose: &prose,
        place,
        workspace,
        about,
        replacements: Vec::new(),
        open: Vec::new(),
        expanded: Expanded::default(),
    };
    if is_page {
        page.check_title();
    }
    page.check_words();
    for directive in &prose.directives {
        page.directive(directive);
    }
    for (name, at) in std::mem::take(&mut page.open) {
        page.fault(
            at,
            format!(
                "`{{{{#{name}}}}}` is never closed: end it with `{{{{/{name}}}}}`"
            ),
        );
    }
    for block in &prose.code_blocks {
        page.code_block(block);
    }
    for formula in &prose.formulas {
        page.formula(formula);
    }
    for link in &prose.links {
        page.link(link);
    }
    for image in &prose.mute_images {
        page.fault(
            image.start,
            format!(
                "the image {0} has no alt text: `![what it shows]({0})`",
                image.target
            ),
        );
    }
    page.finish()
}

/// A page while it is expanded.
struct Page<'p> {
    prose: &'p Prose<'p>,
    place: &'p Place<'p>,
    workspace: &'p Workspace,
    about: &'p About,
    replacements: Vec<(Range<usize>, String)>,
    /// Block directives that wait for their end, with their places.
    open: Vec<(String, usize)>,
    expanded: Expanded,
}

impl<'p> Page<'p> {
    fn fault(&mut self, at: usize, message: impl Into<String>) {
        let line = self.prose.line(at);
        self.expanded.faults.push(Fault::new(self.place.file, line, message));
    }

    /// Keeps the value of `result`, or the fault that it is.
    fn keep<T>(&mut self, at: usize, result: Result<T, String>) -> Option<T> {
        result.map_err(|message| self.fault(at, message)).ok()
    }

    fn replace(&mut self, range: &Range<usize>, with: String) {
        self.replacements.push((range.clone(), with));
    }

    /// A block of HTML on a line of its own.
    fn replace_block(&mut self, range: &Range<usize>, name: &str, html: &str) {
        let line_start =
            self.prose.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.prose.text[line_start..range.start];
        let after = self.prose.text[range.end..].lines().next().unwrap_or_default();
        if !before.is_empty() || !after.trim().is_empty() {
            self.fault(
                range.start,
                format!("{name} stands on a line of its own, not indented"),
            );
        }
        self.replace(range, format!("\n\n{html}\n\n"));
    }

    fn finish(mut self) -> Expanded {
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

    fn check_title(&mut self) {
        match self.prose.titles.as_slice() {
            [0] => {}
            [_, second, ..] => {
                self.fault(*second, "a page has one title: make this heading `##`");
            }
            _ => self.fault(0, "a page starts with its title, `# …`"),
        }
    }

    fn check_words(&mut self) {
        for words in &self.prose.words {
            self.check_dollars(words);
            for (at, number) in typed_numbers(&words.text) {
                self.typed_number(words.start + at, &number);
            }
        }
    }

    /// A dollar sign that Markdown leaves over was meant to open or close a formula.
    fn check_dollars(&mut self, words: &Words) {
        for (at, _) in words.text.match_indices('$') {
            let at = words.start + at;
            let before = self.prose.text.as_bytes().get(..at).unwrap_or_default();
            if !before.ends_with(b"\\") {
                self.fault(
                    at,
                    "this `$` belongs to no formula: close the formula in the same paragraph, balance \
                     its braces, start no line of it with `+`, `-` or `*`, and write `\\$` for the \
                     sign itself",
                );
                return; // what follows is likely its other end
            }
        }
    }

    fn typed_number(&mut self, at: usize, number: &str) {
        self.fault(
            at,
            format!(
                "the number {number} is typed into the prose, where it can go stale: quote it from \
                 the run with `{{{{#number name}}}}`, or, if no run of ours makes it, write \
                 `{{{{#typed \"{number}\" reason=\"where it is from\"}}}}`"
            ),
        );
    }

    /// The chapter and the name that a reference means: `name`, or `chapter/name`.
    fn refer<'r>(
        &self,
        reference: &'r str,
    ) -> Result<(&'p Chapter, String, &'r str), String> {
        let (chapter, name) = match (reference.split_once('/'), self.place.chapter)
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
        Ok((self.workspace.chapter(chapter)?, chapter.to_owned(), name))
    }

    fn quote(&mut self, chapter: &str, kind: Kind, name: &str) {
        self.expanded.quotes.snapshots.insert((
            chapter.to_owned(),
            kind,
            name.to_owned(),
        ));
    }

    /// The id of what a page quotes. What is of another chapter than the page's is told
    /// apart by it, as two chapters may have the same name.
    fn id(&self, kind: &str, package: &str, name: &str) -> String {
        if self.place.chapter == Some(package) {
            format!("{kind}-{name}")
        } else {
            format!("{kind}-{package}-{name}")
        }
    }

    fn is_in_formula(&self, at: usize) -> bool {
        self.prose.formulas.iter().any(|formula| formula.range.contains(&at))
    }

    fn directive(&mut self, directive: &Directive) {
        let at = directive.range.start;
        if !directive.is_close
            && matches!(directive.name.as_str(), "figure" | "opening")
        {
            self.open(directive);
        }
        let unknown = unknown_argument(directive);
        if let Some(error) = directive.error.as_ref().or(unknown.as_ref()) {
            self.fault(at, format!("`{{{{#{}}}}}` {error}", directive.name));
            return;
        }
        if directive.is_close {
            self.close(directive);
            return;
        }
        match directive.name.as_str() {
            "output" => self.output(directive),
            "number" if self.is_in_formula(at) => {} // set with its formula
            "number" => self.number(directive),
            "figure" => self.figure(directive),
            "opening" => self.opening(directive),
            "measured" => self.measured(directive),
            "typed" => self.typed(directive),
            "code" => self.code(directive),
            "chapters" => {
                let table = self.workspace.curriculum.table(&self.about.times);
                self.replace(&directive.range, table);
            }
            "listings" => {
                let index = self.about.listings.index(self.workspace);
                self.replace(&directive.range, index);
            }
            "exercises" => self.exercises(directive),
            "quiz" => self.quiz(directive),
            "syllabus" => self.syllabus(directive),
            "course" => self.course(directive),
            "defined" | "cited" => self.looked_up(directive),
            name if OF_MDBOOK.contains(&name) => {
                if name != "title" {
                    let message =
                        format!("`{{{{#{name}}}}}` stands in a code block");
                    self.fault(at, message);
                }
            }
            name => {
                let known = "output, number, figure, opening, measured, typed, code, chapters, \
                             exercises, quiz, syllabus, course, defined, cited, listings";
                self.fault(
                    at,
                    format!("there is no directive `{name}`: there are {known}"),
                );
            }
        }
    }

    fn open(&mut self, directive: &Directive) {
        let (at, name) = (directive.range.start, &directive.name);
        if let Some((outer, _)) = self.open.last() {
            let message = format!(
                "`{{{{#{name}}}}}` stands inside `{{{{#{outer}}}}}`: close that one first"
            );
            self.fault(at, message);
        }
        self.open.push((name.clone(), at));
    }

    fn close(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let html = match directive.name.as_str() {
            "figure" => "</figcaption></figure>".to_owned(),
            "opening" => self.opening_facts(),
            name => {
                self.fault(at, format!("`{{{{/{name}}}}}` closes nothing: only figure and opening close"));
                return;
            }
        };
        match self.open.pop() {
            Some((name, start)) if name == directive.name => {
                let start = start
                    + self.prose.text[start..].find("}}").map_or(0, |end| end + 2);
                if self.prose.text[start..at].trim().is_empty() {
                    let message = match name.as_str() {
                        "figure" => {
                            "this figure has no caption: say what to look at"
                        }
                        _ => {
                            "this opening is empty: list what the reader will be able to do"
                        }
                    };
                    self.fault(at, message);
                }
            }
            Some((name, _)) => {
                let message = format!(
                    "`{{{{/{}}}}}` comes before `{{{{#{name}}}}}` is closed",
                    directive.name
                );
                self.fault(at, message);
            }
            None => {
                let message = format!(
                    "`{{{{/{0}}}}}` has no `{{{{#{0}}}}}` before it",
                    directive.name
                );
                self.fault(at, message);
            }
        }
        let name = format!("`{{{{/{}}}}}`", directive.name);
        self.replace_block(&directive.range, &name, &html);
    }

    fn output(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let Some(reference) = directive.plain().next() else {
            self.fault(at, "`{{#output}}` needs the name of an output");
            return;
        };
        let result = self.refer(reference);
        let Some((chapter, package, name)) = self.keep(at, result) else { return };
        let Some(text) = chapter.outputs.get(name) else {
            let known = list(chapter.outputs.keys());
            let message =
                format!("{package} has no output `{name}`: it has {known}");
            self.fault(at, message);
            return;
        };
        self.quote(&package, Kind::Output, name);
        let id = self.id("output", &package, name);
        let command = format!("cargo run -p {package} -- {name}");
        let html = format!(
            "<figure class=\"output\" id=\"{id}\"><figcaption><span \
             class=\"output-label\">Output</span> <code>{command}</code></figcaption><pre \
             tabindex=\"0\" aria-label=\"Output {name}\">{}</pre></figure>",
            // Newlines as entities: a blank line would end the block of HTML.
            escape(text).replace('\n', "&#10;"),
        );
        self.replace_block(&directive.range, "an output", &html);
    }

    /// The text of a number and its tooltip.
    fn number_text(
        &mut self,
        at: usize,
        reference: &str,
    ) -> Option<(String, String)> {
        let result = self.refer(reference);
        let (chapter, package, name) = self.keep(at, result)?;
        let Some(number) = chapter.numbers.get(name) else {
            let known = list(chapter.numbers.keys());
            let message =
                format!("{package} has no number `{name}`: it has {known}");
            self.fault(at, message);
            return None;
        };
        self.quote(&package, Kind::Number, name);
        Some((number.text.clone(), format!("{package}: {name}")))
    }

    fn number(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let Some(reference) = directive.plain().next() else {
            self.fault(at, "`{{#number}}` needs the name of a number");
            return;
        };
        let Some((text, title)) = self.number_text(at, reference) else { return };
        let html =
            format!("<span class=\"number\" title=\"{title}\">{text}</span>");
        self.replace(&directive.range, html);
    }

    fn measured(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let Some(reference) = directive.plain().next() else {
            self.fault(at, "`{{#measured}}` needs the name of a measurement");
            return;
        };
        let result = self.refer(reference);
        let Some((chapter, package, name)) = self.keep(at, result) else { return };
        let Some(ratio) = chapter.measured.ratios.get(name) else {
            let known = list(chapter.measured.ratios.keys());
            let message =
                format!("{package} has no measurement `{name}`: it has {known}");
            self.fault(at, message);
            return;
        };
        self.quote(&package, Kind::Measured, name);
        let html = format!(
            "<span class=\"number\" title=\"{}: {name}, {}\">{}</span>",
            escape(&ratio.command(&package)),
            escape(&chapter.measured.machine),
            ratio.text(),
        );
        self.replace(&directive.range, html);
    }

    fn typed(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let text = directive.plain().next().unwrap_or_default();
        let reason = directive.keyed("reason").next().unwrap_or_default();
        if text.is_empty() || reason.len() < 4 {
            self.fault(
                at,
                "a typed number needs its text and a reason: \
                 `{{#typed \"0.5\" reason=\"where it is from\"}}`",
            );
            return;
        }
        self.replace(&directive.range, maths::markdown_proof(&escape(text)));
    }

    fn figure(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let mut arguments = directive.plain();
        let Some(reference) = arguments.next() else {
            self.fault(at, "`{{#figure}}` needs the name of a figure");
            return;
        };
        let picture = self.picture(at, reference);
        let alt = arguments.next().unwrap_or_default();
        if alt.is_empty() || alt == "wide" {
            self.fault(
                at,
                format!(
                    "the figure `{reference}` has no alt text: say what it shows, with its numbers, \
                     to somebody who cannot see it: `{{{{#figure {reference} \"…\"}}}}`"
                ),
            );
            return;
        }
        let class =
            if arguments.next() == Some("wide") { "figure wide" } else { "figure" };
        let alt = self.alt_text(at, alt);
        let Some((svg, id)) = picture else { return };
        let label = format!("<svg role=\"img\" aria-label=\"{}\"", escape(&alt));
        let svg = svg.replacen("<svg", &label, 1).replace('\n', "");
        let html = format!(
            "<figure class=\"{class}\" id=\"{id}\"><div class=\"figure-box\">{svg}</div>\
             <figcaption>"
        );
        self.replace_block(&directive.range, "a figure", &html);
    }

    /// The SVG that a reference means, and the id of its figure.
    fn picture(&mut self, at: usize, reference: &str) -> Option<(String, String)> {
        if reference == "curriculum" {
            let graph = self.workspace.curriculum.graph().map_err(|error| {
                format!("the graph of the chapters cannot be drawn: {error:#}")
            });
            return Some((self.keep(at, graph)?, format!("figure-{reference}")));
        }
        let result = self.refer(reference);
        let (chapter, package, name) = self.keep(at, result)?;
        let Some(svg) = chapter.figures.get(name) else {
            let known = list(chapter.figures.keys());
            let message =
                format!("{package} has no figure `{name}`: it has {known}");
            self.fault(at, message);
            return None;
        };
        self.quote(&package, Kind::Figure, name);
        Some((svg.clone(), self.id("figure", &package, name)))
    }

    /// Alt text with its numbers: `{name}` stands for the number `name`.
    fn alt_text(&mut self, at: usize, alt: &str) -> String {
        for (_, number) in typed_numbers(alt) {
            self.fault(
                at,
                format!(
                    "the number {number} is typed into the alt text, where it can go stale: quote \
                     it from the run as {{name}}"
                ),
            );
        }
        let mut text = String::new();
        let mut rest = alt;
        while let Some((before, from)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = from.split_once('}') else {
                self.fault(at, "the alt text has a `{` without its `}`");
                return text;
            };
            if let Some((number, _)) = self.number_text(at, name) {
                text.push_str(&number);
            }
            rest = after;
        }
        text + rest
    }

    fn opening(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let curriculum = &self.workspace.curriculum;
        if self.place.chapter.is_none_or(|package| curriculum.is_appendix(package))
        {
            self.fault(at, "`{{#opening}}` opens a chapter: this page is none");
        }
        let first = self.prose.directives.iter().find(|d| d.name == "opening");
        if first.is_some_and(|first| first.range != directive.range) {
            self.fault(at, "a chapter has one opening: this is the second");
        }
        if directive.keyed("needs").next().is_none() {
            self.fault(
                at,
                "an opening says what it needs: `{{#opening needs=\"…\"}}`",
            );
        }
        let html = "<section class=\"opening\" aria-label=\"About this chapter\">\
                    <p class=\"opening-title\">After this chapter you can</p>";
        self.replace_block(&directive.range, "an opening", html);
    }

    /// What a text that stands on this page becomes: it is of `file`, at `line`.
    fn part(&mut self, text: &str, file: &Path, line: usize) -> String {
        let place = Place { file, ..self.place.clone() };
        let expanded = expand_part(text.trim(), &place, self.workspace, self.about);
        for fault in expanded.faults {
            self.expanded.faults.push(Fault::new(file, line, fault.message));
        }
        self.expanded.quotes.extend(expanded.quotes);
        expanded.text
    }

    fn exercises(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let package = self.place.chapter.unwrap_or_default();
        let Some(found) = self.workspace.exercises.get(package) else {
            self.fault(
                at,
                "`{{#exercises}}` stands on the page of a chapter with exercises",
            );
            return;
        };
        let Some(found) = found else { return }; // what is wrong there is told already
        let source_url = self.place.source_url.trim_end_matches('/');
        let markdown =
            found.markdown(self.prose, source_url, |text, file, line| {
                self.part(text, file, line)
            });
        self.replace_block(&directive.range, "`{{#exercises}}`", &markdown);
    }

    fn quiz(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let name = directive.plain().next().unwrap_or_default();
        let package = self.place.chapter.unwrap_or_default();
        if matches!(self.workspace.exercises.get(package), Some(None)) {
            return; // what is wrong there is told already
        }
        let found = self.workspace.exercises_of(package);
        let quizzes =
            found.map(|found| &found.chapter.quizzes[..]).unwrap_or_default();
        let Some(quiz) = quizzes.iter().find(|quiz| quiz.name == name) else {
            let known = list(quizzes.iter().map(|quiz| &quiz.name));
            self.fault(at, format!("there is no quiz `{name}`: there are {known}"));
            return;
        };
        let file = exercise::Chapter::texts(package);
        let markdown =
            exercises::quiz(quiz, |text| self.part(text, &file, quiz.line));
        self.replace_block(&directive.range, "a quiz", &markdown);
    }

    fn syllabus(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let name = directive.plain().next().unwrap_or_default();
        let table = exercises::syllabus(name, self.workspace, &self.about.times);
        let table = table.ok_or_else(|| {
            format!(
                "there is no table `{name}`: there are chapters, weekend, weeks"
            )
        });
        let Some(table) = self.keep(at, table) else { return };
        self.replace_block(&directive.range, "`{{#syllabus}}`", &table);
    }

    fn course(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let name = directive.plain().next().unwrap_or_default();
        let sums = exercises::sums(self.workspace, &self.about.times);
        let sum = sums.iter().find(|(known, _)| *known == name);
        let sum = sum.ok_or_else(|| {
            let known = list(sums.iter().map(|(known, _)| known));
            format!("the course has no sum `{name}`: it has {known}")
        });
        let Some((name, sum)) = self.keep(at, sum.cloned()) else { return };
        let html =
            format!("<span class=\"number\" title=\"course: {name}\">{sum}</span>");
        self.replace(&directive.range, html);
    }

    fn opening_facts(&mut self) -> String {
        let opening = self
            .prose
            .directives
            .iter()
            .find(|d| d.name == "opening" && !d.is_close);
        let needs =
            opening.and_then(|d| d.keyed("needs").next()).unwrap_or_default();
        let package = self.place.chapter.unwrap_or_default();
        let minutes = self.about.times.minutes(package);
        let exercises = self.workspace.exercises_of(package).map(|found| {
            format!(
                "<div><dt>Solve</dt><dd><a href=\"#exercises\">{} exercises</a>, about {} \
                 minutes</dd></div>",
                found.chapter.exercises.len(),
                found.minutes(|_| true)
            )
        });
        let exercises = exercises.unwrap_or_default();
        format!(
            "<dl class=\"facts\"><div><dt>Needs</dt><dd>{}</dd></div><div><dt>Time</dt><dd>about \
             {minutes} minutes</dd></div>{exercises}<div><dt>Run it</dt><dd><code>cargo run -p \
             {package}</code></dd></div></dl></section>",
            escape(needs),
        )
    }

    /// The line below a formula that names its function and its test.
    fn code(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let items: Vec<_> = directive.plain().collect();
        let tests: Vec<_> = directive.keyed("test").collect();
        if items.is_empty() || tests.is_empty() {
            self.fault(
                at,
                "a formula names its function and its test: `{{#code Layer::forward test=name}}`",
            );
            return;
        }
        let mut html = String::from("<p class=\"implements\">In code: ");
        for (index, reference) in items.iter().enumerate() {
            html.push_str(if index == 0 { "" } else { ", " });
            let found = self
                .refer(reference)
                .and_then(|(chapter, _, name)| chapter.item(name));
            let Some((source, item)) = self.keep(at, found) else { continue };
            let href = self.source_link(&source.path, item.line, item.line);
            let _ =
                write!(html, "<a href=\"{href}\"><code>{}</code></a>", item.name);
        }
        html.push_str(" · proved by ");
        for (index, reference) in tests.iter().enumerate() {
            html.push_str(if index == 0 { "" } else { ", " });
            let found = self
                .refer(reference)
                .and_then(|(chapter, _, name)| chapter.test(name));
            let Some((source, test)) = self.keep(at, found) else { continue };
            let href = self.source_link(&source.path, test.line, test.line);
            let _ =
                write!(html, "<a href=\"{href}\"><code>{}</code></a>", test.name);
        }
        html.push_str("</p>");
        self.replace_block(&directive.range, "`{{#code}}`", &html);
    }

    /// At the end of an entry of the glossary or the references: who speaks of it.
    fn looked_up(&mut self, directive: &Directive) {
        let at = directive.range.start;
        let Some(entry) = entry_of(self.prose, directive) else {
            let message = format!(
                "`{{{{#{}}}}}` stands behind no entry: {}",
                directive.name,
                match directive.name.as_str() {
                    "defined" =>
                        "name the term on a line of its own, and explain it after `: `",
                    _ => "write `Author, *Title*, year.` before it",
                }
            );
            self.fault(at, message);
            return;
        };
        let links = match directive.name.as_str() {
            "defined" => self.about.index.definition(&entry),
            _ => self.about.index.citations(&entry),
        };
        let Some(links) = self.keep(at, links) else { return };
        self.replace(&directive.range, links);
    }

    fn source_link(&self, path: &Path, first: usize, last: usize) -> String {
        let lines = if first == last {
            format!("L{first}")
        } else {
            format!("L{first}-L{last}")
        };
        format!(
            "{}/{}#{lines}",
            self.place.source_url.trim_end_matches('/'),
            path.display()
        )
    }

    fn code_block(&mut self, block: &CodeBlock) {
        let at = block.range.start;
        let Some(info) = &block.info else {
            self.fault(at, "this is indented by four or more, which makes it a code block: use a fence");
            return;
        };
        let language = info.split([' ', ',']).next().unwrap_or_default();
        if language == "sh" {
            return; // commands, which the tests run
        }
        if block.text.trim().is_empty() {
            self.fault(at, "this code block is empty");
            return;
        }
        let mut listed = Vec::new();
        let mut code = String::new();
        let mut offset = block.text_start;
        for line in block.text.lines() {
            if line.trim().is_empty() {
                code.push('\n');
            } else if let Some((source, lines)) = self.included(line, offset) {
                code.push_str(&source.listing(&lines));
                listed.push((source.path.clone(), lines));
            }
            offset += line.len() + 1;
        }
        let mut html = String::from("<p class=\"source\">");
        for (index, (path, lines)) in listed.iter().enumerate() {
            html.push_str(if index == 0 { "" } else { " · " });
            let href = self.source_link(path, *lines.start(), *lines.end());
            let path = path.display();
            let _ = write!(
                html,
                "<a href=\"{href}\">{path}, line {}</a>",
                lines.start()
            );
        }
        html.push_str("</p></div>");
        self.expanded.quotes.lines.extend(listed);
        // Longer than any fence in the comments of the code.
        let fence = "``````";
        let id = listings::id_of(block).unwrap_or_default();
        let listing = format!(
            "\n\n<div class=\"listing\" id=\"{id}\">\n\n{fence}{info}\n{code}{fence}\n\n{html}\n\n"
        );
        self.replace(&block.range, listing);
    }

    /// The file and lines that a line of a listing includes.
    fn included(
        &mut self,
        line: &str,
        at: usize,
    ) -> Option<(&'p Source, RangeInclusive<usize>)> {
        if line.trim_start().starts_with("{{#include") {
            let found = directives(line);
            if let [directive] = found.as_slice()
                && let Some(argument) = directive.plain().next()
                && let Some((path, anchor)) = argument.rsplit_once(':')
                && !anchor.is_empty()
                && !anchor.starts_with(|c: char| c.is_ascii_digit())
            {
                return self.anchored(path, anchor, at);
            }
            self.fault(
                at,
                "a listing without an anchor moves when its file changes: include \
                 `{{#include path/to/file.rs:anchor}}`",
            );
            return None;
        }
        self.fault(
            at,
            "this code block is typed, so nothing proves it: include it from the file that \
             compiles, `{{#include path/to/file.rs:anchor}}` (only `sh` blocks hold typed commands)",
        );
        None
    }

    fn anchored(
        &mut self,
        path: &str,
        anchor: &str,
        at: usize,
    ) -> Option<(&'p Source, RangeInclusive<usize>)> {
        let folder = self.place.file.parent().unwrap_or(Path::new(""));
        let path = normal(&folder.join(path));
        let mut sources =
            self.workspace.chapters.values().flat_map(Chapter::sources);
        let Some(source) = sources.find(|source| source.path == path) else {
            let path = path.display();
            self.fault(
                at,
                format!("there is no Rust file {path} in any chapter's crate"),
            );
            return None;
        };
        let Some(lines) = source.anchors.get(anchor) else {
            let (path, known) = (path.display(), list(source.anchors.keys()));
            self.fault(
                at,
                format!("{path} has no anchor `{anchor}`: it has {known}"),
            );
            return None;
        };
        Some((source, lines.clone()))
    }

    fn formula(&mut self, formula: &Formula) {
        let at = formula.range.start;
        let text = self.prose.text[formula.range.clone()].trim_matches('$');
        let mut source = String::new();
        let mut end = 0;
        for directive in directives(text) {
            source.push_str(&text[end..directive.range.start]);
            end = directive.range.end;
            let reference = directive.plain().next().unwrap_or_default();
            if directive.name != "number" || directive.is_close {
                self.fault(
                    at,
                    format!(
                        "`{{{{#{}}}}}` has no place in a formula",
                        directive.name
                    ),
                );
            } else if let Some((number, _)) = self.number_text(at, reference) {
                source.push_str(&number.replace('−', "-").replace('%', r"\%"));
            }
        }
        source.push_str(&text[end..]);
        let Some(html) = self.keep(at, maths::set(&source, formula.is_display))
        else {
            return;
        };
        if formula.is_display {
            let html = format!(
                "<div class=\"formula\" tabindex=\"0\" role=\"group\" aria-label=\"Formula\">{html}\
                 </div>"
            );
            self.replace_block(&formula.range, "a formula between `$$`", &html);
        } else {
            self.replace(&formula.range, html);
        }
    }

    fn link(&mut self, link: &Link) {
        if link.target.starts_with("http://") {
            let message =
                format!("{} is not encrypted: link to https", link.target);
            self.fault(link.start, message);
        }
        let line = self.prose.line(link.start);
        self.expanded.links.push((line, link.target.clone()));
    }
}

/// What is wrong with an argument that a directive does not know.
fn unknown_argument(directive: &Directive) -> Option<String> {
    let (most, keys, takes): (_, &[&str], _) = match directive.name.as_str() {
        _ if directive.is_close => (0, &[], "nothing"),
        "output" | "number" | "measured" => (1, &[], "one name"),
        "figure" => (3, &[], "a name, the alt text and perhaps `wide`"),
        "opening" => (0, &["needs"], "`needs=\"…\"`"),
        "typed" => (1, &["reason"], "a text and `reason=\"…\"`"),
        "code" => (usize::MAX, &["test"], "functions and `test=name`"),
        "chapters" | "cited" | "listings" | "exercises" => (0, &[], "nothing"),
        "quiz" => (1, &[], "the name of a quiz"),
        "syllabus" => (1, &[], "`chapters`, `weekend` or `weeks`"),
        "course" => (1, &[], "the name of a sum of the course"),
        "defined" => (1, &[], "the words that a chapter has in bold"),
        _ => return None,
    };
    let mut plain = 0;
    let unknown =
        directive.arguments.iter().find(|argument| match &argument.key {
            Some(key) => !keys.contains(&key.as_str()),
            None => {
                plain += 1;
                plain > most
                    || (plain == 3 && most == 3 && argument.value != "wide")
            }
        })?;
    let value = &unknown.value;
    let unknown = match &unknown.key {
        Some(key) => format!("{key}=\"{value}\""),
        None => value.clone(),
    };
    Some(format!("does not know `{unknown}`: it takes {takes}"))
}

/// A path without `.` and `..`.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
