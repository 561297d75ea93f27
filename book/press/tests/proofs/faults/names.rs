//! Names that nothing has, and what a directive does not know.

use super::*;

#[test]
fn an_unknown_output_number_figure_or_measurement_names_those_there_are() {
    assert_prose(
        "{{#output tabel}}",
        "trial has no output `tabel`: it has `table`",
    );
    assert_prose(
        "So {{#number thrice}}.",
        "trial has no number `thrice`: it has `twice`",
    );
    assert_prose(
        "{{#figure curve \"a curve\"}}\nLook.\n{{/figure}}",
        "trial has no figure `curve`: it has `line`",
    );
    assert_prose(
        "So {{#measured size}}.",
        "trial has no measurement `size`: it has `speed`",
    );
    assert_prose("$x = {{#number y}}$", "trial has no number `y`: it has `twice`");
    assert_prose(
        "{{#figure line \"rises to {top}\"}}\nLook.\n{{/figure}}",
        "trial has no number `top`: it has `twice`",
    );
}

#[test]
fn a_reference_to_an_unknown_chapter_names_those_there_are() {
    assert_prose(
        "So {{#number trail/twice}}.",
        "there is no chapter `trail`: there are `trial`",
    );
}

#[test]
fn a_reference_without_a_chapter_belongs_on_a_chapter_page() {
    assert_prose_on(
        WELCOME,
        "So {{#number twice}}.",
        "this page belongs to no chapter: say whose `twice` is meant, as `chapter/twice`",
    );
    let book = Fixture::good();
    book.append(WELCOME, "\nSo {{#number trial/twice}}.\n");
    assert_eq!(book.faults(), [""; 0]);
}

#[test]
fn an_unknown_directive_names_those_there_are() {
    assert_prose(
        "{{#outptu table}}",
        "there is no directive `outptu`: there are output, number, figure, set, opening, measured, \
         typed, claim, code, chapters, exercises, quiz, syllabus, course, defined, cited, listings, rest, \
         missing",
    );
}

#[test]
fn a_directive_without_its_name_says_so() {
    assert_prose("{{#output}}", "`{{#output}}` needs the name of an output");
    assert_prose("So {{#number}}.", "`{{#number}}` needs the name of a number");
    assert_prose(
        "So {{#measured}}.",
        "`{{#measured}}` needs the name of a measurement",
    );
    assert_prose(
        "{{#figure}}\nLook.\n{{/figure}}",
        "`{{#figure}}` needs the name of a figure",
    );
}

#[test]
fn what_a_directive_does_not_know_is_not_ignored() {
    assert_prose(
        "{{#output table twice}}",
        "`{{#output}}` does not know `twice`: it takes one name",
    );
    assert_prose(
        "So {{#number twice digits=2}}.",
        "`{{#number}}` does not know `digits=\"2\"`: it takes one name",
    );
    assert_prose(
        "{{#figure line \"a line\" Wide}}\nLook.\n{{/figure}}",
        "`{{#figure}}` does not know `Wide`: it takes a name, the alt text and perhaps `wide` or `train`",
    );
}

#[test]
fn arguments_that_cannot_be_read_are_quoted() {
    assert_prose(
        "{{#output \"table}}",
        "`{{#output}}` holds `\"table`, which cannot be read: write words, \"texts\" or key=\"text\"",
    );
    assert_prose(
        "{{#code double test=}}",
        "`{{#code}}` holds `test=`, which cannot be read: write words, \"texts\" or key=\"text\"",
    );
}
