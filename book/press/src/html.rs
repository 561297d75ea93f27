//! HTML: making it, keeping it from Markdown, and reading what of it stands in prose.

use std::fmt::Write as _;
use std::sync::LazyLock;

use outline::{Link, Piece, Prose};
use regex::Regex;

/// A text without signs that HTML would take for its own.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Hides every character of the text between tags that Markdown might take for markup.
pub(crate) fn markdown_proof(html: &str) -> String {
    static PIECE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"<[^>]*>|&#?\w+;|[^<&]+|[<&]").expect("a valid pattern")
    });
    let mut proof = String::with_capacity(html.len());
    for piece in PIECE.find_iter(html) {
        let piece = piece.as_str();
        if piece.starts_with('<') || piece.starts_with('&') {
            proof.push_str(&piece.replace('\n', " "));
            continue;
        }
        for character in piece.chars() {
            if character.is_ascii_punctuation() || character == '\n' {
                write!(proof, "&#{};", u32::from(character))
                    .expect("a String takes all");
            } else {
                proof.push(character);
            }
        }
    }
    proof
}

/// A line of Markdown as HTML, where mdBook takes what stands there for HTML already.
pub(crate) fn inline(text: &str) -> String {
    let options = pulldown_cmark::Options::ENABLE_SMART_PUNCTUATION; // as mdBook's own
    let parser = pulldown_cmark::Parser::new_ext(text, options);
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, parser);
    html.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
}

/// The words of a page that a reader reads, those between tags among them.
pub(crate) fn words(prose: &Prose) -> Vec<Piece> {
    let between = prose
        .raw
        .iter()
        .map(|raw| Piece { start: raw.start, text: blank_tags(&raw.text) });
    prose.words.iter().cloned().chain(between).collect()
}

/// The links of a page, those in tags among them.
pub(crate) fn links(prose: &Prose) -> Vec<Link> {
    let in_tags = prose.raw.iter().flat_map(|raw| links_of(raw.start, &raw.text));
    prose.links.iter().cloned().chain(in_tags).collect()
}

fn links_of(start: usize, html: &str) -> Vec<Link> {
    static TARGET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"\s(?:href|src)="([^"]*)""#).expect("a valid pattern")
    });
    let link = |captures: regex::Captures| {
        let target = captures.get(1).expect("a group of every match");
        Link { start: start + target.start(), target: target.as_str().to_owned() }
    };
    TARGET.captures_iter(html).map(link).collect()
}

fn blank_tags(html: &str) -> String {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?s)<!--.*?-->|<[^>]*>").expect("a valid pattern")
    });
    TAG.replace_all(html, |tag: &regex::Captures| " ".repeat(tag[0].len()))
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives_proofing() {
        assert_eq!(
            markdown_proof("<b a=\"_\">x_1 &lt; 2</b>"),
            "<b a=\"_\">x&#95;1 &lt; 2</b>"
        );
    }
}
