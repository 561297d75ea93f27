//! Who speaks of it: at the end of an entry of the glossary or of the references.

use std::collections::BTreeSet;

use outline::{Directive, Prose, list, shares_a_word};

use super::directive::Kind;
use super::page::Expanding;
use crate::survey::{CITED, DEFINED, year_after};

/// `{{#defined}}`: where a term is defined.
pub(super) const TERM: Kind = Kind {
    name: DEFINED,
    plain: 1,
    flags: &[],
    keys: &[],
    takes: "the words that a chapter has in bold",
    expand: looked_up,
    close: None,
};

/// `{{#cited}}`: where a work is cited.
pub(super) const WORK: Kind =
    Kind { name: CITED, plain: 0, takes: "nothing", ..TERM };

/// At the end of an entry of the glossary or the references: who speaks of it.
fn looked_up(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let Some(entry) = entry_of(page.prose, directive) else {
        let message = format!(
            "`{{{{#{}}}}}` stands behind no entry: {}",
            directive.name,
            match directive.name.as_str() {
                DEFINED =>
                    "name the term on a line of its own, and explain it after `: `",
                _ => "write `Author, *Title*, year.` before it",
            }
        );
        page.fault(at, message);
        return;
    };
    let links = match directive.name.as_str() {
        DEFINED => definition(page, &entry),
        _ => citations(page, &entry),
    };
    let Some(links) = page.keep(at, links) else { return };
    page.replace(&directive.range, links);
}

/// A link to the section that defines the bold `words`, as Markdown.
fn definition(page: &Expanding, words: &str) -> Result<String, String> {
    let wanted = words.to_lowercase();
    let found =
        page.survey().index.terms.iter().find(|t| t.words.to_lowercase() == wanted);
    found
            .map(|term| {
                let link = term.at.link(&format!("{}: {}", term.at.title, term.at.heading));
                format!("<span class=\"defined\">{link}</span>")
            })
            .ok_or_else(|| {
                let id = wanted.replace(' ', "-");
                let near = page.survey().index.terms.iter().map(|t| t.words.as_str());
                let near = near
                    .filter(|t| shares_a_word(&t.to_lowercase().replace(' ', "-"), &id));
                format!(
                    "no chapter has **{words}** in bold, so none defines it: near to it are {}",
                    list(near)
                )
            })
}

/// Links to the pages that cite the work `title`, as Markdown.
fn citations(page: &Expanding, title: &str) -> Result<String, String> {
    let mut pages = BTreeSet::new();
    let found = page.survey().index.works.iter().filter(|work| work.words == title);
    let links: Vec<_> = found
        .filter(|work| pages.insert(work.at.page.clone()))
        .map(|work| work.at.link(&work.at.title))
        .collect();
    if links.is_empty() {
        return Err(format!("no page cites *{title}*: cite it, or leave it out"));
    }
    let pages = page.say("cited-in", &[&links.join(", ")]);
    Ok(format!("<span class=\"cited\">{pages}</span>"))
}
/// The entry that a directive of a glossary or of references stands in.
fn entry_of(prose: &Prose, directive: &Directive) -> Option<String> {
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
