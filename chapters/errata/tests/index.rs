//! The page has all rows, and each of them its run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use errata::page::ELSEWHERE;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Each row of the page: its number, and the text from its heading to the next.
fn rows() -> Vec<(usize, String)> {
    let page = fs::read_to_string(root().join("book/src/errata.md")).unwrap();
    let mut rows = Vec::new();
    for part in page.split("\n### ").skip(1) {
        let (heading, rest) = part.split_once('\n').unwrap();
        let part = rest.split("\n## ").next().unwrap().to_owned();
        let number = heading.split('.').next().unwrap().parse().unwrap();
        assert!(heading.ends_with(&format!("{{#row-{number}}}")), "{heading}");
        rows.push((number, part));
    }
    rows
}

#[test]
fn the_page_has_each_row_once() {
    let rows = rows();
    let numbers: BTreeSet<usize> = rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(rows.len(), 30);
    assert_eq!(numbers, (1..=30).collect());
}

#[test]
fn each_row_shows_its_run_and_leads_to_its_chapter() {
    for (number, text) in rows() {
        let mut runs = Vec::new();
        let folder = root().join("chapters/errata/tests/snapshots");
        if folder.join(format!("output-row-{number}.snap")).exists() {
            runs.push(format!("{{{{#output row-{number}}}}}"));
        }
        for (row, chapter, outputs) in ELSEWHERE {
            if row == number {
                let quote =
                    |name: &&str| format!("{{{{#output {chapter}/{name}}}}}");
                runs.extend(outputs.iter().map(quote));
            }
        }
        assert!(!runs.is_empty(), "row {number} runs nowhere");
        for run in runs {
            assert!(text.contains(&run), "row {number} does not show {run}");
        }
        assert!(text.contains(".md#"), "row {number} leads to no section");
    }
}
