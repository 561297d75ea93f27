//! Appendices: packages with a page and without a number.

use super::*;

#[test]
fn the_fixture_with_an_appendix_is_good() {
    assert_eq!(Fixture::with_appendix().faults(), [""; 0]);
}

#[test]
fn an_appendix_that_is_planned_but_not_written() {
    let book = Fixture::good();
    book.append(PLAN, APPENDIX_PLAN);
    assert_eq!(book.faults(), [""; 0]);
}

#[test]
fn a_page_without_its_crate() {
    let book = Fixture::with_appendix();
    fs::remove_dir_all(book.path("chapters/extra")).unwrap();
    assert_eq!(
        book.faults(),
        [
            "book/src/extra.md:1: this is the page of an appendix, `extra`, but there is no crate \
             chapters/extra: there are `trial`"
        ]
    );
}

#[test]
fn a_crate_without_its_page() {
    let book = Fixture::with_appendix();
    book.replace(SUMMARY, "[Extra](extra.md)\n", "");
    fs::remove_file(book.path("book/src/extra.md")).unwrap();
    assert_eq!(
        book.faults(),
        [
            "book/src/SUMMARY.md:1: the crate chapters/extra has no page: list extra.md below the \
             chapters, without a number",
            "chapters/extra/tests/snapshots/output-table.snap:1: nobody quotes the output `table`: \
             quote it on book/src/extra.md with `{{#output table}}`, or record it no more",
        ]
    );
}

#[test]
fn a_number_that_makes_a_chapter_of_it() {
    let book = Fixture::with_appendix();
    book.replace(SUMMARY, "[Extra]", "- [Extra]");
    assert_eq!(
        book.faults(),
        [
            "book/src/SUMMARY.md:1: extra.md is an appendix in the plan: list it below the \
             chapters, without the dash that numbers it"
        ]
    );
}

#[test]
fn a_crate_that_is_not_in_the_plan() {
    let book = Fixture::with_appendix();
    book.replace(PLAN, APPENDIX_PLAN, "");
    let faults = book.faults();
    let message = "book/curriculum.toml:1: the crate chapters/extra is not in the plan: add it as a \
         preface, a chapter or an appendix";
    assert!(faults.iter().any(|fault| fault == message), "{faults:?}");
}

#[test]
fn needs_that_differ_from_what_the_crate_depends_on() {
    let book = Fixture::with_appendix();
    book.replace(PLAN, "[\"trial\"]", "[]");
    let message =
        "the plan says that `extra` needs none, but its crate depends on `trial`";
    assert_eq!(
        book.faults(),
        [book.fault_of_table(PLAN, "package = \"extra\"", message)]
    );
}

#[test]
fn a_chapter_that_needs_an_appendix() {
    let book = Fixture::with_appendix();
    book.replace(PLAN, "needs = []", "needs = [\"extra\"]");
    book.append(MANIFEST, "extra = { path = \"../extra\" }\n");
    let message = "`trial` needs `extra`, which does not come before it";
    assert_eq!(
        book.faults(),
        [book.fault_of_table(PLAN, "package = \"trial\"", message)]
    );
}

#[test]
fn an_opening_and_a_public_item_that_the_page_does_not_show() {
    let book = Fixture::with_appendix();
    book.append(
        "book/src/extra.md",
        "\n{{#opening needs=\"x\"}}\nno\n\n{{/opening}}\n",
    );
    book.append("chapters/extra/src/lib.rs", "pub fn shown() {}\n");
    assert_eq!(
        book.faults(),
        [
            book.fault(
                "book/src/extra.md",
                "{{#opening",
                "`{{#opening}}` opens a chapter: this page is none"
            ),
            book.fault(
                "chapters/extra/src/lib.rs",
                "pub fn shown",
                "`shown` is public, but book/src/extra.md neither shows nor names it: put it between anchors and include it, leave it to `{{#rest}}`, or make it private"
            ),
        ]
    );
}
