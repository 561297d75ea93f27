//! Each check of the press, by breaking what it is for; and what it must leave alone.

mod appendices;
mod blocks;
mod chapters;
mod claims;
mod editions;
mod exercises;
mod formulas;
mod links;
mod listings;
mod live;
mod names;
mod prefaces;
mod prose;
mod roofs;
mod snapshots;
mod unquoted;

use std::fs;

use crate::fixture::{
    APPENDIX_PLAN, EDITIONS, Fixture, LIB, MANIFEST, MEASURED, NUMBERS, PLAN,
    SUMMARY, TABLE, TRIAL, WELCOME,
};

/// Asserts that the chapter's page with `prose` at its end has this one fault, on the
/// first line of `prose`.
fn assert_prose(prose: &str, message: &str) {
    assert_prose_on(TRIAL, prose, message);
}

fn assert_prose_on(file: &str, prose: &str, message: &str) {
    let book = Fixture::good();
    let line = book.read(file).lines().count() + 2;
    book.append(file, &format!("\n{prose}\n"));
    assert_eq!(book.faults(), [format!("{file}:{line}: {message}")], "{prose}");
}

/// Asserts that `prose` is as it should be, on both pages.
fn assert_fine(prose: &str) {
    for file in [TRIAL, WELCOME] {
        let book = Fixture::good();
        book.append(file, &format!("\n{prose}\n"));
        assert_eq!(book.faults(), [""; 0], "{prose}");
    }
}

/// Asserts that the workspace has this one fault after `replace`d text, on the line of
/// `part`.
fn assert_replaced(file: &str, from: &str, to: &str, part: &str, message: &str) {
    let book = Fixture::good();
    book.replace(file, from, to);
    assert_eq!(book.faults(), [book.fault(file, part, message)]);
}

#[test]
fn the_fixture_is_good() {
    assert_eq!(Fixture::good().faults(), [""; 0]);
}

#[test]
fn all_faults_are_reported_at_once_sorted_by_file_and_line() {
    let book = Fixture::good();
    book.append(TRIAL, "\nAt 97%.\n\n{{#output nosuch}}\n");
    book.replace(WELCOME, "# Welcome\n", "# Welcome\n\nAt 0.5.\n");
    book.append(NUMBERS, "half = 0.5\n");
    book.append(LIB, "pub fn unseen() {}\n");
    let faults = book.faults();
    let starts: Vec<_> = faults
        .iter()
        .map(|fault| fault.split(": ").next().unwrap().to_owned())
        .collect();
    let trial = book.read(TRIAL).lines().count();
    assert_eq!(
        starts,
        [
            format!("{TRIAL}:{}", trial - 2),
            format!("{TRIAL}:{trial}"),
            format!("{WELCOME}:3"),
            format!("{LIB}:{}", book.read(LIB).lines().count()),
            format!("{NUMBERS}:5"),
        ]
    );
    let error = press::check(book.root()).unwrap_err().to_string();
    assert_eq!(
        error,
        faults.join("\n") + "\n5 faults on the pages: the book was not built"
    );
}

#[test]
fn what_mdbook_warns_of_is_a_fault() {
    assert_prose_warning(
        "A <b>bold.\n",
        "unclosed HTML tag `<b>` found in `trial.md`",
    );
    assert_prose_warning(
        "End.\n\n[^1]: unused\n",
        "footnote `1` in `trial.md` is defined but not referenced",
    );
}

fn assert_prose_warning(prose: &str, message: &str) {
    let book = Fixture::good();
    book.append(TRIAL, &format!("\n{prose}"));
    let faults = book.faults();
    let start = format!("book/book.toml:1: mdBook warns: {message}");
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with(&start), "{faults:?}");
}
