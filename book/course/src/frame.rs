//! The frame of a reader's file: its `main`, and what the names in it stand for. Inside the
//! frame a reader may write whatever they like.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// Whether `text` has the frame of `untouched`, in whatever way it is laid out: then the
/// program gives the reader's own function to the check of the exercise, and does nothing
/// else.
pub fn is_intact(text: &str, untouched: &str) -> bool {
    let (Ok(text), Ok(untouched)) =
        (syn::parse_file(text), syn::parse_file(untouched))
    else {
        return false;
    };
    let mut names = Names::default();
    for item in &untouched.items {
        if let Item::Fn(function) = item
            && function.sig.ident == "main"
        {
            names.0.insert("main".to_owned());
            names.visit_item_fn(function);
        }
    }
    frame(&text, &names.0) == frame(&untouched, &names.0)
}

/// The first thing in a file with which it could do more than is written in safe Rust here:
/// be run before `main`, take the place of the system's functions, read the memory of the
/// judge. Nothing unsafe compiles unless its lint is allowed.
pub fn beyond(text: &str) -> Option<&'static str> {
    let file = syn::parse_file(text).ok()?;
    let mut modules = Modules(false);
    modules.visit_file(&file);
    if modules.0 {
        return Some("a module in another file");
    }
    let words = ["unsafe", "include", "global_asm", "unsafe_code"];
    words.into_iter().find(|word| has(file.to_token_stream(), word))
}

/// Whether a word stands anywhere in code.
fn has(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(found) => found == word,
        TokenTree::Group(group) => has(group.stream(), word),
        _ => false,
    })
}

/// Whether there are modules whose text is elsewhere.
struct Modules(bool);

impl Visit<'_> for Modules {
    fn visit_item_mod(&mut self, module: &syn::ItemMod) {
        self.0 |= module.content.is_none();
        visit::visit_item_mod(self, module);
    }
}

/// `main`, and each name that a path of it begins with.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Visit<'_> for Names {
    fn visit_path(&mut self, path: &syn::Path) {
        self.0.extend(path.segments.first().map(|first| first.ident.to_string()));
        visit::visit_path(self, path);
    }
}

/// Whether a file makes a macro of the name of one that makes nothing of ours.
struct Macros(bool);

impl Visit<'_> for Macros {
    fn visit_item_macro(&mut self, item: &syn::ItemMacro) {
        self.0 |= item.ident.as_ref().is_some_and(|name| name == "thread_local");
        visit::visit_item_macro(self, item);
    }
}

/// Everything in a file that decides what `names` stand for, in an order of its own.
fn frame(file: &syn::File, names: &BTreeSet<String>) -> Vec<String> {
    let is_ours = |name: &syn::Ident| names.contains(&name.to_string());
    let modules = file.items.iter().filter_map(|item| match item {
        Item::Mod(module) => Some(module.ident.to_string()),
        _ => None,
    });
    let mut here: BTreeSet<_> =
        modules.chain(["crate", "self", "super"].map(str::to_owned)).collect();
    // Other names of them.
    for item in &file.items {
        match item {
            Item::Use(import) => {
                here.extend(
                    imports(&import.tree).into_iter().map(|(_, name)| name),
                );
            }
            Item::ExternCrate(_) => {
                here.extend(name_of(item).map(ToString::to_string));
            }
            _ => {}
        }
    }
    let mut macros = Macros(false);
    macros.visit_file(file);
    let is_quiet = |call: &syn::Macro| {
        call.path.is_ident("thread_local")
            && !macros.0
            && !here.contains("thread_local")
    };
    let mut frame: Vec<_> = file
        .attrs
        .iter()
        .filter(|a| is_told(a))
        .map(|a| quote!(#a).to_string())
        .collect();
    for item in &file.items {
        match item {
            Item::Use(import) => {
                for (path, name) in imports(&import.tree) {
                    let is_all_of_ours = name == "*"
                        && path.first().is_some_and(|first| here.contains(first));
                    if names.contains(&name) || is_all_of_ours {
                        frame.push(format!("use {} as {name}", path.join("::")));
                    }
                }
            }
            Item::Fn(function) if function.sig.ident == "main" => {
                let (attributes, rest) = (told(&function.attrs), &function.block);
                let signature = &function.sig;
                frame.push(quote!(#(#attributes)* #signature #rest).to_string());
            }
            Item::Fn(function) if is_ours(&function.sig.ident) => {
                let (attributes, name) =
                    (told(&function.attrs), &function.sig.ident);
                frame.push(quote!(#(#attributes)* fn #name).to_string());
            }
            // A call may make anything, and what it makes is not seen here.
            Item::Macro(call) if call.ident.is_none() && !is_quiet(&call.mac) => {
                frame.push(quote!(#call).to_string());
            }
            Item::Fn(_) | Item::Macro(_) => {}
            item => {
                if name_of(item).is_some_and(is_ours) {
                    frame.push(quote!(#item).to_string());
                }
            }
        }
    }
    frame.sort();
    frame
}

/// Whether an attribute may change what is compiled: all but words to readers and to the
/// linter.
fn is_told(attribute: &Attribute) -> bool {
    let quiet = ["doc", "allow", "expect", "warn", "deny", "forbid", "inline"];
    !quiet.iter().any(|name| attribute.path().is_ident(name))
}

fn told(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes.iter().filter(|attribute| is_told(attribute)).collect()
}

/// The name that an item defines, beside functions and imports.
fn name_of(item: &Item) -> Option<&syn::Ident> {
    Some(match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::ExternCrate(item) => {
            item.rename.as_ref().map_or(&item.ident, |(_, name)| name)
        }
        Item::Mod(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    })
}

/// What an import brings in: each path and the name that it gets here, `*` for all.
fn imports(tree: &UseTree) -> Vec<(Vec<String>, String)> {
    let whole =
        |path: &str, name: &str| vec![(vec![path.to_owned()], name.to_owned())];
    match tree {
        UseTree::Path(path) => {
            let first = path.ident.to_string();
            let mut found = imports(&path.tree);
            for (path, name) in &mut found {
                if path.as_slice() == ["self"] {
                    path.clear();
                    if name == "self" {
                        first.clone_into(name);
                    }
                }
                path.insert(0, first.clone());
            }
            found
        }
        UseTree::Name(name) => {
            whole(&name.ident.to_string(), &name.ident.to_string())
        }
        UseTree::Rename(rename) => {
            whole(&rename.ident.to_string(), &rename.rename.to_string())
        }
        UseTree::Glob(_) => vec![(Vec::new(), "*".to_owned())],
        UseTree::Group(group) => group.items.iter().flat_map(imports).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{beyond, is_intact};

    const UNTOUCHED: &str = "//! Add.\n\nuse std::process::ExitCode;\n\nuse ndarray::Array1;\n\
        use sums::adding::{self, Kind};\n\n/// Adds.\npub fn add(a: f64) -> f64 {\n    panic!()\n}\n\n\
        fn main() -> ExitCode {\n    adding::check(add).report()\n}\n";

    fn with(from: &str, to: &str) -> String {
        assert!(UNTOUCHED.contains(from), "{from}");
        UNTOUCHED.replace(from, to)
    }

    #[test]
    fn a_reader_may_write_what_they_like_inside() {
        for text in [
            UNTOUCHED.to_owned(),
            format!("#![allow(unused)]\n{UNTOUCHED}// mine\n"),
            with("panic!()", "let sum = [a, 1.0]; sum.iter().sum()"),
            with("a: f64", "mut a: f64"),
            with("/// Adds.\n", "#[inline]\n"),
            with(
                "use ndarray::Array1;\n",
                "use std::fmt::*;\nuse std::process::Command;\n",
            ),
            with("{self, Kind}", "{Kind, self}"),
            with(
                "use sums::adding::{self, Kind};",
                "use sums::{adding, adding::Kind as K};\nuse std::process;",
            ),
            with("pub fn add", "fn main_idea() {}\nmod inner {}\npub fn add"),
            with(
                "pub fn add",
                "macro_rules! twice { ($x:expr) => { $x } }\npub fn add",
            ),
            with(
                " {\n    adding::check(add).report()\n}",
                "{ adding :: check(add)\n.report() }",
            ),
        ] {
            assert!(is_intact(&text, UNTOUCHED), "{text}");
        }
    }

    #[test]
    fn another_main_or_other_names_in_it_are_seen() {
        for text in [
            String::new(),
            with("report()\n", "report()"[..6].to_owned().as_str()),
            with("adding::check(add).report()", "ExitCode::SUCCESS"),
            with("adding::check(add)", "adding::check(sums::add)"),
            with("    adding::check", "    before();\n    adding::check"),
            with("fn main", "#[cfg(any())]\nfn main"),
            with("/// Adds.\n", "#[cfg(any())]\n"),
            with("pub fn add", "fn add() {}\npub fn add"),
            with("//! Add.\n", "#![no_main]\n"),
            with("sums::adding::{self", "sums::adding::{Other as adding"),
            with("sums::adding", "sums::other"),
            with("use sums::", "mod adding {}\nuse sums::"),
            with("use sums::", "mod all {}\nuse all::*;\nuse sums::"),
            with("use ndarray::Array1;\n", "use crate::all::*;\n"),
            with(
                "use ndarray::Array1;\n",
                "macro_rules! m { () => { mod adding {} } }\nm!();\n",
            ),
            with("use ndarray::Array1;\n", "use sums::solution as add;\n"),
            with("pub fn add(a: f64) -> f64 {\n    panic!()\n}", "use sums::add;"),
            with("use ndarray::Array1;\n", "include!(\"other.rs\");\n"),
            with("use std::process::ExitCode", "struct ExitCode"),
            with(
                "use ndarray::Array1;\n",
                "macro_rules! thread_local { () => { mod adding {} } }\nthread_local!();\n",
            ),
            with("use ndarray::Array1;\n", "use crate as me;\nuse me::all::*;\n"),
            with(
                "use ndarray::Array1;\n",
                "use self::a::b;\nuse b::*;\nmod a {}\n",
            ),
            with(
                "use ndarray::Array1;\n",
                "extern crate self as me;\nuse me::all::*;\n",
            ),
        ] {
            assert!(!is_intact(&text, UNTOUCHED), "{text}");
        }
    }

    #[test]
    fn what_goes_beyond_safe_rust_in_one_file_is_named() {
        for (code, word) in [
            ("fn f() { unsafe { } }", Some("unsafe")),
            ("#[unsafe(no_mangle)]\npub fn exit() {}", Some("unsafe")),
            ("#![allow(unsafe_code)]", Some("unsafe_code")),
            ("macro_rules! m { () => { unsafe {} } }", Some("unsafe")),
            ("mod a { include!(\"b.rs\"); }", Some("include")),
            ("mod a { mod b; }", Some("a module in another file")),
            ("mod a { std::arch::global_asm!(\"\"); }", Some("global_asm")),
            ("// unsafe\n/// unsafe\nfn f() -> &'static str { \"unsafe\" }", None),
            ("mod a { pub fn unsafely() {} }", None),
        ] {
            assert_eq!(beyond(code), word, "{code}");
        }
    }
}
