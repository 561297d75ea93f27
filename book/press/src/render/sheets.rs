//! A chapter's exercises on a page of their own, to print for a class: one without hints and
//! answers, and with room to write, and one with the answers.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context as _, Result};
use outline::Words;
use regex::Regex;

use super::course::PLACE;
use super::places;
use crate::html::escape;

/// The heading that a chapter's exercises stand below.
const BEGIN: &str = "<h2 id=\"exercises\">";
/// A page's text is between these.
const MAIN: [&str; 2] = ["<main id=\"content\" tabindex=\"-1\">", "</main>"];
/// The ways to the neighbours of a page, which a sheet has not.
const NAVIGATION: [&str; 2] = ["<nav class=\"page-nav\"", "</nav>"];

/// Writes the sheets of each chapter of `packages` beside its page in `out`.
pub(super) fn write<'p>(
    out: &Path,
    packages: impl IntoIterator<Item = &'p str>,
    words: &Words,
) -> Result<()> {
    for package in packages {
        let page = out.join(package).with_extension("html");
        if !page.is_file() {
            continue;
        }
        let html = fs::read_to_string(&page)
            .with_context(|| format!("cannot read {}", page.display()))?;
        for (name, with_answers) in [("exercises", false), ("answers", true)] {
            if let Some(sheet) = sheet(&html, package, with_answers, words) {
                places::put(&out.join(format!("{package}-{name}.html")), sheet)?;
            }
        }
    }
    Ok(())
}

/// A page with the exercises of another, if that has some.
fn sheet(
    html: &str,
    package: &str,
    with_answers: bool,
    words: &Words,
) -> Option<String> {
    let (head, rest) = html.split_once(MAIN[0])?;
    let (main, foot) = rest.split_once(MAIN[1])?;
    let begin = main.find(BEGIN)?;
    let section = &main[begin + BEGIN.len()..];
    let section = section.split("<h2 ").next()?;
    let (_, section) = section.split_once("</h2>")?;
    let chapter = between(main, "<h1", "</h1>")?.split_once('>')?.1;
    let chapter = TAG.replace_all(chapter, "");
    let what = if with_answers { "sheet-answers" } else { "sheet-exercises" };
    let title = words.say(what, &[&chapter]);
    // The first stands below the words that introduce them on the chapter's page.
    let exercises = &section[section.find("<h3 ")?..];
    let body = FOLDS.replace_all(exercises, |folds: &regex::Captures| {
        if with_answers { answer(&folds[0]) } else { ROOM.to_owned() }
    });
    let body = body.replace("href=\"#exercise-", "href=\"#\u{0}");
    let body = body.replace("href=\"#", &format!("href=\"{package}.html#"));
    let body = body.replace(&format!("{package}.html#\u{0}"), "#exercise-");
    let head = TITLE.replace(head, |old: &regex::Captures| {
        format!("<title>{} - {}</title>", escape(&title), &old[1])
    });
    let head = head.replace(PLACE, STYLE);
    let mut foot = foot.to_owned();
    if let Some(start) = foot.find(NAVIGATION[0])
        && let Some(length) = foot[start..].find(NAVIGATION[1])
    {
        foot.replace_range(start..start + length + NAVIGATION[1].len(), "");
    }
    Some(format!(
        "{head}{}<h1 id=\"sheet\"><a class=\"header\" href=\"#sheet\">{}</a></h1>\n{body}{}{foot}",
        MAIN[0],
        escape(&title),
        MAIN[1]
    ))
}

/// The last fold of an exercise, which is its answer, opened.
fn answer(folds: &str) -> String {
    let last = folds.rfind("<details>").map_or("", |start| &folds[start..]);
    let summary = between(last, "<summary>", "</summary>").unwrap_or_default();
    let text = last.split_once("</summary>").map_or("", |(_, text)| text);
    let text = text.trim_end().trim_end_matches("</details>");
    format!(
        "<div class=\"sheet-answer\"><p><strong>{summary}</strong></p>{text}</div>\n"
    )
}

fn between<'h>(html: &'h str, start: &str, end: &str) -> Option<&'h str> {
    let (_, rest) = html.split_once(start)?;
    Some(rest.split_once(end)?.0)
}

/// Its looks, and that nobody should find it before the chapter's page.
const STYLE: &str = "<meta name=\"robots\" content=\"noindex\"><style>\
    .sheet-room { height: 7rem; margin-block: .5rem 1.5rem; border-block-end: 1px dotted var(--rule-strong); } \
    .sheet-answer { margin-block: .5rem 1.5rem; padding-inline-start: 1rem; border-inline-start: 3px solid var(--rule); }\
    </style>";
/// Where a pupil writes.
const ROOM: &str = "<div class=\"sheet-room\"></div>\n";

/// The hints and the answer of an exercise, side by side.
static FOLDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)(?:<details>.*?</details>\s*)+").expect("a valid pattern")
});
static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("<[^>]*>").expect("a valid pattern"));
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)<title>.*? - (.*?)</title>").expect("a valid pattern")
});

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<title>Sums - The Book</title><!-- course --><body>\
        <main id=\"content\" tabindex=\"-1\"><h1 id=\"sums\"><a>Sums</a></h1><p>Text.</p>\
        <h2 id=\"exercises\"><a>Exercises</a></h2><p>Two.</p>\
        <h3 id=\"exercise-a\">1. A</h3><p><a href=\"#plus\">after</a> one?</p>\n\
        <details>\n<summary>Hint</summary>\n<p>hint</p></details>\n\
        <details>\n<summary>Answer</summary>\n<p>two</p>\n</details>\n\
        <h3 id=\"exercise-b\">2. B</h3><p><a href=\"#exercise-a\">first</a></p>\
        <details><summary>Answer</summary><p>three</p></details>\
        <h2 id=\"sources\">Sources</h2></main>\
        <nav class=\"page-nav\">on</nav><p>foot</p></body>";

    fn sheet_of(with_answers: bool) -> String {
        sheet(PAGE, "sums", with_answers, &Words::default()).unwrap()
    }

    #[test]
    fn the_sheet_for_pupils_has_texts_and_room_and_no_answers() {
        let sheet = sheet_of(false);
        for there in ["1. A", "one?", "2. B", "foot", "href=\"sums.html#plus\""] {
            assert!(sheet.contains(there), "{there}: {sheet}");
        }
        for gone in ["hint", "two", "three", "Text.", "Two.", "Sources", "page-nav"]
        {
            assert!(!sheet.contains(gone), "{gone}: {sheet}");
        }
        assert_eq!(sheet.matches("sheet-room\"").count(), 2);
        assert!(sheet.contains("href=\"#exercise-a\""), "{sheet}");
        assert!(!sheet.contains("<!-- course -->"), "{sheet}");
    }

    #[test]
    fn the_other_has_the_answers_open_and_no_hints() {
        let sheet = sheet_of(true);
        assert!(sheet.contains("<p>two</p>") && sheet.contains("<p>three</p>"));
        assert!(!sheet.contains("hint") && !sheet.contains("details"), "{sheet}");
        assert_eq!(sheet.matches("sheet-answer\"").count(), 2);
    }

    #[test]
    fn a_page_without_exercises_has_no_sheet() {
        let page = PAGE.replace("id=\"exercises\"", "id=\"others\"");
        assert_eq!(sheet(&page, "sums", false, &Words::default()), None);
    }
}
