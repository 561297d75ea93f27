//! What runs recorded and chapters teach, and no page shows.

use super::*;

/// Without `part` on the page, this fault is in `file` on the line of `at`.
fn assert_unquoted(part: &str, file: &str, at: &str, message: &str) {
    let book = Fixture::good();
    book.replace(TRIAL, part, "");
    assert_eq!(book.faults(), [book.fault(file, at, message)]);
}

#[test]
fn an_output_that_nobody_quotes() {
    assert_unquoted(
        "{{#output table}}",
        TABLE,
        "---",
        "nobody quotes the output `table`: quote it on book/src/trial.md with \
         `{{#output table}}`, or record it no more",
    );
}

#[test]
fn a_number_that_nobody_quotes_with_its_line() {
    let book = Fixture::good();
    book.append(NUMBERS, "half = 0.5\n");
    let message = "nobody quotes the number `half`: quote it on book/src/trial.md with \
                   `{{#number half}}`, or record it no more";
    assert_eq!(book.faults(), [book.fault(NUMBERS, "half", message)]);
}

#[test]
fn a_figure_that_nobody_quotes() {
    let book = Fixture::good();
    let figure = "chapters/trial/tests/snapshots/figure-other.snap.svg";
    book.write(figure, "<svg/>");
    let message = "nobody quotes the figure `other`: quote it on book/src/trial.md with \
                   `{{#figure other}}`, or record it no more";
    assert_eq!(book.faults(), [format!("{figure}:1: {message}")]);
}

#[test]
fn a_ratio_that_nobody_quotes_with_its_line() {
    assert_unquoted(
        ", {{#measured speed}} times as fast",
        MEASURED,
        "[ratio.speed]",
        "nobody quotes the measured `speed`: quote it on book/src/trial.md with \
         `{{#measured speed}}`, or record it no more",
    );
}

#[test]
fn what_an_unfinished_page_quotes_is_not_said_to_be_unquoted_too() {
    let book = Fixture::good();
    book.replace(
        TRIAL,
        "{{#figure line \"a line that rises to {twice}\"}}",
        "{{#figure line}}",
    );
    let message = "the figure `line` has no alt text: say what it shows, with its numbers, to \
                   somebody who cannot see it: `{{#figure line \"…\"}}`";
    assert_eq!(book.faults(), [book.fault(TRIAL, "{{#figure line", message)]);
}

#[test]
fn a_quote_in_code_is_no_quote() {
    let book = Fixture::good();
    book.replace(TRIAL, "{{#output table}}", "`{{#output table}}`");
    assert_eq!(book.faults().len(), 1);
}

#[test]
fn public_items_that_no_listing_shows() {
    let items = "\npub fn triple() {}\n\nimpl Pair {\n    pub fn first(&self) -> f64 { self.0 }\n}\n\n\
                 pub const TWO: f64 = 2.0;\n\npub mod inner {\n    pub enum Side {}\n}\n\n\
                 pub(crate) fn ours() {}\nfn hidden() {}\n";
    let book = Fixture::good();
    book.append(LIB, items);
    let message = |name: &str| {
        format!(
            "`{name}` is public, but book/src/trial.md neither shows nor names it: put it \
             between anchors and include it, leave it to `{{{{#rest}}}}`, or make it private"
        )
    };
    assert_eq!(
        book.faults(),
        [
            book.fault(LIB, "fn triple", &message("triple")),
            book.fault(LIB, "fn first", &message("Pair::first")),
            book.fault(LIB, "const TWO", &message("TWO")),
            book.fault(LIB, "enum Side", &message("Side")),
        ]
    );
}

#[test]
fn what_runs_the_experiments_need_not_be_shown() {
    let book = Fixture::good();
    for file in ["main.rs", "page.rs", "figures.rs"] {
        book.write(&format!("chapters/trial/src/{file}"), "pub fn run() {}\n");
    }
    assert_eq!(book.faults(), [""; 0]);
}
