//! What no run stands behind and may go stale all the same: words, typed numbers, titles,
//! links, images.

use std::sync::LazyLock;

use outline::{Directive, Piece};
use regex::Regex;

use super::directive::Kind;
use super::page::Expanding;
use crate::html::{escape, links, markdown_proof, words};

/// `{{#typed "text" reason="…"}}`: a number that no run of ours makes.
pub(super) const TYPED: Kind = Kind {
    name: "typed",
    plain: 1,
    flags: &[],
    keys: &["reason"],
    takes: "a text and `reason=\"…\"`",
    expand: typed,
    close: None,
};

fn typed(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let text = directive.plain().next().unwrap_or_default();
    let reason = directive.keyed("reason").next().unwrap_or_default();
    if text.is_empty() || reason.len() < 4 {
        page.fault(
            at,
            "a typed number needs its text and a reason: \
             `{{#typed \"0.5\" reason=\"where it is from\"}}`",
        );
        return;
    }
    page.replace(&directive.range, markdown_proof(&escape(text)));
}

/// `{{#claim reason="…"}}`: why a section that asserts a result shows no run.
pub(super) const CLAIM: Kind = Kind {
    name: "claim",
    plain: 0,
    flags: &[],
    keys: &["reason"],
    takes: "`reason=\"…\"`",
    expand: claim,
    close: None,
};

fn claim(page: &mut Expanding, directive: &Directive) {
    if directive.keyed("reason").next().unwrap_or_default().len() < 4 {
        page.fault(
            directive.range.start,
            "a claim without a run needs its reason: \
             `{{#claim reason=\"why no run is needed\"}}`",
        );
    }
    page.replace(&directive.range, String::new());
}

/// A page has one title, and starts with it.
pub(super) fn title(page: &mut Expanding) {
    let headings = page.prose.headings.iter();
    let titles = headings.filter(|heading| heading.level == 1);
    let titles: Vec<_> = titles.map(|heading| heading.start).collect();
    match titles.as_slice() {
        [0] => {}
        [_, second, ..] => {
            page.fault(*second, "a page has one title: make this heading `##`");
        }
        _ => page.fault(0, "a page starts with its title, `# …`"),
    }
}

/// Numbers that are typed into the words, and signs that Markdown leaves over.
pub(super) fn check(page: &mut Expanding) {
    for words in joined(&page.prose.words) {
        left_over(page, &words);
    }
    for words in words(page.prose) {
        dollars(page, &words);
        for (at, number) in typed_numbers(&words.text) {
            typed_number(page, words.start + at, &number);
        }
    }
}

/// Signs that were meant to begin something, and are shown to readers instead.
fn left_over(page: &mut Expanding, words: &Piece) {
    const MEANT: [(&str, &str); 2] = [
        ("{{", "begins no directive: write `{{#name …}}`, on one line"),
        (
            "**",
            "makes nothing bold: close it in the same paragraph, without a space inside",
        ),
    ];
    for (sign, meant) in MEANT {
        let mut found =
            words.text.match_indices(sign).map(|(at, _)| words.start + at);
        let is_meant = |at: &usize| !page.prose.text[..*at].ends_with('\\');
        if let Some(at) = found.find(is_meant) {
            page.fault(at, format!("this `{sign}` {meant}"));
        }
    }
    static VALUE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\{[a-zA-Z][\w.-]*\}").expect("a valid pattern")
    });
    for value in VALUE.find_iter(&words.text) {
        page.fault(
            words.start + value.start(),
            format!(
                "`{}` is a value only within a directive: write `{{{{#number name}}}}`, or \
                 `{{{{#number figure.state.readout}}}}`",
                value.as_str()
            ),
        );
    }
}

/// Pieces that follow each other without a gap as one: Markdown cuts words at its signs.
fn joined(pieces: &[Piece]) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if last.start + last.text.len() == piece.start => {
                last.text += &piece.text;
            }
            _ => joined.push(piece.clone()),
        }
    }
    joined
}

/// A dollar sign that Markdown leaves over was meant to open or close a formula.
fn dollars(page: &mut Expanding, words: &Piece) {
    for (at, _) in words.text.match_indices('$') {
        let at = words.start + at;
        let before = page.prose.text.as_bytes().get(..at).unwrap_or_default();
        if !before.ends_with(b"\\") {
            page.fault(
                at,
                "this `$` belongs to no formula: close the formula in the same paragraph, balance \
                 its braces, start no line of it with `+`, `-` or `*`, and write `\\$` for the \
                 sign itself",
            );
            return; // what follows is likely its other end
        }
    }
}

fn typed_number(page: &mut Expanding, at: usize, number: &str) {
    page.fault(
        at,
        format!(
            "the number {number} is typed into the prose, where it can go stale: quote it from \
             the run with `{{{{#number name}}}}`, or, if no run of ours makes it, write \
             `{{{{#typed \"{number}\" reason=\"where it is from\"}}}}`"
        ),
    );
}

/// Links, for those who check where they lead, and images without words.
pub(super) fn check_links(page: &mut Expanding) {
    for link in links(page.prose) {
        if link.target.starts_with("http://") {
            let message =
                format!("{} is not encrypted: link to https", link.target);
            page.fault(link.start, message);
        }
        let line = page.prose.line(link.start);
        page.expanded.links.push((line, link.target));
    }
    for image in &page.prose.mute_images {
        let message = format!(
            "the image {0} has no alt text: `![what it shows]({0})`",
            image.target
        );
        page.fault(image.start, message);
    }
}

/// Decimal numbers and percentages typed into the words of a text, with their places.
pub(super) fn typed_numbers(text: &str) -> Vec<(usize, String)> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:\d+(?:,\d+)*)?\.\d+(?:\s?%)?|\d+(?:,\d+)*\s?%")
            .expect("a valid pattern")
    });
    let is_part = |c: char| c.is_alphanumeric() || c == '.' || c == '_';
    NUMBER
        .find_iter(text)
        .filter(|found| {
            let before = text[..found.start()].chars().next_back();
            let after = &text[found.end()..];
            let in_version = after.starts_with('.')
                && after[1..].starts_with(|c: char| c.is_ascii_digit());
            // The number of a preprint is its name.
            let is_name = text[..found.start()].ends_with("arXiv:");
            !before.is_some_and(is_part) && !in_version && !is_name
        })
        .map(|found| (found.start(), found.as_str().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers_are_decimals_and_percentages_but_no_versions_or_counts() {
        let found: Vec<_> = typed_numbers(
            "at 0.25, 97 %, 1,234.5, .5 and 3.5% but not 64-32-10, 1.2.3, v2.5, 1998, \
             arXiv:1409.0473.",
        )
        .into_iter()
        .map(|(_, number)| number)
        .collect();
        assert_eq!(found, ["0.25", "97 %", "1,234.5", ".5", "3.5%"]);
    }
}
