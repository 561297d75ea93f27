//! Building: the book whole or not at all, the same bytes every time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::fixture::{Fixture, TRIAL};

/// Every file below `folder`, by its path in it.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let below = files(&path);
            found
                .extend(below.into_iter().map(|(f, b)| (format!("{name}/{f}"), b)));
        } else {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

/// The names in a folder, in order.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_same_workspace_gives_the_same_bytes_in_any_folder() {
    let book = Fixture::good();
    let out = tempfile::tempdir().unwrap();
    press::build(book.root(), &out.path().join("one")).unwrap();
    press::build(book.root(), &out.path().join("deeper/another")).unwrap();
    let copy = Fixture::good();
    press::build(copy.root(), &out.path().join("copy")).unwrap();
    let one = files(&out.path().join("one"));
    assert!(one.contains_key("trial.html") && one.contains_key("404.html"));
    assert!(one == files(&out.path().join("deeper/another")), "by another name");
    assert!(one == files(&out.path().join("copy")), "from another workspace");
}

#[test]
fn a_book_with_faults_leaves_the_older_one() {
    let book = Fixture::good();
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    press::build(book.root(), &site).unwrap();
    let before = files(&site);
    // One fault is found before mdBook renders, the other after.
    for broken in ["\n{{#output nosuch}}\n", "\n[there](nosuch.md)\n"] {
        let page = book.read(TRIAL);
        book.append(TRIAL, broken);
        press::build(book.root(), &site).unwrap_err();
        assert!(before == files(&site), "after {broken}");
        assert_eq!(names(out.path()), ["site"], "nothing is left beside it");
        book.write(TRIAL, &page);
    }
}

#[test]
fn building_writes_nothing_into_the_workspace() {
    let book = Fixture::good();
    let before = files(book.root());
    press::check(book.root()).unwrap();
    let out = tempfile::tempdir().unwrap();
    press::build(book.root(), &out.path().join("site")).unwrap();
    assert!(before == files(book.root()));
}

#[test]
fn the_line_ends_of_another_system_give_the_same_bytes() {
    let out = tempfile::tempdir().unwrap();
    let book = crate::exercises::good();
    press::build(book.root(), &out.path().join("one")).unwrap();
    let copy = crate::exercises::good();
    for (name, bytes) in files(copy.root()) {
        if let Ok(text) = String::from_utf8(bytes) {
            copy.write(&name, &text.replace('\n', "\r\n"));
        }
    }
    press::build(copy.root(), &out.path().join("two")).unwrap();
    assert!(files(&out.path().join("one")) == files(&out.path().join("two")));
    // What an editor on Windows puts before a text.
    for (name, bytes) in files(copy.root()) {
        if let Ok(text) = String::from_utf8(bytes) {
            copy.write(&name, &format!("\u{feff}{text}"));
        }
    }
    press::build(copy.root(), &out.path().join("three")).unwrap();
    assert!(files(&out.path().join("one")) == files(&out.path().join("three")));
}
