//! Building: the book whole or not at all, the same bytes every time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::fixture::{Fixture, TRIAL};

/// Every file below `folder`, by its path in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
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

fn names(folder: &Path) -> Vec<String> {
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
fn a_folder_of_something_else_is_left_alone() {
    let book = Fixture::good();
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    fs::create_dir(&site).unwrap();
    fs::write(site.join("thesis.txt"), "three years").unwrap();
    let error = press::build(book.root(), &site).unwrap_err().to_string();
    assert_eq!(
        error,
        format!(
            "{} holds something that is not a built book, and building would delete it: name an \
             empty or a new folder",
            site.display()
        )
    );
    assert_eq!(names(&site), ["thesis.txt"]);
    assert_eq!(names(out.path()), ["site"]);
}

#[test]
fn a_file_is_left_alone() {
    let book = Fixture::good();
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("site");
    fs::write(&file, "three years").unwrap();
    let error = press::build(book.root(), &file).unwrap_err().to_string();
    assert_eq!(
        error,
        format!("{} is a file: name a folder for the book", file.display())
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "three years");
}

#[test]
fn an_older_book_is_replaced_whole() {
    let book = Fixture::good();
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    fs::create_dir(&site).unwrap();
    press::build(book.root(), &site).expect("an empty folder is as good as none");
    fs::write(site.join("left-over.html"), "old").unwrap();
    book.append(TRIAL, "\nA new sentence.\n");
    press::build(book.root(), &site).unwrap();
    assert!(!site.join("left-over.html").exists());
    let page = fs::read_to_string(site.join("trial.html")).unwrap();
    assert!(page.contains("A new sentence."));
    assert_eq!(names(out.path()), ["site"], "nothing is left beside it");
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
