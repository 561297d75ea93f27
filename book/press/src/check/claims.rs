//! Whoever says how a run went shows the run: a section with a verb of result quotes what
//! a run recorded, cites who measured it, or links to the section that does.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use outline::{Edition, Fault, Link, Piece, Slashed as _};
use regex::Regex;

use crate::html::{links, words};
use crate::survey::{CITED, DEFINED, Page, Survey, year_after};

/// What puts a run on the page.
const RUNS: [&str; 4] = ["output", "figure", "number", "measured"];
/// What says where a number is from, or why a section need not show its run.
const REASONS: [&str; 2] = ["typed", "claim"];
/// Pages that gather what others say.
const GATHERED: [&str; 2] = [DEFINED, CITED];
/// The language whose verbs these are.
const LANGUAGE: &str = "en";

/// A part of a page, from its heading to the next.
struct Part<'p> {
    page: &'p Page,
    id: &'p str,
    title: &'p str,
    range: Range<usize>,
    words: Vec<Piece>,
    links: Vec<Link>,
}

/// Finds sections that assert a result and show none.
pub(super) fn check(edition: &Edition, survey: &Survey, faults: &mut Vec<Fault>) {
    if edition.language != LANGUAGE {
        return;
    }
    let parts: Vec<_> = survey.pages.iter().flat_map(parts).collect();
    let shown = parts.iter().filter(|part| part.has(&RUNS));
    let shown: BTreeSet<_> = shown.map(Part::address).collect();
    for part in &parts {
        let result = part.result();
        let is_excused = part.has(&["claim"]);
        let is_carried = part.has(&RUNS)
            || part.has(&REASONS)
            || part.cites()
            || part.leads_to(&shown);
        match result {
            Some((at, said)) if !is_carried => faults.push(part.page.fault(
                at,
                format!(
                    "“{}” says “{said}”, and quotes no run and nobody: show the output, link to \
                     the section that does, cite, or say why none is needed with \
                     `{{{{#claim reason=\"…\"}}}}`",
                    part.title
                ),
            )),
            None if is_excused => faults.push(part.page.fault(
                part.range.start,
                format!(
                    "“{}” gives a reason for a claim that it does not make: take its \
                     `{{{{#claim}}}}` away",
                    part.title
                ),
            )),
            _ => {}
        }
    }
}

fn parts(page: &Page) -> Vec<Part<'_>> {
    let prose = &*page.prose;
    if prose.directives.iter().any(|d| GATHERED.contains(&d.name.as_str())) {
        return Vec::new();
    }
    let (words, links) = (words(prose), links(prose));
    let ends = prose.headings.iter().skip(1).map(|next| next.start);
    let ends = ends.chain([prose.text.len()]);
    let parts = prose.headings.iter().zip(ends).map(|(heading, end)| {
        let range = heading.start..end;
        let words = words.iter().filter(|w| range.contains(&w.start));
        let links = links.iter().filter(|l| range.contains(&l.start));
        Part {
            page,
            id: &heading.id,
            title: &heading.text,
            words: words.cloned().collect(),
            links: links.cloned().collect(),
            range,
        }
    });
    parts.collect()
}

impl Part<'_> {
    /// As other pages link to it.
    fn address(&self) -> String {
        format!("{}#{}", self.page.path.slashed(), self.id)
    }

    fn has(&self, names: &[&str]) -> bool {
        let directives = self.page.prose.directives.iter();
        let mut inside = directives.filter(|d| self.range.contains(&d.range.start));
        inside.any(|d| names.contains(&d.name.as_str()))
    }

    /// The first words that say how a run went, and their place.
    fn result(&self) -> Option<(usize, String)> {
        self.words.iter().find_map(|piece| {
            let found = RESULT.find(&piece.text)?;
            Some((piece.start + found.start(), found.as_str().to_owned()))
        })
    }

    /// Whether it says who found what it says: *Title*, year.
    fn cites(&self) -> bool {
        let prose = &*self.page.prose;
        let mut inside =
            prose.emphasised.iter().filter(|e| self.range.contains(&e.range.start));
        inside.any(|emphasised| year_after(prose, emphasised).is_some())
    }

    /// Whether a link leads to a section that shows a run, or to who is cited.
    fn leads_to(&self, shown: &BTreeSet<String>) -> bool {
        self.links.iter().any(|link| {
            let target = &link.target;
            let here = self.page.path.slashed();
            let to = match target.strip_prefix('#') {
                Some(id) => format!("{here}#{id}"),
                None => target.clone(),
            };
            shown.contains(&to) || to.starts_with("https://") || is_cited(&to)
        })
    }
}

/// Whether a link leads to the works that a chapter came from.
fn is_cited(target: &str) -> bool {
    target.ends_with("#where-the-ideas-came-from")
        || target.starts_with("references.md")
}

/// Verbs and comparisons that only a run can bear out.
static RESULT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)\b(?:
            reach(?:es|ed) | end(?:s|ed)\s(?:at|near|up) | settle[sd]\sat
            | (?:falls|fell|rises|rose|drops|dropped)\s(?:to|from|by|below|above)
            | (?:shrinks|grows|explodes|diverges|converges|overfits|dies)
            | (?:wins|beats|helps|hurts|suffers) | correctly
            | (?:twice|half)\s(?:as|the) | shows?\sthat
            | (?:is|are|was|were)\s(?:better|worse|faster|slower|larger|smaller)\sthan
            | (?:better|worse|faster|slower|more\soften|less\soften)\sthan
            | times\sas\s(?:fast|long|large|many|much)
            | (?:gain|lose|cost)(?:s|ed)?\s(?:nothing|little|more|less)
            | (?:of|over|from|all)\s\w+\s(?:seeds|starts|runs)
            | (?:we|you|it|they)\s(?:have\s)?measured | our\s(?:run|runs|measurement)
            | (?:has|have|had)\slearn(?:ed|t) | fail(?:s|ed)\sto\slearn
            | in\spractice | usually | most\sof\sthe\stime | hardly\sever | almost\salways
        )\b",
    )
    .expect("a valid pattern")
});
