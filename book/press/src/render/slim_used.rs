//! A stylesheet without rules for what no page has.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

/// The classes of a page's elements.
pub(super) fn classes_of(html: &str) -> impl Iterator<Item = &str> {
    static CLASS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"\sclass=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"#)
            .expect("a valid pattern")
    });
    CLASS.captures_iter(html).flat_map(|found| {
        let value = found.iter().skip(1).flatten().next();
        value.map_or("", |value| value.as_str()).split_whitespace()
    })
}

/// A stylesheet without the selectors that name a class which is not in `classes`, and
/// without rules that have no other. What begins with an `@` stays as it is.
pub(super) fn used(style: &str, classes: &BTreeSet<String>) -> String {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\.(-?[A-Za-z_][\w-]*)").expect("a valid pattern")
    });
    // One with a choice in brackets may be used for any of it.
    let is_used = |selector: &&str| {
        selector.contains('(')
            || NAMED
                .captures_iter(selector)
                .all(|found| classes.contains(&found[1]))
    };
    let (mut kept, mut rest) = (String::with_capacity(style.len()), style);
    while let Some(open) = rest.find('{') {
        let end = open + length_of_block(&rest[open..]);
        let (head, block) = (&rest[..open], &rest[open..end]);
        rest = &rest[end..];
        if head.trim_start().starts_with('@') {
            kept.push_str(head);
            kept.push_str(block);
            continue;
        }
        let selectors: Vec<_> = selectors(head).filter(is_used).collect();
        if !selectors.is_empty() {
            let blank = head.len() - head.trim_start().len();
            kept.push_str(&head[..blank]);
            kept.push_str(selectors.join(",").trim_start());
            kept.push_str(block);
        }
    }
    kept + rest
}

/// The selectors of a rule: what stands between commas, but not those in brackets.
fn selectors(head: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    head.split(move |sign| {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        sign == ',' && depth == 0
    })
}

/// How long a block in braces is, with those in it.
fn length_of_block(text: &str) -> usize {
    let mut depth = 0;
    for (at, sign) in text.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_read_in_every_way_that_they_are_written() {
        let html =
            "<a class=\"b c\" id=x><i class=d><p class='e f'><b data-class=x>";
        let found: Vec<_> = classes_of(html).collect();
        assert_eq!(found, ["b", "c", "d", "e", "f"]);
    }

    #[test]
    fn rules_for_what_no_page_has_are_left_out() {
        let classes = ["a", "b-c"].map(str::to_owned).into();
        let style = "@font-face{x:y}\n.a{p:q}\n.a .d{p:q}\n.d,.a>.b-c{p:.5em}\nb{p:q}\n.a :is(.d,e){p:q}\n\
                     @media (x){.d{p:q}}\n.d{p:q}\n";
        let slim = "@font-face{x:y}\n.a{p:q}\n.a>.b-c{p:.5em}\nb{p:q}\n.a :is(.d,e){p:q}\n@media (x){.d{p:q}}\n";
        assert_eq!(used(style, &classes).trim(), slim.trim());
    }
}
