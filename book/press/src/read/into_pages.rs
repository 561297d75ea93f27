//! Paths that lead into a module called `page`, on which nobody is to stand.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::visit::Visit;

use super::named::Named;

/// All paths of a file that go into such a module, or are one, each with its line; whatever
/// names the file has given to what lies on the way.
pub(super) fn paths_into_pages(file: &syn::File) -> Vec<Named> {
    let mut paths = IntoPages::default();
    paths.visit_file(file);
    if !paths.aliases.is_empty() {
        // Once more: a name may be used above the line that gives it.
        paths.found.clear();
        paths.visit_file(file);
    }
    paths.found
}

#[derive(Default)]
struct IntoPages {
    found: Vec<Named>,
    /// Names that the file has given to packages and modules, with their paths.
    aliases: BTreeMap<String, Vec<String>>,
}

impl IntoPages {
    /// Notes a path down if it goes into such a module, or is the module.
    fn note(&mut self, path: &[&Ident]) {
        let Some(first) = path.first() else { return };
        let plain = |ident: &&Ident| ident.unraw().to_string();
        let mut names: Vec<_> = path.iter().map(plain).collect();
        if let Some(meant) = self.aliases.get(&names[0]) {
            names.splice(..1, meant.iter().cloned());
        }
        if names.iter().skip(1).any(|name| name == "page") {
            let at =
                path.iter().find(|part| part.unraw() == "page").unwrap_or(first);
            let line = at.span().start().line;
            self.found.push(Named { name: names.join("::"), line });
        }
    }

    fn alias(&mut self, path: &[&Ident], name: &Ident) {
        let path = path.iter().filter(|part| **part != "self");
        let path: Vec<_> = path.map(|part| part.unraw().to_string()).collect();
        // A name for itself would lead nowhere.
        if path != [name.unraw().to_string()] {
            self.aliases.insert(name.unraw().to_string(), path);
        }
    }

    /// Notes down that a file takes in another, if that is a page.
    fn file(&mut self, text: &str, line: usize) {
        let text = text.trim_matches('"');
        if text.ends_with("/page.rs") || text == "page.rs" {
            let chapter = text.split('/').rev().nth(2).unwrap_or_default();
            let owner = if chapter.is_empty() || chapter == ".." {
                "crate"
            } else {
                chapter
            };
            let name = format!("{}::page", owner.replace('-', "_"));
            self.found.push(Named { name, line });
        }
    }

    fn use_tree<'t>(&mut self, tree: &'t syn::UseTree, before: &[&'t Ident]) {
        let with = |ident| [before, &[ident]].concat();
        match tree {
            syn::UseTree::Path(path) => {
                self.use_tree(&path.tree, &with(&path.ident))
            }
            syn::UseTree::Name(name) => self.note(&with(&name.ident)),
            syn::UseTree::Rename(name) => {
                self.note(&with(&name.ident));
                self.alias(&with(&name.ident), &name.rename);
            }
            syn::UseTree::Glob(_) => self.note(before),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.use_tree(tree, before));
            }
        }
    }

    /// Paths in what a macro is called with.
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        let mut path = Vec::new();
        let mut colons = 2;
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.note(&path.iter().collect::<Vec<_>>());
                        path.clear();
                    }
                    path.push(ident);
                    colons = 0;
                }
                proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                }
                other => {
                    self.note(&path.iter().collect::<Vec<_>>());
                    path.clear();
                    colons = 2;
                    if let proc_macro2::TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.note(&path.iter().collect::<Vec<_>>());
    }
}

impl<'ast> Visit<'ast> for IntoPages {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<_> = path.segments.iter().map(|part| &part.ident).collect();
        self.note(&parts);
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if call.path.is_ident("include")
            && let Ok(file) = call.parse_body::<syn::LitStr>()
        {
            self.file(&file.value(), file.span().start().line);
        }
        self.tokens(call.tokens.clone());
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        if let Some((_, name)) = &item.rename {
            self.alias(&[&item.ident], name);
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::NameValue(value) = &attribute.meta
            && value.path.is_ident("path")
            && let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(file), .. }) =
                &value.value
        {
            self.file(&file.value(), file.span().start().line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_for_the_way_there_hide_nothing() {
        for (text, path) in [
            ("use a as n; fn f() { n::page::g() }", "a::page::g"),
            ("fn f() { n::page::g() }\nuse a::{self as n};", "a::page::g"),
            ("extern crate a as n; use n::page::g;", "a::page::g"),
            ("use a::r#page::g;", "a::page::g"),
            ("#[path = \"../../a-b/src/page.rs\"] mod m;", "a_b::page"),
            ("mod m { include!(\"page.rs\"); }", "crate::page"),
        ] {
            let found = paths_into_pages(&syn::parse_file(text).unwrap());
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].name, path, "{text}");
        }
        let fine = "use a as page; use page as p; #[path = \"other.rs\"] mod m;";
        let found = paths_into_pages(&syn::parse_file(fine).unwrap());
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn paths_into_pages_are_found_wherever_they_stand() {
        let text = "use page::Page;\nuse a::{b, page::{C, d}};\nuse crate::page;\n\
                    fn f() -> super::page::G { write!(o, \"{}\", h::page::I); page::j(k::page) }\n";
        let found = paths_into_pages(&syn::parse_file(text).unwrap());
        let found: Vec<_> = found
            .iter()
            .map(|path| format!("{}@{}", path.name, path.line))
            .collect();
        assert_eq!(
            found,
            [
                "a::page::C@2",
                "a::page::d@2",
                "crate::page@3",
                "super::page::G@4",
                "h::page::I@4",
                "k::page@4"
            ]
        );
    }
}
