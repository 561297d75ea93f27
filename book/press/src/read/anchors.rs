//! Anchors: the comments between which a file is quoted.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;

use outline::Fault;
use regex::Regex;

/// Whether a line of a file is one of them.
pub(super) fn is_anchor(line: &str) -> bool {
    line.trim_start().starts_with("//") && line.contains("ANCHOR")
}

/// The lines between each pair of anchors, by name.
pub(super) fn anchors(
    path: &Path,
    text: &str,
    faults: &mut Vec<Fault>,
) -> BTreeMap<String, RangeInclusive<usize>> {
    let mark = Regex::new(r"ANCHOR(_END)?:\s*([\w-]+)").expect("a valid pattern");
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchors = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let Some(found) = mark.captures(line) else { continue };
        let (name, number) = (found[2].to_owned(), index + 1);
        if found.get(1).is_none() {
            if open.contains_key(&name) || anchors.contains_key(&name) {
                let message = format!(
                    "the anchor `{name}` is there twice: give one another name"
                );
                faults.push(Fault::new(path, number, message));
            }
            open.insert(name, number);
        } else if let Some(start) = open.remove(&name) {
            anchors.insert(name, start + 1..=number.saturating_sub(1));
        } else {
            let message =
                format!("`ANCHOR_END: {name}` has no `ANCHOR: {name}` above it");
            faults.push(Fault::new(path, number, message));
        }
    }
    for (name, line) in open {
        let message =
            format!("`ANCHOR: {name}` has no `ANCHOR_END: {name}` below it");
        faults.push(Fault::new(path, line, message));
    }
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_that_do_not_pair_up_are_faults() {
        let text = "// ANCHOR: a\n// ANCHOR_END: b\n// ANCHOR: c\n// ANCHOR_END: c\n// ANCHOR: c\n";
        let mut faults = Vec::new();
        anchors(Path::new("x.rs"), text, &mut faults);
        let messages: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "x.rs:2: `ANCHOR_END: b` has no `ANCHOR: b` above it",
                "x.rs:5: the anchor `c` is there twice: give one another name",
                "x.rs:1: `ANCHOR: a` has no `ANCHOR_END: a` below it",
                "x.rs:5: `ANCHOR: c` has no `ANCHOR_END: c` below it",
            ]
        );
    }
}
