//! Paths that lead into a module called `page`, on which nobody is to stand.

use syn::visit::Visit;

use super::named::Named;

/// All paths of a file that go into such a module, or are one, each with its line.
pub(super) fn paths_into_pages(file: &syn::File) -> Vec<Named> {
    let mut paths = IntoPages { found: Vec::new() };
    paths.visit_file(file);
    paths.found
}

struct IntoPages {
    found: Vec<Named>,
}

impl IntoPages {
    /// Notes a path down if it goes into such a module, or is the module.
    fn note(&mut self, path: &[&syn::Ident]) {
        let Some(at) = path.iter().skip(1).position(|part| *part == "page") else {
            return;
        };
        let name: Vec<_> = path.iter().map(ToString::to_string).collect();
        let line = path[at + 1].span().start().line;
        self.found.push(Named { name: name.join("::"), line });
    }

    fn use_tree<'t>(&mut self, tree: &'t syn::UseTree, before: &[&'t syn::Ident]) {
        let with = |ident| [before, &[ident]].concat();
        match tree {
            syn::UseTree::Path(path) => {
                self.use_tree(&path.tree, &with(&path.ident))
            }
            syn::UseTree::Name(name) => self.note(&with(&name.ident)),
            syn::UseTree::Rename(name) => self.note(&with(&name.ident)),
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
        self.tokens(call.tokens.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
