//! The modules of a crate, and which of them name which.
//!
//! An arrow goes from a module to the one that *defines* what it names, whatever re-exports
//! the name on the way: `use crate::Fault` is an arrow to `fault` where `lib.rs` says
//! `pub use fault::Fault`. What only passes a name on (`mod`, `pub use` of what lies below)
//! is no arrow, and neither is anything in tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree, Visibility};

/// Where a name stands, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrow {
    /// The file.
    pub file: PathBuf,
    /// Its line, counted from 1.
    pub line: usize,
    /// As it is written.
    pub name: String,
}

/// The modules of a crate by their paths, `crate` first; of each, those that it names, with
/// the first place where it does.
pub type Arrows = BTreeMap<String, BTreeMap<String, Arrow>>;

/// Reads the modules of a crate, whose root is `file`.
///
/// # Panics
/// If a file of it cannot be read, or is no Rust.
#[must_use]
pub fn arrows(file: &Path) -> Arrows {
    let mut tree = Tree::default();
    tree.read(file, &file.with_file_name(""), "crate");
    let mut arrows = Arrows::new();
    for (module, found) in &tree.modules {
        let from = arrows.entry(module.clone()).or_default();
        for named in &found.named {
            let to = tree.defining(module, named, &mut BTreeSet::new());
            if let Some(to) = to.filter(|to| to != module) {
                from.entry(to).or_insert_with(|| Arrow {
                    file: found.file.clone(),
                    line: named.line,
                    name: named.path.join("::"),
                });
            }
        }
    }
    arrows
}

/// Modules that all lead to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// All of them.
    pub all: Vec<String>,
    /// A shortest way round from the first of them, which stands at both ends.
    pub way: Vec<String>,
}

/// The circles among arrows.
#[must_use]
pub fn circles(arrows: &Arrows) -> Vec<Circle> {
    let mut circles: Vec<Circle> = Vec::new();
    for start in arrows.keys() {
        if circles.iter().any(|circle| circle.all.contains(start)) {
            continue;
        }
        if let Some(way) = way_round(arrows, start) {
            let is_of_it = |module: &&String| {
                leads(arrows, start, module) && leads(arrows, module, start)
            };
            let all = arrows.keys().filter(is_of_it).cloned().collect();
            circles.push(Circle { all, way });
        }
    }
    circles
}

/// The shortest way from a module back to itself.
fn way_round(arrows: &Arrows, start: &str) -> Option<Vec<String>> {
    let mut ways = vec![vec![start.to_owned()]];
    let mut reached = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in arrows.get(way.last()?)?.keys() {
                let mut way = way.clone();
                way.push(next.clone());
                if next == start {
                    return Some(way);
                }
                if reached.insert(next.clone()) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}

fn leads(arrows: &Arrows, from: &str, to: &str) -> bool {
    let mut reached = BTreeSet::new();
    let mut rest = vec![from.to_owned()];
    while let Some(module) = rest.pop() {
        for next in arrows.get(&module).into_iter().flat_map(BTreeMap::keys) {
            if next == to {
                return true;
            }
            if reached.insert(next.clone()) {
                rest.push(next.clone());
            }
        }
    }
    false
}

/// A path that a module names.
#[derive(Debug, Clone)]
struct Named {
    path: Vec<String>,
    line: usize,
}

/// A module.
#[derive(Debug, Default)]
struct Module {
    file: PathBuf,
    /// What it defines itself, modules left out.
    defined: BTreeSet<String>,
    /// What it imports, by the name that it has here.
    imported: BTreeMap<String, Vec<String>>,
    /// What it imports all of.
    globs: Vec<Vec<String>>,
    named: Vec<Named>,
}

#[derive(Debug, Default)]
struct Tree {
    modules: BTreeMap<String, Module>,
}

impl Tree {
    /// Reads a file; the modules that it declares lie in `folder`.
    fn read(&mut self, file: &Path, folder: &Path, module: &str) {
        let text = fs::read_to_string(file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.items(&parsed.items, file, folder, module);
    }

    fn items(&mut self, items: &[Item], file: &Path, folder: &Path, name: &str) {
        let mut module = Module { file: file.to_owned(), ..Module::default() };
        for item in
            items.iter().filter(|item| !attributes(item).iter().any(is_of_tests))
        {
            match item {
                Item::Mod(inner) => {
                    let path = format!("{name}::{}", inner.ident);
                    let folder = folder.join(inner.ident.to_string());
                    if let Some((_, items)) = &inner.content {
                        self.items(items, file, &folder, &path);
                        continue;
                    }
                    let beside = folder.with_extension("rs");
                    let file = if beside.is_file() {
                        beside
                    } else {
                        folder.join("mod.rs")
                    };
                    self.read(&file, &folder, &path);
                }
                Item::Use(import) => module.import(import),
                item => {
                    if let Some(name) = defines(item) {
                        module.defined.insert(name.to_string());
                    }
                    Names(&mut module.named).visit_item(item);
                }
            }
        }
        self.modules.insert(name.to_owned(), module);
    }

    /// The module that defines what a path names, if it is one of this crate.
    fn defining(
        &self,
        module: &str,
        named: &Named,
        seen: &mut BTreeSet<(String, String)>,
    ) -> Option<String> {
        let (first, mut rest) = named.path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => "crate".to_owned(),
            "self" => module.to_owned(),
            "super" => module.rsplit_once("::")?.0.to_owned(),
            // A name in scope: what the module defines, imports or declares.
            _ => {
                rest = &named.path;
                module.to_owned()
            }
        };
        let is_in_scope = rest.len() == named.path.len();
        let mut is_first = true;
        while let Some((next, further)) = rest.split_first() {
            if next == "super" {
                at = at.rsplit_once("::")?.0.to_owned();
            } else if next != "self" {
                let child = format!("{at}::{next}");
                // A name alone is no module, but a variable, say, of the same name.
                let is_alone = is_in_scope && is_first && further.is_empty();
                if self.modules.contains_key(&child) && !is_alone {
                    at = child;
                } else if self.modules[&at].defined.contains(next) {
                    return Some(at);
                } else if let Some(path) = self.import_of(&at, next, seen) {
                    let path =
                        path.into_iter().chain(further.iter().cloned()).collect();
                    let named = Named { path, line: named.line };
                    return self.defining(&at, &named, seen);
                } else if is_in_scope && is_first {
                    return None; // of another crate, or a variable
                } else {
                    return Some(at); // a variant, say
                }
            }
            is_first = false;
            rest = further;
        }
        Some(at)
    }

    /// The path of a name that a module imports.
    fn import_of(
        &self,
        module: &str,
        name: &str,
        seen: &mut BTreeSet<(String, String)>,
    ) -> Option<Vec<String>> {
        if !seen.insert((module.to_owned(), name.to_owned())) {
            return None;
        }
        let found = &self.modules[module];
        if let Some(path) = found.imported.get(name) {
            return Some(path.clone());
        }
        found.globs.iter().find_map(|glob| {
            let all = Named { path: glob.clone(), line: 0 };
            let of = self.defining(module, &all, seen)?;
            let has = self.modules[&of].defined.contains(name)
                || self.modules.contains_key(&format!("{of}::{name}"))
                || self.modules[&of].imported.contains_key(name);
            has.then(|| glob.iter().cloned().chain([name.to_owned()]).collect())
        })
    }
}

impl Module {
    fn import(&mut self, import: &syn::ItemUse) {
        let mut found = Vec::new();
        leaves(&import.tree, &mut Vec::new(), &mut found);
        for (path, name, line) in found {
            // What is only passed on is named by whoever asks for it here.
            let is_passed_on = !matches!(import.vis, Visibility::Inherited)
                && !["crate", "super"].contains(&path[0].as_str());
            if !is_passed_on {
                self.named.push(Named { path: path.clone(), line });
            }
            if name == "*" {
                self.globs.push(path);
            } else if name != "_" && path != [name.clone()] {
                self.imported.insert(name, path);
            }
        }
    }
}

/// The leaves of a `use`: the path, the name that it has here, and the line.
fn leaves(
    tree: &UseTree,
    before: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, String, usize)>,
) {
    let line = |span: Span| span.start().line;
    let with = |name: &syn::Ident| {
        let mut path = before.clone();
        if name != "self" {
            path.push(name.to_string());
        }
        path
    };
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) => {
            let path = with(&name.ident);
            let last = path.last().cloned().unwrap_or_default();
            found.push((path, last, line(name.ident.span())));
        }
        UseTree::Rename(rename) => {
            let line = line(rename.ident.span());
            found.push((with(&rename.ident), rename.rename.to_string(), line));
        }
        UseTree::Glob(glob) => {
            found.push((
                before.clone(),
                "*".to_owned(),
                line(glob.star_token.spans[0]),
            ));
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                leaves(tree, before, found);
            }
        }
    }
}

/// Collects the paths that an item names.
struct Names<'n>(&'n mut Vec<Named>);

impl Visit<'_> for Names<'_> {
    fn visit_path(&mut self, path: &syn::Path) {
        let segments = path.segments.iter();
        let line = path
            .segments
            .first()
            .map_or(0, |first| first.ident.span().start().line);
        let path: Vec<_> =
            segments.clone().map(|segment| segment.ident.to_string()).collect();
        self.0.push(Named { path, line });
        for segment in segments {
            visit::visit_path_segment(self, segment);
        }
    }

    fn visit_macro(&mut self, called: &syn::Macro) {
        self.visit_path(&called.path);
        in_tokens(called.tokens.clone(), self.0);
    }

    /// A `use` inside a function.
    fn visit_item_use(&mut self, import: &syn::ItemUse) {
        let mut found = Vec::new();
        leaves(&import.tree, &mut Vec::new(), &mut found);
        self.0
            .extend(found.into_iter().map(|(path, _, line)| Named { path, line }));
    }

    fn visit_item(&mut self, item: &Item) {
        if !attributes(item).iter().any(is_of_tests) {
            visit::visit_item(self, item);
        }
    }

    // `pub(crate)` and `#[expect(…)]` name nothing.
    fn visit_visibility(&mut self, _: &Visibility) {}
    fn visit_attribute(&mut self, _: &Attribute) {}
}

/// Paths among the tokens of a macro: names joined by `::`, and single types.
fn in_tokens(tokens: TokenStream, named: &mut Vec<Named>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(sign)) if sign.as_char() == ':');
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) => in_tokens(group.stream(), named),
            TokenTree::Ident(first) => {
                let mut path = vec![first.to_string()];
                while is_colon(at)
                    && is_colon(at + 1)
                    && let Some(TokenTree::Ident(next)) = tokens.get(at + 2)
                {
                    path.push(next.to_string());
                    at += 3;
                }
                if path.len() > 1 || path[0].starts_with(char::is_uppercase) {
                    named.push(Named { path, line: first.span().start().line });
                }
            }
            _ => {}
        }
    }
}

/// Whether something is compiled for tests alone.
fn is_of_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute
            .parse_args::<syn::Path>()
            .is_ok_and(|condition| condition.is_ident("test"))
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The name that an item defines, modules and imports left out.
fn defines(item: &Item) -> Option<&syn::Ident> {
    Some(match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The circles of a crate of these files.
    fn circles_of(sources: &[(&str, &str)]) -> Vec<Circle> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in sources {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        circles(&arrows(&folder.path().join("lib.rs")))
    }

    fn assert_circle(sources: &[(&str, &str)], circle: &[&str]) {
        let ways: Vec<_> =
            circles_of(sources).into_iter().map(|circle| circle.way).collect();
        assert_eq!(ways, [circle], "{sources:?}");
    }

    const LIB: (&str, &str) =
        ("lib.rs", "mod a;\nmod b;\npub use a::A;\npub use b::B;\n");
    const ROUND: [&str; 3] = ["crate::a", "crate::b", "crate::a"];

    #[test]
    fn one_way_is_no_circle() {
        let a = ("a.rs", "use crate::b;\npub struct A(b::B);\n");
        let tested =
            "pub struct B;\n#[cfg(test)]\nmod tests { use crate::a::A; }\n";
        assert!(circles_of(&[LIB, a, ("b.rs", tested)]).is_empty());
        let words = "//! `crate::a::A`\n#[doc = \"a\"]\npub(crate) struct B;\n\
                     fn f() { let a = 1; g(\"crate::a::A\", a); }\n";
        assert!(circles_of(&[LIB, a, ("b.rs", words)]).is_empty());
        // The root passes names on, and may be asked for its own.
        let root = ("lib.rs", "mod a;\npub use a::A;\npub struct Root;\n");
        assert!(
            circles_of(&[root, ("a.rs", "pub struct A(crate::Root);\n")])
                .is_empty()
        );
    }

    #[test]
    fn a_circle_is_seen_however_it_is_written() {
        let b = ("b.rs", "pub struct B;\nfn f() { crate::a::f() }\n");
        for a in [
            "use crate::b::B;\npub struct A;\n",
            "use crate::B;\npub struct A;\n",
            "use super::B;\npub struct A;\n",
            "use crate::{b::{self}};\npub struct A;\n",
            "use crate::b as other;\npub struct A;\n",
            "use crate::*;\npub struct A(B);\n",
            "pub struct A(crate::B);\n",
            "pub struct A;\nfn g() -> Option<crate::b::B> { None }\n",
            "pub struct A;\nfn g() { h!(crate::B) }\n",
            "pub struct A;\nfn g() { use crate::B; }\n",
            "pub struct A;\nimpl From<crate::B> for A {}\n",
        ] {
            assert_circle(&[LIB, ("a.rs", a), b], &ROUND);
        }
    }

    #[test]
    fn what_is_passed_on_belongs_to_who_defines_it() {
        let lib =
            ("lib.rs", "mod a;\nmod b;\nmod front { pub use crate::b::B; }\n");
        let a = ("a.rs", "use crate::front::B;\n");
        assert_circle(
            &[lib, a, ("b.rs", "pub struct B;\nuse crate::a;\n")],
            &ROUND,
        );
    }

    #[test]
    fn circles_of_the_root_and_of_folders_count() {
        let root = "mod a;\npub struct Root(a::A);\n";
        let a = "pub struct A(super::Root);\n";
        assert_circle(
            &[("lib.rs", root), ("a.rs", a)],
            &["crate", "crate::a", "crate"],
        );
        let folder = [
            ("lib.rs", "mod a;\n"),
            ("a/mod.rs", "mod inner;\npub use inner::I;\npub struct A(I);\n"),
            ("a/inner.rs", "pub struct I(Box<super::A>);\n"),
        ];
        assert_circle(&folder, &["crate::a", "crate::a::inner", "crate::a"]);
    }

    #[test]
    fn each_circle_is_told_once() {
        let lib = ("lib.rs", "mod a;\nmod b;\nmod c;\nmod d;\nmod e;\n");
        let uses = |name: &str| format!("use crate::{name};\n");
        let (a, b, c, d, e) =
            (uses("b"), uses("c"), uses("a"), uses("e"), uses("d"));
        let found = circles_of(&[
            lib,
            ("a.rs", &a),
            ("b.rs", &b),
            ("c.rs", &c),
            ("d.rs", &d),
            ("e.rs", &e),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].way.len(), 4, "{found:?}");
        assert_eq!(found[0].all, ["crate::a", "crate::b", "crate::c"]);
    }
}
