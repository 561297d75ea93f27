//! What chapters define and what pages cite, held against the glossary and the
//! references: neither may lack anything, and neither may hold anything else.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use exercise::id_of;
use regex::Regex;

use crate::Fault;
use crate::expand::escape;
use crate::fault::list;
use crate::links::shares_a_word;
use crate::maths::markdown_proof;
use crate::prose::{Directive, Emphasised, Heading, Prose};

/// What an entry of the glossary says at its end.
const DEFINED: &str = "defined";
/// What an entry of the references says at its end.
const CITED: &str = "cited";

/// Terms and works of the whole book.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Terms where chapters define them, in the order of the book.
    terms: Vec<Mention>,
    /// Works, and everything else that is emphasised, where pages speak of them.
    works: Vec<Mention>,
    glossary: Vec<Entry>,
    references: Vec<Entry>,
    /// What pages call by author and year, as (author, year, place).
    calls: Vec<(String, String, Mention)>,
    faults: Vec<Fault>,
}

/// Words on a page, and the section that they stand in.
#[derive(Debug, Clone)]
struct Mention {
    words: String,
    /// The year that follows a cited title.
    year: Option<String>,
    /// What stands before them on their line: a cited title's authors.
    before: String,
    at: Section,
}

/// A section of a page, and a line in it.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub file: PathBuf,
    pub line: usize,
    /// The page, as other pages link to it, and its title.
    pub page: String,
    pub title: String,
    /// The heading above, and its id.
    pub heading: String,
    pub id: String,
}

/// An entry of the glossary or of the references.
#[derive(Debug)]
struct Entry {
    /// What it is sorted by, and what is said of it.
    key: String,
    name: String,
    /// What it looks up: the bold words, or the title.
    words: String,
    year: Option<String>,
    file: PathBuf,
    line: usize,
}

impl Index {
    /// Reads one page, in the order of the book; `path` is relative to `prose_folder`.
    pub fn add(
        &mut self,
        prose_folder: &Path,
        path: &Path,
        text: &str,
        is_chapter: bool,
    ) {
        let prose = Prose::parse(text);
        let page = Reader { prose: &prose, file: prose_folder.join(path), path };
        if page.has(DEFINED) {
            let names = prose.entries.iter();
            let found = names.map(|e| (e.start, e.text.as_str(), None)).collect();
            self.glossary.extend(page.entries(DEFINED, found, &mut self.faults));
        }
        let works: Vec<_> =
            prose.emphasised.iter().map(|e| (e, year_after(&prose, e))).collect();
        if page.has(CITED) {
            let dated = works.iter().filter_map(|(e, year)| {
                Some((e.range.start, e.text.as_str(), Some(year.clone()?)))
            });
            let found = dated.collect();
            self.references.extend(page.entries(CITED, found, &mut self.faults));
            return;
        }
        for (emphasised, year) in works {
            let mention = page.mention(emphasised);
            self.works.push(Mention { year, ..mention });
        }
        if is_chapter {
            let is_lead_in = |e: &&Emphasised| e.text.ends_with('.');
            let terms = prose.bold.iter().filter(|e| !is_lead_in(e));
            self.terms.extend(terms.map(|e| page.mention(e)));
        }
        for (author, year, range) in calls(text) {
            let called = Emphasised { range, text: author.clone() };
            self.calls.push((author, year, page.mention(&called)));
        }
    }

    /// Everything that is missing or too much.
    pub fn check(&self, faults: &mut Vec<Fault>) {
        faults.extend(self.faults.iter().cloned());
        self.check_terms(faults);
        self.check_works(faults);
        self.check_calls(faults);
        sorted(&self.glossary, faults);
        sorted(&self.references, faults);
    }

    fn check_terms(&self, faults: &mut Vec<Fault>) {
        let known: BTreeSet<_> =
            self.glossary.iter().map(|e| e.words.to_lowercase()).collect();
        let mut seen: BTreeMap<String, &Mention> = BTreeMap::new();
        for term in &self.terms {
            let words = term.words.to_lowercase();
            if let Some(first) = seen.get(&words) {
                faults.push(term.at.fault(format!(
                    "`{}` is bold here and in {}, line {}: a term is bold once, where it is \
                     defined",
                    term.words,
                    first.at.file.display(),
                    first.at.line
                )));
            } else if !known.contains(&words) {
                faults.push(term.at.fault(format!(
                    "`{0}` is bold, so it is defined here, but the glossary lacks it: give it an \
                     entry with `{{{{#defined \"{0}\"}}}}` at its end, or make it *italic*",
                    term.words
                )));
            }
            seen.entry(words).or_insert(term);
        }
    }

    fn check_works(&self, faults: &mut Vec<Fault>) {
        for work in &self.works {
            let Some(year) = &work.year else { continue };
            let entry = self.references.iter().find(|e| e.words == work.words);
            let message = match entry {
                None => format!(
                    "*{}*, {year}, is cited here, but the references lack it: give it an entry \
                     with `{{{{#cited}}}}` at its end",
                    work.words
                ),
                Some(Entry { year: Some(other), file, line, .. })
                    if other != year =>
                {
                    format!(
                        "*{}* is of {year} here and of {other} in {}, line {line}: which is \
                         right?",
                        work.words,
                        file.display()
                    )
                }
                Some(_) => continue,
            };
            faults.push(work.at.fault(message));
        }
    }

    fn check_calls(&self, faults: &mut Vec<Fault>) {
        for (author, year, call) in &self.calls {
            let is_it = |work: &&Mention| {
                work.at.file == call.at.file
                    && work.year.as_ref() == Some(year)
                    && work.before.contains(author.as_str())
            };
            if !self.works.iter().any(|work| is_it(&work)) {
                faults.push(call.at.fault(format!(
                    "this page lists no work of {year} by {author}: list it under its last \
                     heading, as `Author, *Title*, {year}`"
                )));
            }
        }
    }

    /// A link to the section that defines the bold `words`, as Markdown.
    pub fn definition(&self, words: &str) -> Result<String, String> {
        let wanted = words.to_lowercase();
        let found = self.terms.iter().find(|t| t.words.to_lowercase() == wanted);
        found
            .map(|term| {
                let link = term.at.link(&format!("{}: {}", term.at.title, term.at.heading));
                format!("<span class=\"defined\">{link}</span>")
            })
            .ok_or_else(|| {
                let id = wanted.replace(' ', "-");
                let near = self.terms.iter().map(|t| t.words.as_str());
                let near = near
                    .filter(|t| shares_a_word(&t.to_lowercase().replace(' ', "-"), &id));
                format!(
                    "no chapter has **{words}** in bold, so none defines it: near to it are {}",
                    list(near)
                )
            })
    }

    /// Links to the pages that cite the work `title`, as Markdown.
    pub fn citations(&self, title: &str) -> Result<String, String> {
        let mut pages = BTreeSet::new();
        let found = self.works.iter().filter(|work| work.words == title);
        let links: Vec<_> = found
            .filter(|work| pages.insert(work.at.page.clone()))
            .map(|work| work.at.link(&work.at.title))
            .collect();
        if links.is_empty() {
            return Err(format!(
                "no page cites *{title}*: cite it, or leave it out"
            ));
        }
        Ok(format!("<span class=\"cited\">Cited in {}.</span>", links.join(", ")))
    }
}

impl Section {
    /// The section that holds the place `at` of the page `path`.
    pub fn of(prose: &Prose, file: &Path, path: &Path, at: usize) -> Self {
        let above = || prose.headings.iter().take_while(|h| h.start <= at);
        let title = prose.headings.first();
        let text = |heading: Option<&Heading>| {
            heading.map(|heading| heading.text.clone()).unwrap_or_default()
        };
        Self {
            file: file.to_owned(),
            line: prose.line(at),
            page: path.display().to_string(),
            title: text(title),
            heading: text(above().last()),
            id: last_id(above().map(|h| (h.text.as_str(), h.id.as_deref()))),
        }
    }

    fn fault(&self, message: String) -> Fault {
        Fault::new(&self.file, self.line, message)
    }

    /// A link to it, as Markdown.
    pub fn link(&self, label: &str) -> String {
        format!("[{}]({}#{})", markdown_proof(&escape(label)), self.page, self.id)
    }
}

/// The id that mdBook gives to the last of a page's first `headings`: the one that stands
/// beside a heading, or one of its words.
fn last_id<'h>(
    headings: impl Iterator<Item = (&'h str, Option<&'h str>)>,
) -> String {
    let mut used = BTreeSet::new();
    let mut last = String::new();
    for (heading, written) in headings {
        let id = written.map_or_else(|| id_of(heading), str::to_owned);
        let again = (1..).map(|count| format!("{id}-{count}"));
        last = std::iter::once(id.clone())
            .chain(again)
            .find(|id| !used.contains(id))
            .expect("there are more numbers than headings");
        used.insert(last.clone());
    }
    last
}

/// The entry that a directive of a glossary or of references stands in.
pub(crate) fn entry_of(prose: &Prose, directive: &Directive) -> Option<String> {
    if let Some(words) = directive.plain().next() {
        return Some(words.to_owned());
    }
    let at = directive.range.start;
    if directive.name == DEFINED {
        let mut before = prose.entries.iter().filter(|entry| entry.start < at);
        return before.next_back().map(|entry| entry.text.clone());
    }
    let works = prose.emphasised.iter().filter(|e| year_after(prose, e).is_some());
    let mut before = works.filter(|work| work.range.start < at);
    before.next_back().map(|work| work.text.clone())
}

/// The year behind a title that is cited: `*Title*, 1986`.
fn year_after(prose: &Prose, title: &Emphasised) -> Option<String> {
    static YEAR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^,\s(\d{4})\b").expect("a valid pattern"));
    let rest = &prose.text[title.range.end..];
    YEAR.captures(rest).map(|found| found[1].to_owned())
}

/// A page while it is read.
struct Reader<'p> {
    prose: &'p Prose<'p>,
    file: PathBuf,
    path: &'p Path,
}

impl Reader<'_> {
    fn has(&self, directive: &str) -> bool {
        self.prose.directives.iter().any(|d| d.name == directive)
    }

    fn mention(&self, found: &Emphasised) -> Mention {
        let start = found.range.start;
        let line_start =
            self.prose.text[..start].rfind('\n').map_or(0, |at| at + 1);
        Mention {
            words: found.text.clone(),
            year: None,
            before: self.prose.text[line_start..start].to_owned(),
            at: Section::of(self.prose, &self.file, self.path, start),
        }
    }

    /// Entries named `found`, each with exactly one `directive` before the next.
    fn entries(
        &self,
        directive: &str,
        found: Vec<(usize, &str, Option<String>)>,
        faults: &mut Vec<Fault>,
    ) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (index, (start, name, year)) in found.iter().enumerate() {
            let end =
                found.get(index + 1).map_or(self.prose.text.len(), |next| next.0);
            let line = self.prose.line(*start);
            let within = self.within(*start..end, directive);
            if within.len() != 1 {
                let message = format!(
                    "the entry `{name}` says {} times where it is {directive}: end it with one \
                     `{{{{#{directive}}}}}`",
                    within.len()
                );
                faults.push(Fault::new(&self.file, line, message));
                continue;
            }
            let line_start =
                self.prose.text[..*start].rfind('\n').map_or(0, |at| at + 1);
            let before =
                self.prose.text[line_start..*start].trim_start_matches("- ");
            entries.push(Entry {
                key: format!("{before}{}", year.as_deref().unwrap_or(name))
                    .to_lowercase(),
                name: format!("{before}{name}"),
                words: within[0].plain().next().unwrap_or(name).to_owned(),
                year: year.clone(),
                file: self.file.clone(),
                line,
            });
        }
        entries
    }

    fn within(&self, range: Range<usize>, name: &str) -> Vec<&Directive> {
        let directives = self.prose.directives.iter();
        directives
            .filter(|d| d.name == name && range.contains(&d.range.start))
            .collect()
    }
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

/// Entries stand in the order in which a reader looks them up.
fn sorted(entries: &[Entry], faults: &mut Vec<Fault>) {
    for pair in entries.windows(2) {
        if pair[0].key > pair[1].key {
            let message = format!(
                "`{}` stands behind `{}`: sort the entries",
                pair[1].name, pair[0].name
            );
            faults.push(Fault::new(&pair[1].file, pair[1].line, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_mdbook() {
        assert_eq!(
            id_of("What goes wrong: it's 2 + 2"),
            "what-goes-wrong-its-2--2"
        );
        let page = ["A", "B b", "a", "B b", "B b"];
        let page = page.map(|heading| (heading, None));
        assert_eq!(last_id(page.into_iter()), "b-b-2");
        let page = [("A", None), ("16. B b", Some("row-16"))];
        assert_eq!(last_id(page.into_iter()), "row-16");
    }

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
