//! What a Rust file offers to the page: its anchors, its public items, its tests.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use outline::Fault;
use proc_macro2::Span;
use syn::visit::Visit;
use syn::{ImplItem, Item, Visibility};

use super::anchors::{anchors, is_anchor};
use super::into_pages::paths_into_pages;
use super::named::Named;
use super::remembered::Remembered;
use super::shown::{Lined, items_with_lines, named_in};

/// Files that were read before.
static READ: LazyLock<Remembered<Source>> = LazyLock::new(Remembered::default);

/// What a skeleton says of its code, in a comment, and the press of all that is not written.
pub(crate) const UNWRITTEN: &str = "still to be written: ";

/// A Rust file, read for what the prose may quote or name.
#[derive(Debug)]
pub(crate) struct Source {
    /// Relative to the workspace.
    pub path: PathBuf,
    /// The content of the file, by lines.
    lines: Vec<String>,
    /// The lines between each pair of anchor comments.
    pub anchors: BTreeMap<String, RangeInclusive<usize>>,
    /// Public items with the line of their name.
    pub items: Vec<Named>,
    /// All items, public or not.
    all: Vec<Lined>,
    /// Test functions with the line of their name.
    pub tests: Vec<Named>,
    /// Paths into a module called `page`, such as `crate::page::experiments`.
    pub into_pages: Vec<Named>,
    /// What is wrong in the file.
    pub faults: Vec<Fault>,
}

impl Source {
    /// What the file `path` offers, whose content is `text`.
    pub fn of(path: &Path, text: &str) -> Arc<Self> {
        READ.of(path, text, || Self::read(path, text))
    }

    fn read(path: &Path, text: &str) -> Self {
        let mut faults = Vec::new();
        let mut source = Self {
            path: path.to_owned(),
            lines: text.lines().map(str::to_owned).collect(),
            anchors: anchors(path, text, &mut faults),
            items: Vec::new(),
            all: Vec::new(),
            tests: Vec::new(),
            into_pages: Vec::new(),
            faults,
        };
        for (line, text) in (1..).zip(text.lines()) {
            let comment = text.trim_start().strip_prefix("// ");
            if let Some(what) = comment.filter(|what| what.starts_with(UNWRITTEN)) {
                source.faults.push(Fault::new(path, line, what));
            }
        }
        match syn::parse_file(text) {
            Ok(file) => {
                source.collect_items(&file.items);
                source.all = items_with_lines(&file);
                let mut tests = Tests { found: Vec::new() };
                tests.visit_file(&file);
                source.tests = tests.found;
                source.into_pages = paths_into_pages(&file);
            }
            Err(error) => {
                let line = error.span().start().line;
                let message = format!("this is not Rust: {error}");
                source.faults.push(Fault::new(path, line, message));
            }
        }
        source
    }

    /// Lines of the file as a page shows them: without anchor comments, and moved left as
    /// far as they are all indented.
    pub fn listing(&self, lines: &RangeInclusive<usize>) -> String {
        let (shown, least) = self.shown(lines);
        let moved = shown.iter().map(|(_, line)| line.get(least..).unwrap_or(""));
        moved.map(|line| format!("{line}\n")).collect()
    }

    /// Lines without anchor comments, each with its number, and how far all are indented.
    fn shown(&self, lines: &RangeInclusive<usize>) -> (Vec<(usize, &str)>, usize) {
        let all = lines.clone().map(|number| (number, &*self.lines[number - 1]));
        let shown: Vec<_> = all.filter(|(_, line)| !is_anchor(line)).collect();
        let full = shown.iter().filter(|(_, line)| !line.trim().is_empty());
        let least = full.map(|(_, line)| indent(line)).min().unwrap_or(0);
        (shown, least)
    }

    /// Which of the lines that [`Self::listing`] shows are the idea. Between anchors
    /// `NAME-idea`, `NAME-idea-2` and so on it says so itself; elsewhere they are all but
    /// the comments and attributes of the item and what comments say after a blank line.
    pub fn idea(&self, anchor: &str, lines: &RangeInclusive<usize>) -> Vec<bool> {
        let prefix = format!("{anchor}-idea");
        let marked: Vec<_> = self
            .anchors
            .iter()
            .filter(|(name, within)| {
                let is_its = name.strip_prefix(&prefix).is_some_and(|rest| {
                    rest.is_empty() || rest[1..].parse::<usize>().is_ok()
                });
                is_its && lines.contains(within.start())
            })
            .map(|(_, within)| within)
            .collect();
        let (shown, least) = self.shown(lines);
        let mut is_past_blank = false;
        shown
            .into_iter()
            .map(|(number, line)| {
                if !marked.is_empty() {
                    return marked.iter().any(|within| within.contains(&number));
                }
                let code = line.trim();
                let is_comment = code.starts_with("///");
                is_past_blank = is_comment && (is_past_blank || code == "///");
                let is_beside = is_comment || code.starts_with("#[");
                !(is_past_blank || is_beside && indent(line) == least)
            })
            .collect()
    }

    /// What these lines show: public items, or others if there are none, or the item that
    /// they are a part of.
    pub fn named_in(&self, lines: &RangeInclusive<usize>) -> Vec<&str> {
        let public = self.items.iter().filter(|item| lines.contains(&item.line));
        let public: Vec<_> = public.map(|item| item.name.as_str()).collect();
        if public.is_empty() { named_in(&self.all, lines) } else { public }
    }

    /// The first sentence of what the file says of itself, without its full stop.
    pub fn about(&self) -> String {
        let said = self.lines.iter().map_while(|line| line.strip_prefix("//!"));
        let first = said.map(str::trim).take_while(|line| !line.is_empty());
        let text = first.collect::<Vec<_>>().join(" ");
        let sentence = text.split(". ").next().unwrap_or_default();
        sentence.trim_end_matches('.').to_owned()
    }

    fn collect_items(&mut self, items: &[Item]) {
        for item in items {
            let (vis, ident) = match item {
                Item::Const(item) => (&item.vis, &item.ident),
                Item::Enum(item) => (&item.vis, &item.ident),
                Item::Fn(item) => (&item.vis, &item.sig.ident),
                Item::Static(item) => (&item.vis, &item.ident),
                Item::Struct(item) => (&item.vis, &item.ident),
                Item::Trait(item) => (&item.vis, &item.ident),
                Item::Type(item) => (&item.vis, &item.ident),
                Item::Impl(item) if item.trait_.is_none() => {
                    self.collect_methods(item);
                    continue;
                }
                Item::Mod(item) if is_public(&item.vis) => {
                    if let Some((_, items)) = &item.content {
                        self.collect_items(items);
                    }
                    continue;
                }
                _ => continue,
            };
            if is_public(vis) {
                self.push_item(ident.to_string(), ident.span());
            }
        }
    }

    fn collect_methods(&mut self, item: &syn::ItemImpl) {
        let syn::Type::Path(of) = &*item.self_ty else { return };
        let Some(owner) = of.path.segments.last() else { return };
        for member in &item.items {
            let (vis, ident) = match member {
                ImplItem::Fn(member) => (&member.vis, &member.sig.ident),
                ImplItem::Const(member) => (&member.vis, &member.ident),
                _ => continue,
            };
            if is_public(vis) {
                self.push_item(format!("{}::{ident}", owner.ident), ident.span());
            }
        }
    }

    fn push_item(&mut self, name: String, span: Span) {
        self.items.push(Named { name, line: span.start().line });
    }
}

/// The spaces before a line.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

struct Tests {
    found: Vec<Named>,
}

impl<'ast> Visit<'ast> for Tests {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let is_test =
            |attribute: &syn::Attribute| attribute.path().is_ident("test");
        if item.attrs.iter().any(is_test) {
            self.push(&item.sig.ident);
        }
    }

    /// `proptest! { #[test] fn name(…) { … } }` holds tests that are no Rust items yet.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let mut after_test = false;
        let mut after_fn = false;
        for token in call.tokens.clone() {
            match token {
                proc_macro2::TokenTree::Group(group)
                    if group.stream().to_string() == "test" =>
                {
                    after_test = true;
                }
                proc_macro2::TokenTree::Ident(ident) if ident == "fn" => {
                    after_fn = after_test
                }
                proc_macro2::TokenTree::Ident(ident) if after_fn => {
                    self.push(&ident);
                    (after_test, after_fn) = (false, false);
                }
                _ => {}
            }
        }
    }
}

impl Tests {
    fn push(&mut self, ident: &proc_macro2::Ident) {
        self.found.push(Named {
            name: ident.to_string(),
            line: ident.span().start().line,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
// ANCHOR: pair
pub struct Pair(u8);
// ANCHOR_END: pair

impl Pair {
    pub fn first(&self) -> u8 { self.0 }
    fn hidden(&self) {}
}

impl Clone for Pair { fn clone(&self) -> Self { Pair(self.0) } }

mod inner { pub fn unseen() {} }

#[test]
fn plain() {}

proptest! {
    #![proptest_config(few())]
    /// Documented.
    #[test]
    fn holds(a in 0..3) { assert!(a < 3) }
}
";

    #[test]
    fn items_anchors_and_tests_are_found_with_their_lines() {
        let source = Source::read(Path::new("lib.rs"), TEXT);
        assert_eq!(source.faults, []);
        let named = |list: &[Named]| -> Vec<_> {
            list.iter().map(|item| format!("{}@{}", item.name, item.line)).collect()
        };
        assert_eq!(named(&source.items), ["Pair@2", "Pair::first@6"]);
        assert_eq!(named(&source.tests), ["plain@15", "holds@21"]);
        assert_eq!(source.anchors["pair"], 2..=2);
    }

    #[test]
    fn a_listing_is_moved_left_and_has_no_anchors() {
        let text = "impl A {\n    // ANCHOR: f\n    fn f() {\n\n        // ANCHOR: in\n        g()\n        \
                    // ANCHOR_END: in\n    }\n    // ANCHOR_END: f\n}\n";
        let source = Source::read(Path::new("x.rs"), text);
        assert_eq!(
            source.listing(&source.anchors["f"]),
            "fn f() {\n\n    g()\n}\n"
        );
        assert_eq!(source.listing(&source.anchors["in"]), "g()\n");
    }

    #[test]
    fn the_idea_is_the_code_or_what_says_so() {
        let text = "\
/// Adds.
///
/// # Errors
/// Never.
#[must_use]
fn add() {
    /// Within.
    const TWO: u8 = 2;
    /// Within,
    ///
    /// and more.
    const THREE: u8 = 3;
    // ANCHOR: all-idea
    TWO + THREE
    // ANCHOR_END: all-idea
}
";
        let source = Source::read(Path::new("x.rs"), text);
        let shown = |anchor| {
            let idea = source.idea(anchor, &(1..=16));
            let listing = source.listing(&(1..=16));
            assert_eq!(idea.len(), listing.lines().count());
            let lines = listing.lines().zip(idea).filter(|(_, is_idea)| *is_idea);
            lines.map(|(line, _)| format!("{}\n", line.trim())).collect::<String>()
        };
        let code = "fn add() {\n/// Within.\nconst TWO: u8 = 2;\n/// Within,\n\
                    const THREE: u8 = 3;\nTWO + THREE\n}\n";
        assert_eq!(shown("other"), code);
        assert_eq!(shown("all"), "TWO + THREE\n");
    }

    /// The first sentence of what the file says of itself.
    #[test]
    fn a_file_says_what_it_is() {
        let about = |text: &str| Source::read(Path::new("x.rs"), text).about();
        assert_eq!(
            about("//! Reads files.\n//! More.\nfn f() {}\n"),
            "Reads files"
        );
        assert_eq!(
            about("//! Reads\n//! files: all.\n\nfn f() {}\n"),
            "Reads files: all"
        );
        assert_eq!(about("fn f() {}\n"), "");
    }

    #[test]
    fn a_file_that_is_not_rust_is_a_fault_with_its_line() {
        let text = "fn fine() {}\nfn broken( {}\n";
        let faults = Source::read(Path::new("x.rs"), text).faults;
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].line, 2);
    }
}
