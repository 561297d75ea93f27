//! Prefaces: packages with a page before the chapters, in the course and without a number.

use super::*;

#[test]
fn the_fixture_with_a_preface_is_good() {
    assert_eq!(Fixture::with_preface().faults(), [""; 0]);
}

#[test]
fn a_page_without_its_crate() {
    let book = Fixture::with_preface();
    fs::remove_dir_all(book.path("chapters/before")).unwrap();
    assert_eq!(
        book.faults(),
        [
            "book/src/before.md:1: this is the page of a preface, `before`, but there is no crate \
             chapters/before: there are `trial`"
        ]
    );
}

#[test]
fn a_number_that_makes_a_chapter_of_it() {
    let book = Fixture::with_preface();
    book.replace(SUMMARY, "[Before]", "- [Before]");
    assert_eq!(
        book.faults(),
        [
            "book/src/SUMMARY.md:1: before.md is a preface in the plan: list it above the \
             chapters, without the dash that numbers it"
        ]
    );
}

#[test]
fn a_crate_without_its_page() {
    let book = Fixture::with_preface();
    book.replace(SUMMARY, "[Before](before.md)\n", "");
    fs::remove_file(book.path("book/src/before.md")).unwrap();
    assert_eq!(
        book.faults(),
        [
            "book/src/SUMMARY.md:1: the crate chapters/before has no page: list before.md above \
             the chapters, without a number"
        ]
    );
}

#[test]
fn a_preface_that_needs_a_chapter() {
    let book = Fixture::with_preface();
    book.replace(
        PLAN,
        "idea = \"first\"\nneeds = []",
        "idea = \"first\"\nneeds = [\"trial\"]",
    );
    book.append(
        "chapters/before/Cargo.toml",
        "\n[dependencies]\ntrial = { path = \"../trial\" }\n",
    );
    let message = "`before` needs `trial`, which does not come before it";
    assert_eq!(
        book.faults(),
        [book.fault_of_table(PLAN, "package = \"before\"", message)]
    );
}

/// It is part of the course, so it has exercises where chapters have.
#[test]
fn a_preface_without_exercises_in_a_course() {
    let book = Fixture::with_preface();
    book.write("chapters/trial/exercises/exercises.toml", "");
    let message = "`before` has no exercises: `cargo run -- new exercise before NAME` writes the \
                   skeleton of one";
    let expected = book.fault_of_table(PLAN, "package = \"before\"", message);
    let faults = book.faults();
    assert!(faults.contains(&expected), "{faults:#?}");
}
