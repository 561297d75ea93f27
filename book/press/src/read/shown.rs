//! What a piece of a file shows: the names of its items, public or not.

use std::ops::RangeInclusive;

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Ident, ImplItemConst, ImplItemFn, ItemImpl};

/// An item and the lines that it takes.
#[derive(Debug)]
pub(super) struct Lined {
    name: String,
    lines: RangeInclusive<usize>,
}

/// All items of a file, in its order; one within another comes after it.
pub(super) fn items_with_lines(file: &syn::File) -> Vec<Lined> {
    let mut items = Items::default();
    items.visit_file(file);
    items.found
}

/// The items whose names stand in these lines, or the innermost of which they are a part.
pub(super) fn named_in<'i>(
    items: &'i [Lined],
    lines: &RangeInclusive<usize>,
) -> Vec<&'i str> {
    let mut names: Vec<_> = items
        .iter()
        .filter(|item| lines.contains(item.lines.start()))
        .map(|item| item.name.as_str())
        .collect();
    if names.is_empty() {
        let around = |item: &&Lined| {
            item.lines.contains(lines.start()) && item.lines.contains(lines.end())
        };
        names.extend(items.iter().rfind(around).map(|item| item.name.as_str()));
    }
    names
}

#[derive(Default)]
struct Items {
    found: Vec<Lined>,
    /// The type whose methods are being read.
    owner: Option<String>,
}

impl Items {
    fn push(&mut self, ident: &Ident, end: usize) {
        let name = match &self.owner {
            Some(owner) => format!("{owner}::{ident}"),
            None => ident.to_string(),
        };
        self.found.push(Lined { name, lines: ident.span().start().line..=end });
    }
}

impl<'ast> Visit<'ast> for Items {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        use syn::Item;
        let ident = match item {
            Item::Const(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Fn(item) => Some(&item.sig.ident),
            Item::Macro(item) => item.ident.as_ref(),
            Item::Static(item) => Some(&item.ident),
            Item::Struct(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            _ => None,
        };
        // What a method holds is not the type's.
        let owner = self.owner.take();
        if let Some(ident) = ident {
            self.push(ident, item.span().end().line);
        }
        visit::visit_item(self, item);
        self.owner = owner;
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if let syn::Type::Path(of) = &*item.self_ty {
            self.owner = of.path.segments.last().map(|of| of.ident.to_string());
        }
        visit::visit_item_impl(self, item);
        self.owner = None;
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.push(&item.sig.ident, item.span().end().line);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_impl_item_const(&mut self, item: &'ast ImplItemConst) {
        self.push(&item.ident, item.span().end().line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
struct Pair(u8);

impl Pair {
    const ZERO: u8 = 0;
    fn sum(&self) -> u8 {
        fn inner() {}
        inner();
        self.0
    }
}

fn outside() {
    let twice =
        2 * 2;
}

impl Clone for Pair {
    fn clone(&self) -> Self { Pair(self.0) }
}
";

    #[test]
    fn a_piece_is_named_by_what_it_shows_or_by_what_it_is_a_part_of() {
        let items = items_with_lines(&syn::parse_file(TEXT).unwrap());
        let named = |lines| named_in(&items, &lines);
        let all =
            ["Pair", "Pair::ZERO", "Pair::sum", "inner", "outside", "Pair::clone"];
        assert_eq!(named(1..=18), all);
        assert_eq!(named(3..=4), ["Pair::ZERO"]);
        assert_eq!(named(5..=9), ["Pair::sum", "inner"]);
        assert_eq!(named(7..=8), ["Pair::sum"]);
        assert_eq!(named(12..=13), ["outside"]);
        assert_eq!(named(2..=2), [""; 0]);
    }
}
