//! Code on a page: listings, and the line below a formula that names its function.

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::Path;

use outline::{CodeBlock, Directive, Slashed as _, directives, list, normal};

use super::directive::Kind;
use super::page::Expanding;
use crate::read::{Package, Source};
use crate::survey::listing_id;

/// `{{#code Layer::forward test=name}}`: the function that computes a formula, and the test
/// that holds it to the formula.
pub(super) const CODE: Kind = Kind {
    name: "code",
    plain: usize::MAX,
    flags: &[],
    keys: &["test"],
    takes: "functions and `test=name`",
    expand: code,
    close: None,
};

/// Lines of an open listing at most: an idea fits into a hand.
const IDEA: usize = 14;

/// How a reference finds an item or a test of a package.
type Find = for<'p> fn(
    &'p Package,
    &str,
) -> Result<(&'p Source, &'p crate::read::Named), String>;

fn code(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let items: Vec<_> = directive.plain().collect();
    let tests: Vec<_> = directive.keyed("test").collect();
    if items.is_empty() || tests.is_empty() {
        page.fault(
            at,
            "a formula names its function and its test: `{{#code Layer::forward test=name}}`",
        );
        return;
    }
    let items = links(page, at, &items, Package::item);
    let tests = links(page, at, &tests, Package::test);
    let line = page.say("in-code", &[&items, &tests]);
    let html = format!("<p class=\"implements\">{line}</p>");
    page.replace_block(&directive.range, "`{{#code}}`", &html);
}

/// Links to what references name, as HTML.
fn links(
    page: &mut Expanding,
    at: usize,
    references: &[&str],
    find: Find,
) -> String {
    let mut links = Vec::new();
    for reference in references {
        let found = page
            .refer(reference)
            .and_then(|(package, _, name)| find(package, name));
        let Some((source, named)) = page.keep(at, found) else { continue };
        let href = page.source_link(&source.path, named.line, named.line);
        let name = &named.name;
        links.push(format!("<a href=\"{href}\"><code>{name}</code></a>"));
    }
    links.join(", ")
}

/// Puts the code that a block includes in its place.
pub(super) fn block(page: &mut Expanding, block: &CodeBlock) {
    let at = block.range.start;
    let Some(info) = &block.info else {
        page.fault(at, "this is indented by four or more, which makes it a code block: use a fence");
        return;
    };
    let language = info.split([' ', ',']).next().unwrap_or_default();
    if language == "sh" {
        return; // commands, which the tests run
    }
    if block.text.trim().is_empty() {
        page.fault(at, "this code block is empty");
        return;
    }
    let is_open =
        language == "rust" && !page.folds().iter().any(|fold| fold.contains(&at));
    let mut listed = Vec::new();
    let mut idea = Vec::new();
    let mut code = String::new();
    let mut offset = block.text_start;
    for line in block.text.lines() {
        if line.trim().is_empty() {
            code.push('\n');
            idea.push(true);
        } else if let Some((source, anchor, lines)) = included(page, line, offset) {
            code.push_str(&source.listing(&lines));
            idea.extend(source.idea(anchor, &lines));
            listed.push((source.path.clone(), lines));
        }
        offset += line.len() + 1;
    }
    let mut html = String::from("<p class=\"source\">");
    for (index, (path, lines)) in listed.iter().enumerate() {
        html.push_str(if index == 0 { "" } else { " · " });
        let href = page.source_link(path, *lines.start(), *lines.end());
        let place = page.say("line", &[&path.slashed(), lines.start()]);
        let _ = write!(html, "<a href=\"{href}\">{place}</a>");
    }
    html.push_str("</p></div>");
    page.expanded.quotes.lines.extend(listed);
    // Longer than any fence in the comments of the code.
    let fence = "``````";
    let id = listing_id(block).unwrap_or_default();
    let mut data = String::new();
    if is_open {
        let count = idea.iter().filter(|is_idea| **is_idea).count();
        if count > IDEA {
            page.fault(
                at,
                format!(
                    "this listing stands open and shows {count} lines, and {IDEA} are the most \
                     for an idea: fold it in `<details>`, mark its idea in the file, \
                     `// ANCHOR: {}-idea`, or leave it to `{{{{#rest}}}}`",
                    id.trim_start_matches("listing-")
                ),
            );
        }
        if count < idea.len() {
            data = format!(" data-idea=\"{}\"", spans(&idea));
        }
    }
    let listing = format!(
        "\n\n<div class=\"listing\" id=\"{id}\"{data}>\n\n{fence}{info}\n{code}{fence}\n\n{html}\n\n"
    );
    page.replace(&block.range, listing);
}

/// Lines, counted from 1, as `2-4 6`.
fn spans(idea: &[bool]) -> String {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for (line, _) in (1..).zip(idea).filter(|(_, is_idea)| **is_idea) {
        match spans.last_mut() {
            Some((_, end)) if *end + 1 == line => *end = line,
            _ => spans.push((line, line)),
        }
    }
    let text = |(start, end): (usize, usize)| {
        if start == end { start.to_string() } else { format!("{start}-{end}") }
    };
    spans.into_iter().map(text).collect::<Vec<_>>().join(" ")
}

/// The file, the anchor and the lines that a line of a listing includes.
fn included<'p>(
    page: &mut Expanding<'p>,
    line: &str,
    at: usize,
) -> Option<(&'p Source, &'p str, RangeInclusive<usize>)> {
    if line.trim_start().starts_with("{{#include") {
        let found = directives(line);
        if let [directive] = found.as_slice()
            && let Some(argument) = directive.plain().next()
            && let Some((path, anchor)) = argument.rsplit_once(':')
            && !anchor.is_empty()
            && !anchor.starts_with(|c: char| c.is_ascii_digit())
        {
            return anchored(page, path, anchor, at);
        }
        page.fault(
            at,
            "a listing without an anchor moves when its file changes: include \
             `{{#include path/to/file.rs:anchor}}`",
        );
        return None;
    }
    page.fault(
        at,
        "this code block is typed, so nothing tests it: include it from the file that \
         compiles, `{{#include path/to/file.rs:anchor}}` (only `sh` blocks hold typed commands)",
    );
    None
}

fn anchored<'p>(
    page: &mut Expanding<'p>,
    path: &str,
    anchor: &str,
    at: usize,
) -> Option<(&'p Source, &'p str, RangeInclusive<usize>)> {
    let folder = page.place.file.parent().unwrap_or(Path::new(""));
    let path = normal(&folder.join(path));
    let mut sources = page.workspace().packages.values().flat_map(Package::sources);
    let Some(source) = sources.find(|source| source.path == path) else {
        let path = path.slashed();
        page.fault(
            at,
            format!("there is no Rust file {path} in any chapter's crate"),
        );
        return None;
    };
    let Some((anchor, lines)) = source.anchors.get_key_value(anchor) else {
        let (path, known) = (path.slashed(), list(source.anchors.keys()));
        page.fault(at, format!("{path} has no anchor `{anchor}`: it has {known}"));
        return None;
    };
    Some((source, anchor, lines.clone()))
}
