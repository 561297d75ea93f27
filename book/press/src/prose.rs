//! A page of prose, parsed for what the press replaces or checks.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd,
};
use regex::Regex;

use crate::fault::line_at;

/// A `{{#name …}}` or `{{/name}}`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Directive {
    pub range: Range<usize>,
    pub is_close: bool,
    pub name: String,
    pub arguments: Vec<Argument>,
    /// What is wrong with its form.
    pub error: Option<String>,
}

impl Directive {
    /// The plain words and texts after the name, in order.
    pub fn plain(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().filter(|a| a.key.is_none()).map(|a| a.value.as_str())
    }

    /// The values given as `key="value"`.
    pub fn keyed<'d>(&'d self, key: &'d str) -> impl Iterator<Item = &'d str> {
        let is_key = move |a: &&Argument| a.key.as_deref() == Some(key);
        self.arguments.iter().filter(is_key).map(|a| a.value.as_str())
    }
}

/// A word, a `"text"`, or either behind `key=`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Argument {
    pub key: Option<String>,
    pub value: String,
}

/// A fenced or indented code block.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CodeBlock {
    pub range: Range<usize>,
    /// The words after the fence; none for an indented block.
    pub info: Option<String>,
    pub text: String,
    /// Where its text starts.
    pub text_start: usize,
}

/// A formula, with its dollar signs in the range.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Formula {
    pub range: Range<usize>,
    pub is_display: bool,
}

/// Words that a reader reads, outside code, formulas and directives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Words {
    pub start: usize,
    pub text: String,
}

/// A heading, with the id that the page gives to it, as `{#id}`, if it does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heading {
    pub start: usize,
    pub text: String,
    pub id: Option<String>,
}

/// Words in bold or italics, with the markup in the range.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Emphasised {
    pub range: Range<usize>,
    pub text: String,
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Link {
    pub start: usize,
    pub target: String,
}

/// A page of prose and where its parts stand in it.
#[derive(Debug)]
pub(crate) struct Prose<'t> {
    pub text: &'t str,
    pub directives: Vec<Directive>,
    pub code_blocks: Vec<CodeBlock>,
    pub formulas: Vec<Formula>,
    pub words: Vec<Words>,
    pub links: Vec<Link>,
    /// Images that say nothing to somebody who cannot see them.
    pub mute_images: Vec<Link>,
    /// Where headings of the first level start.
    pub titles: Vec<usize>,
    pub headings: Vec<Heading>,
    pub bold: Vec<Emphasised>,
    pub emphasised: Vec<Emphasised>,
    /// What lists of definitions define, without markup behind it.
    pub entries: Vec<Words>,
}

impl<'t> Prose<'t> {
    /// Parses a page as mdBook will, plus formulas and directives.
    pub fn parse(text: &'t str) -> Self {
        let code = code_ranges(text);
        let is_code = |at: usize| code.iter().any(|range| range.contains(&at));
        let directives: Vec<_> = directives(text)
            .into_iter()
            .filter(|found| !is_code(found.range.start))
            .collect();
        let masked = mask(text, &directives);
        let mut prose = Self {
            text,
            directives,
            code_blocks: Vec::new(),
            formulas: Vec::new(),
            words: Vec::new(),
            links: Vec::new(),
            mute_images: Vec::new(),
            titles: Vec::new(),
            headings: Vec::new(),
            bold: Vec::new(),
            emphasised: Vec::new(),
            entries: Vec::new(),
        };
        prose.collect(&masked);
        prose.collect_marked(&masked);
        prose
    }

    /// The line, counted from 1, of a place in the text.
    pub fn line(&self, at: usize) -> usize {
        line_at(self.text, at)
    }

    fn collect(&mut self, masked: &str) {
        let mut code: Option<CodeBlock> = None;
        for (event, range) in Parser::new_ext(masked, options()).into_offset_iter()
        {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let info = match kind {
                        CodeBlockKind::Fenced(info) => Some(info.to_string()),
                        CodeBlockKind::Indented => None,
                    };
                    let text_start = range.start;
                    code = Some(CodeBlock {
                        range,
                        info,
                        text: String::new(),
                        text_start,
                    });
                }
                Event::End(TagEnd::CodeBlock) => {
                    self.code_blocks.extend(code.take())
                }
                Event::Text(text) => match &mut code {
                    Some(block) => {
                        if block.text.is_empty() {
                            block.text_start = range.start;
                        }
                        block.text.push_str(&text);
                    }
                    // The words of `<https://…>` are its address.
                    None if self
                        .links
                        .last()
                        .is_some_and(|l| l.target == *text) => {}
                    None => self.push_words(range.start, &text),
                },
                Event::Html(html) | Event::InlineHtml(html) => {
                    self.push_words(range.start, &blank_tags(&html));
                    self.links.extend(html_links(range.start, &html));
                }
                Event::InlineMath(_) => {
                    self.formulas.push(Formula { range, is_display: false });
                }
                Event::DisplayMath(_) => {
                    self.formulas.push(Formula { range, is_display: true })
                }
                Event::Start(
                    Tag::Link { dest_url, title, .. }
                    | Tag::Image { dest_url, title, .. },
                ) => {
                    self.push_words(range.start, &title);
                    let target = dest_url.to_string();
                    self.links.push(Link { start: range.start, target });
                }
                Event::End(TagEnd::Image) => {
                    let alt =
                        self.words.last().filter(|w| range.contains(&w.start));
                    if alt.is_none_or(|words| words.text.trim().is_empty()) {
                        self.mute_images.extend(self.links.last().cloned());
                    }
                }
                Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                    self.titles.push(range.start);
                }
                _ => {}
            }
        }
    }

    /// Collects headings, bold and italic words, and the entries of definition lists.
    fn collect_marked(&mut self, masked: &str) {
        // The texts of the elements that are open, the innermost last.
        let mut open: Vec<String> = Vec::new();
        let mut written_id = None;
        for (event, range) in Parser::new_ext(masked, options()).into_offset_iter()
        {
            match event {
                Event::Start(Tag::Heading { id, .. }) => {
                    written_id = id.map(|id| id.to_string());
                    open.push(String::new());
                }
                Event::Start(Tag::Strong | Tag::Emphasis) => {
                    open.push(String::new());
                }
                Event::Text(text) | Event::Code(text) => {
                    open.iter_mut().for_each(|outer| outer.push_str(&text));
                }
                Event::SoftBreak | Event::HardBreak => {
                    open.iter_mut().for_each(|outer| outer.push(' '));
                }
                Event::End(TagEnd::Heading(_)) => {
                    let text = open.pop().unwrap_or_default();
                    let (start, id) = (range.start, written_id.take());
                    self.headings.push(Heading { start, text, id });
                }
                Event::End(TagEnd::Strong) => {
                    let text = open.pop().unwrap_or_default();
                    self.bold.push(Emphasised { range, text });
                }
                Event::End(TagEnd::Emphasis) => {
                    let text = open.pop().unwrap_or_default();
                    self.emphasised.push(Emphasised { range, text });
                }
                Event::Start(Tag::DefinitionListTitle) => {
                    let title = &masked[range.clone()];
                    let text = title.split('<').next().unwrap_or(title).trim();
                    let text = text.to_owned();
                    self.entries.push(Words { start: range.start, text });
                }
                _ => {}
            }
        }
    }

    fn push_words(&mut self, start: usize, text: &str) {
        self.words.push(Words { start, text: text.to_owned() });
    }
}

/// The options of mdBook's own parser, and formulas.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH
}

fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let is_code = |event: &Event| {
        matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_)))
    };
    Parser::new_ext(text, options())
        .into_offset_iter()
        .filter(|(event, _)| is_code(event))
        .map(|(_, range)| range)
        .collect()
}

/// All directives of a text, code included.
pub(crate) fn directives(text: &str) -> Vec<Directive> {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\{\{\s*([#/])\s*([A-Za-z_-]+)((?:[^}]|\}[^}])*?)\}\}")
            .expect("a valid pattern")
    });
    let mut found = Vec::new();
    for captures in FORM.captures_iter(text) {
        let range = captures.get(0).expect("group 0 is the match").range();
        if text[..range.start].ends_with('\\') {
            continue;
        }
        let (arguments, error) = arguments(&captures[3]);
        let name = captures[2].to_owned();
        found.push(Directive {
            range,
            is_close: &captures[1] == "/",
            name,
            arguments,
            error,
        });
    }
    found
}

fn arguments(text: &str) -> (Vec<Argument>, Option<String>) {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:([A-Za-z-]+)=)?(?:"([^"]*)"|([^\s"=]+))"#)
            .expect("a valid pattern")
    });
    let mut arguments = Vec::new();
    let mut end = 0;
    for captures in FORM.captures_iter(text) {
        let all = captures.get(0).expect("group 0 is the match");
        let is_behind_rubbish = !text[end..all.start()].trim().is_empty();
        if is_behind_rubbish || text[all.end()..].starts_with('=') {
            break;
        }
        end = all.end();
        let value =
            captures.get(2).or(captures.get(3)).expect("one of the two forms");
        arguments.push(Argument {
            key: captures.get(1).map(|key| key.as_str().to_owned()),
            value: value.as_str().split_whitespace().collect::<Vec<_>>().join(" "),
        });
    }
    let rest = text[end..].trim();
    let error = (!rest.is_empty()).then(|| {
        format!("holds `{rest}`, which cannot be read: write words, \"texts\" or key=\"text\"")
    });
    (arguments, error)
}

/// The text with every directive blanked to letters, so that each byte stays where it
/// was and Markdown finds no markup in what a directive holds.
fn mask(text: &str, directives: &[Directive]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for directive in directives {
        for byte in &mut bytes[directive.range.clone()] {
            if *byte != b'\n' {
                *byte = b'x';
            }
        }
    }
    String::from_utf8(bytes).expect("whole characters were replaced by ASCII")
}

fn html_links(start: usize, html: &str) -> Vec<Link> {
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

/// Decimal numbers and percentages typed into the words of a text, with their places.
pub(crate) fn typed_numbers(text: &str) -> Vec<(usize, String)> {
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
            !before.is_some_and(is_part) && !in_version
        })
        .map(|found| (found.start(), found.as_str().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read_with_their_arguments() {
        let found = directives(
            r#"a {{#figure bias-shift "two *curves*" wide key="v w"}} b {{/figure}}"#,
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name, "figure");
        let plain: Vec<_> = found[0].plain().collect();
        assert_eq!(plain, ["bias-shift", "two *curves*", "wide"]);
        assert_eq!(found[0].keyed("key").collect::<Vec<_>>(), ["v w"]);
        assert!(found[1].is_close);
        assert!(
            directives(r"\{{#output name}}").is_empty(),
            "an escaped directive is text"
        );
        let broken = &directives(r#"{{#figure name "never closed}}"#)[0];
        assert!(
            broken.error.as_deref().unwrap().starts_with("holds `\"never closed`")
        );
    }

    #[test]
    fn parts_of_a_page_keep_their_places() {
        let text = "# Title\n\nAn η of $a_1 * b$ and {{#number eta}}.\n\n```rust\nlet x = 0.5;\n```\n\n\
                    $$\nz = {{#number z}}\n$$\n\n`{{#number shown}}` [there](loss.md#bowl)\n";
        let prose = Prose::parse(text);
        assert_eq!(prose.titles, [0]);
        assert_eq!(prose.directives.len(), 2, "directives in code are left alone");
        let formulas: Vec<_> =
            prose.formulas.iter().map(|f| &text[f.range.clone()]).collect();
        assert_eq!(formulas, ["$a_1 * b$", "$$\nz = {{#number z}}\n$$"]);
        assert_eq!(prose.code_blocks[0].text, "let x = 0.5;\n");
        assert_eq!(prose.line(prose.code_blocks[0].text_start), 6);
        assert_eq!(prose.links[0].target, "loss.md#bowl");
        assert_eq!(prose.line(prose.links[0].start), 13);
    }

    #[test]
    fn typed_numbers_are_decimals_and_percentages_but_no_versions_or_counts() {
        let found: Vec<_> = typed_numbers(
            "at 0.25, 97 %, 1,234.5, .5 and 3.5% but not 64-32-10, 1.2.3, v2.5, 1998.",
        )
        .into_iter()
        .map(|(_, number)| number)
        .collect();
        assert_eq!(found, ["0.25", "97 %", "1,234.5", ".5", "3.5%"]);
    }
}
