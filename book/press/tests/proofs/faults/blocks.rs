//! Blocks that stand where they cannot, are empty, or are never closed.

use super::*;

#[test]
fn a_figure_says_what_it_shows_and_what_to_look_at() {
    assert_prose(
        "{{#figure line}}\nLook.\n{{/figure}}",
        "the figure `line` has no alt text: say what it shows, with its numbers, to somebody \
         who cannot see it: `{{#figure line \"…\"}}`",
    );
    assert_prose(
        "{{#figure line wide}}\nLook.\n{{/figure}}",
        "the figure `line` has no alt text: say what it shows, with its numbers, to somebody \
         who cannot see it: `{{#figure line \"…\"}}`",
    );
    let book = Fixture::good();
    book.replace(TRIAL, "Look at *its end*.\n", "");
    let message = "this figure has no caption: say what to look at";
    assert_eq!(book.faults(), [book.fault(TRIAL, "{{/figure", message)]);
}

#[test]
fn what_is_opened_is_closed_in_order() {
    assert_prose(
        "{{#figure line \"a line\"}}\nLook.",
        "`{{#figure}}` is never closed: end it with `{{/figure}}`",
    );
    assert_prose("{{/figure}}", "`{{/figure}}` has no `{{#figure}}` before it");
    assert_prose(
        "{{/output}}",
        "`{{/output}}` closes nothing: only figure and opening close",
    );
    let book = Fixture::good();
    book.replace(
        TRIAL,
        "- double a number\n{{/opening}}",
        "- double a number\n{{/figure}}",
    );
    assert_eq!(
        book.faults(),
        [book.fault(
            TRIAL,
            "{{/figure}}",
            "`{{/figure}}` comes before `{{#opening}}` is closed"
        ),]
    );
    let book = Fixture::good();
    book.append(
        TRIAL,
        "\n{{#figure line \"a line\"}}\nOuter.\n\n{{#figure line \"inner\"}}\nInner.\n\
         {{/figure}}\n{{/figure}}\n",
    );
    assert_eq!(
        book.faults(),
        [book.fault(
            TRIAL,
            "{{#figure line \"inner",
            "`{{#figure}}` stands inside `{{#figure}}`: close that one first"
        )]
    );
}

#[test]
fn an_opening_opens_a_chapter_and_says_what_it_needs() {
    assert_prose_on(
        WELCOME,
        "{{#opening needs=\"x\"}}\n- a\n{{/opening}}",
        "`{{#opening}}` opens a chapter: this page is none",
    );
    assert_replaced(
        TRIAL,
        " needs=\"patience & time\"",
        "",
        "{{#opening",
        "an opening says what it needs: `{{#opening needs=\"…\"}}`",
    );
    assert_replaced(
        TRIAL,
        "- double a number\n",
        "",
        "{{/opening",
        "this opening is empty: list what the reader will be able to do",
    );
}

#[test]
fn a_chapter_begins_with_its_question() {
    assert_replaced(
        TRIAL,
        "What is twice a number?\n\n",
        "",
        "{{#opening",
        "a chapter begins with its question and its picture, and what it is for comes after \
         them: put `{{#opening}}` below",
    );
}

#[test]
fn a_chapter_has_one_opening() {
    assert_prose(
        "{{#opening needs=\"x\"}}\n- a\n{{/opening}}",
        "a chapter has one opening: this is the second",
    );
}

#[test]
fn a_block_stands_on_a_line_of_its_own() {
    let own =
        |name: &str| format!("{name} stands on a line of its own, not indented");
    assert_prose("See {{#output table}}", &own("an output"));
    assert_prose("{{#output table}} there", &own("an output"));
    assert_prose("- {{#output table}}", &own("an output"));
    assert_prose("> {{#output table}}", &own("an output"));
    assert_prose(" {{#output table}}", &own("an output"));
    assert_prose(
        "See {{#figure line \"a\"}}\nLook.\n{{/figure}}",
        &own("a figure"),
    );
    assert_prose("See $$z$$", &own("a formula between `$$`"));
    assert_prose("$$z$$.", &own("a formula between `$$`"));
    assert_prose("In {{#code double test=doubles}}", &own("`{{#code}}`"));
    let book = Fixture::good();
    let text = book.read(TRIAL);
    book.append(TRIAL, "\n{{#output table}} and no newline");
    let line = text.lines().count() + 2;
    assert_eq!(book.faults(), [format!("{TRIAL}:{line}: {}", own("an output"))]);
}

#[test]
fn a_page_has_one_title() {
    assert_prose("# Another", "a page has one title: make this heading `##`");
    assert_replaced(
        TRIAL,
        "# Trial\n",
        "",
        "",
        "a page starts with its title, `# …`",
    );
    assert_replaced(
        TRIAL,
        "# Trial\n",
        "Words.\n\n# Trial\n",
        "Words",
        "a page starts with its title, `# …`",
    );
}
