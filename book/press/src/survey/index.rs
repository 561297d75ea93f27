//! What chapters define and what pages cite, and what the glossary and the references say
//! of it.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::LazyLock;

use outline::{Directive, Fault, Markup, Prose, line_start};
use regex::Regex;

use super::page::{Page, Section};

/// What an entry of the glossary says at its end.
pub(crate) const DEFINED: &str = "defined";
/// What an entry of the references says at its end.
pub(crate) const CITED: &str = "cited";

/// Terms and works of the whole book.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Terms where chapters define them, in the order of the book.
    pub terms: Vec<Mention>,
    /// Works, and everything else that is emphasised, where pages speak of them.
    pub works: Vec<Mention>,
    pub glossary: Vec<Entry>,
    pub references: Vec<Entry>,
    /// What pages call by author and year, as (author, year, place).
    pub calls: Vec<(String, String, Mention)>,
    /// Entries that are none.
    pub faults: Vec<Fault>,
}

/// Words on a page, and the section that they stand in.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub words: String,
    /// The year that follows a cited title.
    pub year: Option<String>,
    /// What stands before them on their line: a cited title's authors.
    pub before: String,
    pub at: Section,
}

/// An entry of the glossary or of the references.
#[derive(Debug)]
pub(crate) struct Entry {
    /// What it is sorted by, and what is said of it.
    pub key: String,
    pub name: String,
    /// What it looks up: the bold words, or the title.
    pub words: String,
    pub year: Option<String>,
    pub file: PathBuf,
    pub line: usize,
}

impl Index {
    /// Notes down what a page says. Pages come in the order of the book.
    pub fn add(&mut self, page: &Page) {
        let prose = &*page.prose;
        if has(prose, DEFINED) {
            let names = prose.entries.iter();
            let found = names.map(|e| (e.start, e.text.as_str(), None)).collect();
            let entries = entries(page, DEFINED, found, &mut self.faults);
            self.glossary.extend(entries);
        }
        let works: Vec<_> =
            prose.emphasised.iter().map(|e| (e, year_after(prose, e))).collect();
        if has(prose, CITED) {
            let dated = works.iter().filter_map(|(e, year)| {
                Some((e.range.start, e.text.as_str(), Some(year.clone()?)))
            });
            let found = dated.collect();
            let entries = entries(page, CITED, found, &mut self.faults);
            self.references.extend(entries);
            return;
        }
        for (emphasised, year) in works {
            let mention = mention(page, emphasised);
            self.works.push(Mention { year, ..mention });
        }
        if page.package.is_some() {
            let is_lead_in = |e: &&Markup| e.text.ends_with('.');
            let terms = prose.bold.iter().filter(|e| !is_lead_in(e));
            self.terms.extend(terms.map(|e| mention(page, e)));
        }
        for (author, year, range) in calls(&prose.text) {
            let called = Markup { range, text: author.clone() };
            self.calls.push((author, year, mention(page, &called)));
        }
    }
}

/// The year behind a title that is cited: `*Title*, 1986`.
pub(crate) fn year_after(prose: &Prose, title: &Markup) -> Option<String> {
    static YEAR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^,\s(\d{4})\b").expect("a valid pattern"));
    let rest = &prose.text[title.range.end..];
    YEAR.captures(rest).map(|found| found[1].to_owned())
}

fn has(prose: &Prose, directive: &str) -> bool {
    prose.directives.iter().any(|d| d.name == directive)
}

fn mention(page: &Page, found: &Markup) -> Mention {
    let start = found.range.start;
    let line = line_start(&page.prose.text, start);
    Mention {
        words: found.text.clone(),
        year: None,
        before: page.prose.text[line..start].to_owned(),
        at: Section::of(page, start),
    }
}

/// Entries named `found`, each with exactly one `directive` before the next.
fn entries(
    page: &Page,
    directive: &str,
    found: Vec<(usize, &str, Option<String>)>,
    faults: &mut Vec<Fault>,
) -> Vec<Entry> {
    let prose = &*page.prose;
    let mut entries = Vec::new();
    for (index, (start, name, year)) in found.iter().enumerate() {
        let end = found.get(index + 1).map_or(prose.text.len(), |next| next.0);
        let within = within(prose, *start..end, directive);
        if within.len() != 1 {
            let message = format!(
                "the entry `{name}` says {} times where it is {directive}: end it with one \
                 `{{{{#{directive}}}}}`",
                within.len()
            );
            faults.push(page.fault(*start, message));
            continue;
        }
        let line = line_start(&prose.text, *start);
        let before = prose.text[line..*start].trim_start_matches("- ");
        let key = format!("{before}{}", year.as_deref().unwrap_or(name));
        entries.push(Entry {
            key: key.to_lowercase(),
            name: format!("{before}{name}"),
            words: within[0].plain().next().unwrap_or(name).to_owned(),
            year: year.clone(),
            file: page.file.clone(),
            line: prose.line(*start),
        });
    }
    entries
}

fn within<'p>(
    prose: &'p Prose,
    range: Range<usize>,
    name: &str,
) -> Vec<&'p Directive> {
    let directives = prose.directives.iter();
    directives
        .filter(|d| d.name == name && range.contains(&d.range.start))
        .collect()
}

/// Works called by their first author and year, as in `(Firth, 1957)`.
fn calls(text: &str) -> Vec<(String, String, Range<usize>)> {
    static CALL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"[\[(](\p{Lu}[\p{L}-]+)(?: and \p{L}[\p{L} -]*)?, ((?:1[89]|20)\d\d)[\])]",
        )
        .expect("a valid pattern")
    });
    CALL.captures_iter(text)
        .map(|found| {
            let range = found.get(0).expect("group 0 is the match").range();
            (found[1].to_owned(), found[2].to_owned(), range)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_an_author_and_a_year_in_brackets() {
        let text = "So ([Nair and Hinton, 2010](#x)) or (Press and others, 2022), in May (2020), \
                    [Firth, 1957](#x), (see 1998) and [next, 2000].";
        let found: Vec<_> = calls(text)
            .into_iter()
            .map(|(author, year, _)| author + &year)
            .collect();
        assert_eq!(found, ["Nair2010", "Press2022", "Firth1957"]);
    }
}
