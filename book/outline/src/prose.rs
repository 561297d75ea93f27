//! A page, parsed once for whoever asks what it says.

use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd,
};

use crate::directive::{Directive, directives};
use crate::{id_of, line_at};

/// A fenced or indented code block.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeBlock {
    /// Where it stands.
    pub range: Range<usize>,
    /// The words after the fence; none for an indented block.
    pub info: Option<String>,
    /// What it holds.
    pub text: String,
    /// Where its text starts.
    pub text_start: usize,
}

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// Where it stands, with its dollar signs.
    pub range: Range<usize>,
    /// Whether it stands on a line of its own.
    pub is_display: bool,
}

/// Words of a page, and where they start.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Where they start.
    pub start: usize,
    /// What they say.
    pub text: String,
}

/// A heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// Where it starts.
    pub start: usize,
    /// What it says.
    pub text: String,
    /// 1 for the title of a page.
    pub level: usize,
    /// Its id on the page: the one that the page gives to it, as `{#id}`, or else one of
    /// its words, with a number if another heading has it already.
    pub id: String,
}

/// Words in bold or italics.
#[derive(Debug, Clone, PartialEq)]
pub struct Markup {
    /// Where they stand, with their signs.
    pub range: Range<usize>,
    /// What they say.
    pub text: String,
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Where it starts.
    pub start: usize,
    /// What it leads to.
    pub target: String,
}

/// What a reader of a chapter will be able to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// Its line, counted from 1.
    pub line: usize,
    /// What it says, without the sign at its end.
    pub text: String,
}

/// A page of prose and where its parts stand in it.
#[derive(Debug, Default)]
pub struct Prose {
    /// All of it.
    pub text: String,
    /// Directives outside code.
    pub directives: Vec<Directive>,
    /// Blocks of code.
    pub code_blocks: Vec<CodeBlock>,
    /// Formulas.
    pub formulas: Vec<Formula>,
    /// Words that a reader reads, outside code, formulas and directives.
    pub words: Vec<Piece>,
    /// What stands in another markup than Markdown.
    pub raw: Vec<Piece>,
    /// Links and images.
    pub links: Vec<Link>,
    /// Images that say nothing to somebody who cannot see them.
    pub mute_images: Vec<Link>,
    /// Headings, with their ids.
    pub headings: Vec<Heading>,
    /// Words in bold.
    pub bold: Vec<Markup>,
    /// Words in italics.
    pub emphasised: Vec<Markup>,
    /// What lists of definitions define, without markup behind it.
    pub entries: Vec<Piece>,
}

impl Prose {
    /// Parses a page as mdBook will, plus formulas and directives.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let code = code_ranges(text);
        let is_code = |at: usize| code.iter().any(|range| range.contains(&at));
        let directives: Vec<_> = directives(text)
            .into_iter()
            .filter(|found| !is_code(found.range.start))
            .collect();
        let masked = mask(text, &directives);
        let mut prose =
            Self { text: text.to_owned(), directives, ..Self::default() };
        prose.collect(&masked);
        prose.collect_marked(&masked);
        prose.number_ids();
        prose
    }

    /// The line, counted from 1, of a place in the text.
    #[must_use]
    pub fn line(&self, at: usize) -> usize {
        line_at(&self.text, at)
    }

    /// Directives of a name, but for those that close.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Directive> {
        self.directives.iter().filter(move |d| d.name == name && !d.is_close)
    }

    /// The heading of a section that holds a place in the text, and the title above all.
    #[must_use]
    pub fn section(&self, at: usize) -> Option<&Heading> {
        self.headings.iter().take_while(|heading| heading.start <= at).last()
    }

    /// What is folded until a reader opens it: the `<details>` of the page, the outer ones.
    #[must_use]
    pub fn folds(&self) -> Vec<Range<usize>> {
        let mut folds = Vec::new();
        let (mut depth, mut start) = (0_usize, 0);
        for raw in &self.raw {
            for (at, _) in raw.text.match_indices('<') {
                let tag = &raw.text[at..];
                if tag.starts_with("<details") {
                    if depth == 0 {
                        start = raw.start + at;
                    }
                    depth += 1;
                } else if tag.starts_with("</details>") && depth > 0 {
                    depth -= 1;
                    if depth == 0 {
                        folds.push(start..raw.start + at);
                    }
                }
            }
        }
        folds
    }

    /// What a chapter lets its readers do: the list between `{{#opening …}}` and
    /// `{{/opening}}`.
    #[must_use]
    pub fn objectives(&self) -> Vec<Objective> {
        let is_of = |d: &&Directive, is_close: bool| {
            d.name == "opening" && d.is_close == is_close
        };
        let mut of_openings = self.directives.iter();
        let Some(open) = of_openings.find(|d| is_of(d, false)) else {
            return Vec::new();
        };
        let end = of_openings.find(|d| is_of(d, true));
        let end = end.map_or(self.text.len(), |close| close.range.start);
        let first = self.line(open.range.end);
        let lines = (first..).zip(self.text[open.range.end..end].lines());
        lines
            .filter_map(|(line, text)| {
                let text = text.strip_prefix("- ")?;
                let text = text.trim_end_matches([';', '.', ' ']).to_owned();
                Some(Objective { line, text })
            })
            .collect()
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
                Event::Html(text) | Event::InlineHtml(text) => {
                    let text = text.to_string();
                    self.raw.push(Piece { start: range.start, text });
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
                Event::End(TagEnd::Heading(level)) => {
                    let text = open.pop().unwrap_or_default();
                    let id = written_id.take().unwrap_or_else(|| id_of(&text));
                    let (start, level) = (range.start, number_of(level));
                    self.headings.push(Heading { start, text, level, id });
                }
                Event::End(TagEnd::Strong) => {
                    let text = open.pop().unwrap_or_default();
                    self.bold.push(Markup { range, text });
                }
                Event::End(TagEnd::Emphasis) => {
                    let text = open.pop().unwrap_or_default();
                    self.emphasised.push(Markup { range, text });
                }
                Event::Start(Tag::DefinitionListTitle) => {
                    let title = &masked[range.clone()];
                    let text = title.split('<').next().unwrap_or(title).trim();
                    let text = text.to_owned();
                    self.entries.push(Piece { start: range.start, text });
                }
                _ => {}
            }
        }
    }

    /// Tells apart headings of one id, as mdBook does: the second of `b` is `b-1`.
    fn number_ids(&mut self) {
        for index in 1..self.headings.len() {
            let (before, after) = self.headings.split_at_mut(index);
            let is_used = |id: &str| before.iter().any(|heading| heading.id == id);
            let id = &mut after[0].id;
            if is_used(id) {
                let again = (1..).map(|count| format!("{id}-{count}"));
                let free = again.into_iter().find(|again| !is_used(again));
                *id = free.expect("there are more numbers than headings");
            }
        }
    }

    fn push_words(&mut self, start: usize, text: &str) {
        self.words.push(Piece { start, text: text.to_owned() });
    }
}

fn number_of(level: HeadingLevel) -> usize {
    level as usize
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_page_keep_their_places() {
        let text = "# Title\n\nAn η of $a_1 * b$ and {{#number eta}}.\n\n```rust\nlet x = 0.5;\n```\n\n\
                    $$\nz = {{#number z}}\n$$\n\n`{{#number shown}}` [there](loss.md#bowl)\n";
        let prose = Prose::parse(text);
        let titles: Vec<_> = prose
            .headings
            .iter()
            .map(|heading| (heading.start, heading.level))
            .collect();
        assert_eq!(titles, [(0, 1)]);
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
    fn headings_have_the_ids_that_mdbook_gives_them() {
        let ids = |text: &str| -> Vec<String> {
            Prose::parse(text)
                .headings
                .into_iter()
                .map(|heading| heading.id)
                .collect()
        };
        assert_eq!(
            ids("# A\n\n## B b\n\n## a\n\n## B b\n\n## B b\n"),
            ["a", "b-b", "a-1", "b-b-1", "b-b-2"]
        );
        assert_eq!(ids("# A\n\n## 16. B b {#row-16}\n"), ["a", "row-16"]);
    }

    #[test]
    fn a_place_is_in_the_section_above_it() {
        let prose = Prose::parse("# A\n\nx\n\n## B\n\ny\n");
        let section = |at: &str| {
            let at = prose.text.find(at).unwrap();
            prose.section(at).map(|heading| heading.text.as_str())
        };
        assert_eq!(section("x"), Some("A"));
        assert_eq!(section("y"), Some("B"));
    }

    #[test]
    fn objectives_are_the_list_in_the_opening() {
        let page = "# A\n\n- no\n\n{{#opening needs=\"b\"}}\n\n- one;\n- two.\n\n{{/opening}}\n\n- no\n";
        let found: Vec<_> = Prose::parse(page)
            .objectives()
            .into_iter()
            .map(|objective| (objective.line, objective.text))
            .collect();
        assert_eq!(found, [(7, "one".to_owned()), (8, "two".to_owned())]);
        assert!(Prose::parse("# A\n").objectives().is_empty());
    }
}
