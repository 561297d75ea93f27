//! Numbers typed into words, signs of formulas left over, images without words.

use super::*;

fn typed(number: &str) -> String {
    format!(
        "the number {number} is typed into the prose, where it can go stale: quote it from the \
         run with `{{{{#number name}}}}`, or, if no run of ours makes it, write \
         `{{{{#typed \"{number}\" reason=\"where it is from\"}}}}`"
    )
}

#[test]
fn a_decimal_or_a_percentage_anywhere() {
    assert_prose("It is 0.25 here.", &typed("0.25"));
    assert_prose("It is .5 here.", &typed(".5"));
    assert_prose("It is −1,797.5 here.", &typed("1,797.5"));
    assert_prose("It is 12% here.", &typed("12%"));
    assert_prose("It is 12 % here.", &typed("12 %"));
    assert_prose("## At 0.25", &typed("0.25"));
    assert_prose("> - it is *0.25*", &typed("0.25"));
    assert_prose("| a 0.25 | b |\n|---|---|\n| c | d |", &typed("0.25"));
    assert_prose("[at 0.25](trial.md)", &typed("0.25"));
    assert_prose("[there](trial.md \"at 0.25\")", &typed("0.25"));
    assert_prose("[η](trial.md \"0.25\")", &typed("0.25"));
    assert_prose("<p class=\"a\">0.25</p>", &typed("0.25"));
    assert_prose("An <em>0.25</em> inline.", &typed("0.25"));
}

#[test]
fn a_number_typed_into_alt_text() {
    assert_prose(
        "{{#figure line \"rises to 0.25\"}}\nLook.\n{{/figure}}",
        "the number 0.25 is typed into the alt text, where it can go stale: quote it from the \
         run as {name}",
    );
    assert_prose(
        "{{#figure line \"rises to {twice\"}}\nLook.\n{{/figure}}",
        "the alt text has a `{` without its `}`",
    );
}

#[test]
fn several_lines_later_the_line_is_still_right() {
    let book = Fixture::good();
    book.append(
        TRIAL,
        "\nOne\ntwo\n{{#number\n  twice}}\nthen 0.25.\n\n- a\n- 97%\n",
    );
    assert_eq!(
        book.faults(),
        [
            book.fault(TRIAL, "then 0.25", &typed("0.25")),
            book.fault(TRIAL, "- 97%", &typed("97%")),
        ]
    );
}

#[test]
fn what_is_no_typed_decimal() {
    assert_fine(
        "Code such as `0.25` and `{{#number nosuch}}` and $0.25 x$.\n\n$$y = 12.5$$",
    );
    assert_fine(
        "Rust 1.2.3, v2.5, lib.rs, 127.0.0.1:3000, 64-32-10, 1998. And 3 of 4.",
    );
    assert_fine("The form \\{{#number nosuch}} is written so.");
    assert_fine("{{#typed \"97.5%\" reason=\"from the paper\"}} of them");
    assert_fine("<!-- at 0.25 --> <span title=\"a\" data-x=\"0.25\">b</span>");
    assert_fine(
        "[site](https://example.org/0.25#x), <https://example.org/v/1.5>, [mail](mailto:a@b.cd)",
    );
    assert_fine("A reference[^1].\n\n[^1]: Author, *Title*.");
}

#[test]
fn a_typed_number_without_a_reason() {
    let message = "a typed number needs its text and a reason: \
                   `{{#typed \"0.5\" reason=\"where it is from\"}}`";
    assert_prose("{{#typed \"0.5\"}}", message);
    assert_prose("{{#typed \"0.5\" reason=\"\"}}", message);
    assert_prose("{{#typed reason=\"from a paper\"}}", message);
}

#[test]
fn signs_that_were_meant_to_begin_something() {
    let braces = "this `{{` begins no directive: write `{{#name …}}`, on one line";
    assert_prose("So {{number twice}}.", braces);
    let stars = "this `**` makes nothing bold: close it in the same paragraph, without a space \
                 inside";
    assert_prose("So **bold.", stars);
    let value = "`{rise}` is a value only within a directive: write `{{#number name}}`, or \
                 `{{#number figure.state.readout}}`";
    assert_prose("It rises by {rise}.", value);
    assert_fine("So `{{number twice}}` and `**`, `{rise}` and $x_{rise}$, {1}.");
}
