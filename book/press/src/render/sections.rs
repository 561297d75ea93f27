//! The text of a rendered page, section by section, as a reader sees it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use scraper::node::Node;
use scraper::{ElementRef, Html, Selector};

use super::normal::{normal, tokens};

/// A heading, or a term of the glossary, and what stands under it until the next.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Section {
    /// What a link to it ends with.
    pub id: String,
    pub title: String,
    /// 1 for the title of the page, and so on; 0 for a term.
    pub level: u8,
    /// All text under it with single spaces: what is folded, tables, captions and the
    /// letters of figures among it, and each formula once.
    pub text: String,
    /// What of it is looked for, each with how often it stands there.
    pub tokens: BTreeMap<String, usize>,
}

/// The sections of a page.
pub(super) fn sections(document: &Html) -> Vec<Section> {
    static MAIN: LazyLock<Selector> =
        LazyLock::new(|| Selector::parse("main").expect("a valid selector"));
    let mut sections = Vec::new();
    for main in document.select(&MAIN) {
        read(main, &mut sections);
    }
    for section in &mut sections {
        section.text = single_spaced(&section.text);
        for token in tokens(&normal(&section.text)) {
            *section.tokens.entry(token.to_owned()).or_default() += 1;
        }
    }
    sections
}

fn read(element: ElementRef, sections: &mut Vec<Section>) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => add(sections, text),
            Node::Element(_) => {
                let child = ElementRef::wrap(child).expect("this is an element");
                read_element(child, sections);
            }
            _ => {}
        }
    }
}

fn read_element(element: ElementRef, sections: &mut Vec<Section>) {
    let name = element.value().name();
    if let Some(level) = level(name)
        && let Some(id) = element.value().attr("id")
    {
        let title = single_spaced(&text(element));
        sections.push(Section {
            id: id.to_owned(),
            title,
            level,
            ..Section::default()
        });
        return;
    }
    if let Some(text) = element.value().attr("data-text") {
        add(sections, text);
    } else if name != "script" && name != "style" && name != "title" {
        let is_inline = INLINE.contains(&name);
        add(sections, if is_inline { "" } else { " " });
        read(element, sections);
        add(sections, if is_inline { "" } else { " " });
    }
}

/// What stands within a line; everything else begins and ends one.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "cite", "code", "del", "em", "i", "kbd", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "tspan", "u", "var",
];

/// The level of what begins a section.
fn level(name: &str) -> Option<u8> {
    let digit = name.strip_prefix('h').and_then(|level| level.parse().ok());
    digit.or((name == "dt").then_some(0))
}

/// Puts text under the last heading.
fn add(sections: &mut Vec<Section>, text: &str) {
    if sections.is_empty() && !text.trim().is_empty() {
        sections.push(Section { level: 1, ..Section::default() });
    }
    if let Some(section) = sections.last_mut() {
        section.text.push_str(text);
    }
}

/// The text of an element, each formula once.
pub(super) fn text(element: ElementRef) -> String {
    let mut sections = vec![Section { level: 1, ..Section::default() }];
    read(element, &mut sections);
    sections.swap_remove(0).text
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_headings_with_what_a_reader_sees_under_them() {
        let html = "<nav>no</nav><main><h1 id=\"loss\"><a href=\"#loss\">Loss</a></h1>\
            <p>A <em>cost</em>, <span class=\"katex\" data-text=\"√2\"><math><mn>2</mn></math>\
            <span aria-hidden=\"true\">√2</span></span>.</p>\
            <details><summary>More</summary><table><tr><td>a</td><td>b</td></tr></table></details>\
            <h2 id=\"two\">Two <span data-text=\"n\">nn</span></h2>\
            <svg aria-label=\"not printed\"><title>nor this</title><text>σ</text><text>0.1</text></svg>\
            <script>no()</script><dl><dt id=\"t\">term <span>术语</span></dt><dd>What it is.</dd>\
            <dt>a fact</dt></dl></main>";
        let sections = sections(&Html::parse_document(html));
        let said: Vec<_> = sections
            .iter()
            .map(|s| (s.id.as_str(), s.level, s.title.as_str(), s.text.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                ("loss", 1, "Loss", "A cost, √2. More a b"),
                ("two", 2, "Two n", "σ 0.1"),
                ("t", 0, "term 术语", "What it is. a fact"),
            ]
        );
    }
}
