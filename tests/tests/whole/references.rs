//! The reference values that chapters are tested by can be made again.

use std::collections::BTreeSet;

use regex::Regex;
use tests::{files, read, root};

/// The reference files, each by its chapter and its name.
fn committed() -> BTreeSet<(String, String)> {
    let reference = Regex::new(r"^([^/]+)/tests/reference/([^/]+)\.json$").unwrap();
    let names = files(&root().join("chapters")).into_keys();
    names
        .filter_map(|name| {
            let name = name.to_str()?.replace('\\', "/");
            let found = reference.captures(&name)?;
            Some((found[1].to_owned(), found[2].to_owned()))
        })
        .collect()
}

#[test]
fn each_is_one_that_the_generator_writes_and_the_other_way_round() {
    let writes = Regex::new(r#"\bwrite\(\s*"([^"]+)",\s*"([^"]+)","#).unwrap();
    let generator = read("tests/reference/generate.py");
    let written: BTreeSet<_> = writes
        .captures_iter(&generator)
        .map(|found| (found[1].to_owned(), found[2].to_owned()))
        .collect();
    assert_eq!(committed(), written);
}

#[test]
fn each_is_from_the_versions_that_are_pinned() {
    let pins = read("tests/reference/requirements.txt");
    let pins: Vec<_> =
        pins.lines().filter_map(|pin| pin.split_once("==")).collect();
    assert_eq!(pins.len(), 2, "{pins:?}");
    let pinned = |package: &str| {
        let pin = pins.iter().find(|(name, _)| *name == package);
        pin.unwrap_or_else(|| panic!("{package} is not pinned")).1
    };
    let by = Regex::new(
        r#""generated_by": "torch ([0-9.]+)\S* \(autograd, float64\), numpy ([0-9.]+)""#,
    )
    .unwrap();
    for (chapter, name) in committed() {
        let file = format!("chapters/{chapter}/tests/reference/{name}.json");
        let text = read(&file);
        let found = by
            .captures(&text)
            .unwrap_or_else(|| panic!("{file} names no versions"));
        assert_eq!(
            (&found[1], &found[2]),
            (pinned("torch"), pinned("numpy")),
            "{file}"
        );
    }
}
