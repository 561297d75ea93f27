//! What a reader sees is what the snapshots hold.

use crate::fixture::{
    Fixture, LIB, TABLE_TEXT, TRIAL, WELCOME, attributes, inner, text,
};

/// The number as its snapshot has it.
const TWICE: &str = "−1,797.5";

#[test]
fn an_output_is_the_snapshot_to_the_letter() {
    let page = Fixture::good().page("trial.html");
    assert_eq!(text(&page, "#output-table pre"), TABLE_TEXT);
    assert_eq!(
        text(&page, "#output-table figcaption code"),
        "cargo run -p trial -- table"
    );
    assert_eq!(inner(&page, "#output-table pre *"), [""; 0], "no markup in it");
}

#[test]
fn a_number_stands_wherever_words_can() {
    let book = Fixture::good();
    book.append(
        TRIAL,
        "\n## At {{#number twice}} and on\n\n| a | b |\n|--|--|\n| {{#number twice}} | {{#measured speed}} |\n\n\
         - *{{#number trial/twice}}*, [{{#number twice}}](trial.md)\n",
    );
    let page = book.page("trial.html");
    assert_eq!(inner(&page, "main td .number"), [TWICE, "14 to 15.5"]);
    assert_eq!(inner(&page, "main h2 .number"), [TWICE]);
    assert_eq!(inner(&page, "main li em .number"), [TWICE]);
    assert_eq!(inner(&page, "main li a .number"), [TWICE]);
    assert_eq!(inner(&page, "main p .number"), [TWICE, "14 to 15.5"]);
    assert_eq!(
        attributes(&page, "main p .number", "title"),
        ["trial: twice", "cargo bench -p trial: speed, a machine"]
    );
}

#[test]
fn a_figure_is_inlined_with_its_words_and_its_caption() {
    let page = Fixture::good().page("trial.html");
    assert_eq!(attributes(&page, "#figure-line svg", "role"), ["img"]);
    assert_eq!(
        attributes(&page, "#figure-line svg", "aria-label"),
        [format!("a line that rises to {TWICE}")]
    );
    assert_eq!(text(&page, "#figure-line svg text"), "η < 1");
    assert_eq!(text(&page, "#figure-line figcaption em"), "its end");
    assert_eq!(text(&page, "#figure-line figcaption").trim(), "Look at its end.");
    let wide = Fixture::good();
    wide.replace(TRIAL, "{twice}\"}}", "{twice}\" wide}}");
    assert_eq!(
        attributes(&wide.page("trial.html"), "#figure-line", "class"),
        ["figure wide"]
    );
}

#[test]
fn a_listing_shows_the_anchored_lines_and_links_to_them() {
    let book = Fixture::good();
    book.replace(TRIAL, "lib.rs:pair}}\n", "lib.rs:pair}}\n\n");
    let page = book.page("trial.html");
    let code = inner(&page, ".listing code");
    assert_eq!(
        code[0],
        "/// Twice `x`.\npub fn double(x: f64) -&gt; f64 {\n    2.0 * x // &lt;b&gt; &amp; \"2\"\n}"
    );
    assert!(
        code[1].starts_with("pub struct Pair(f64, f64);\n\nimpl Pair {\n"),
        "{}",
        code[1]
    );
    let file = "https://example.org/blob/main/chapters/trial/src/lib.rs";
    assert_eq!(
        attributes(&page, ".listing .source a", "href"),
        [format!("{file}#L4-L7"), format!("{file}#L11"), format!("{file}#L15-L21")]
    );
    assert_eq!(
        inner(&page, ".listing .source a"),
        [
            "chapters/trial/src/lib.rs, line 4",
            "chapters/trial/src/lib.rs, line 11",
            "chapters/trial/src/lib.rs, line 15"
        ]
    );
}

#[test]
fn a_formula_is_set_and_names_its_function_and_its_test() {
    let book = Fixture::good();
    book.append(
        TRIAL,
        "\nAn $x_1 * y_2 * {{#number twice}} < 3$ in a *sentence*.\n\n| a |\n|--|\n| $a_{1}$ |\n",
    );
    let page = book.page("trial.html");
    assert_eq!(inner(&page, "main math").len(), 3);
    assert_eq!(inner(&page, ".formula math").len(), 1);
    assert_eq!(inner(&page, "main td math").len(), 1);
    let main = text(&page, "main");
    assert!(!main.replace(TABLE_TEXT, "").contains('$'), "{main}");
    assert_eq!(text(&page, "main p math"), "x1∗y2∗−1,797.5<3");
    book.append(TRIAL, "\nA $\\text{*a* [c](d)}$.\n");
    let page = book.page("trial.html");
    assert_eq!(inner(&page, "main p mtext"), ["*a*&nbsp;[c](d)"]);
    let blob = "https://example.org/blob/main/chapters/trial";
    assert_eq!(
        attributes(&page, ".implements a", "href"),
        [format!("{blob}/src/lib.rs#L5"), format!("{blob}/tests/proofs.rs#L2")]
    );
    assert_eq!(text(&page, ".implements"), "In code: double · tested by doubles");
}

#[test]
fn the_opening_says_what_it_needs_and_how_long_it_takes() {
    let page = Fixture::good().page("trial.html");
    assert_eq!(text(&page, ".opening li"), "double a number");
    assert_eq!(
        inner(&page, ".opening dd"),
        [
            "patience &amp; time",
            "about 5 minutes",
            "<code>git clone https://example.org</code><br><code>cd book</code><br>\
             <code>cargo run -p trial</code>"
        ]
    );
    assert_eq!(
        text(&page, ".opening summary"),
        "After this chapter you can … about 5 minutes"
    );
}

#[test]
fn the_opening_tells_what_is_folded_apart() {
    let book = Fixture::good();
    let words = "word ".repeat(160 * 10);
    book.append(
        TRIAL,
        &format!("\n<details>\n<summary>More</summary>\n\n{words}\n\n</details>\n"),
    );
    let page = book.page("trial.html");
    assert_eq!(
        inner(&page, ".opening dd")[1],
        "about 5 minutes; 10 more for what is folded"
    );
}

#[test]
fn an_open_listing_says_which_lines_are_its_idea() {
    let book = Fixture::good();
    let page = book.page("trial.html");
    assert_eq!(attributes(&page, "#listing-double", "data-idea"), ["2-4"]);
    assert_eq!(attributes(&page, "#listing-pair", "data-idea"), [""], "all of it");
    book.replace(LIB, "    2.0 * x", "    // ANCHOR: double-idea\n    2.0 * x");
    book.replace(
        LIB,
        "}\n// ANCHOR_END: double",
        "    // ANCHOR_END: double-idea\n}\n// ANCHOR_END: double",
    );
    let page = book.page("trial.html");
    assert_eq!(attributes(&page, "#listing-double", "data-idea"), ["3"]);
    let code = inner(&page, "#listing-double code");
    assert!(!code[0].contains("ANCHOR"), "{}", code[0]);
    let listing =
        "```rust\n{{#include ../../chapters/trial/src/lib.rs:double}}\n```";
    book.replace(
        TRIAL,
        listing,
        &format!("<details>\n<summary>Code</summary>\n\n{listing}\n\n</details>"),
    );
    let page = book.page("trial.html");
    assert_eq!(attributes(&page, "#listing-double", "data-idea"), [""], "folded");
}

#[test]
fn what_no_listing_shows_is_named_in_the_rest() {
    let book = Fixture::good();
    book.append(LIB, "\n/// Thrice.\npub fn triple() {}\n");
    book.append(TRIAL, "\n## The rest\n\n{{#rest}}\n");
    assert_eq!(book.faults(), [""; 0]);
    let page = book.page("trial.html");
    assert_eq!(text(&page, "main > ul:last-child").trim(), "lib.rs: Trial: triple");
    let blob = "https://example.org/blob/main/chapters/trial";
    assert_eq!(
        attributes(&page, "main > ul:last-child a", "href"),
        [format!("{blob}/src/lib.rs"), format!("{blob}/src/lib.rs#L25")]
    );
}

#[test]
fn the_welcome_lists_and_draws_the_chapters() {
    let page = Fixture::good().page("welcome.html");
    let cells = inner(&page, "main td");
    assert_eq!(
        cells,
        [
            "1",
            "<a href=\"trial.html\">Trial</a><br><code>cargo run -p trial</code>",
            "5"
        ]
    );
    assert_eq!(
        attributes(&page, "#figure-curriculum svg", "aria-label"),
        ["the chapter on trial stands alone"]
    );
}

#[test]
fn an_appendix_stands_below_the_chapters_and_has_no_number() {
    let book = Fixture::with_appendix();
    let cells = inner(&book.page("welcome.html"), "main tr:last-child td");
    assert_eq!(
        cells,
        [
            "",
            "<a href=\"extra.html\">Extra</a><br><code>cargo run -p extra</code>",
            "5"
        ]
    );
    let links =
        attributes(&book.page("trial.html"), "a[rel=\"next prefetch\"]", "href");
    assert_eq!(links, ["extra.html"; 2], "wide and narrow");
}

#[test]
fn a_preface_stands_above_the_chapters_and_takes_no_number() {
    let book = Fixture::with_preface();
    book.append(WELCOME, "\n{{#syllabus chapters}}\n\n{{#syllabus weeks}}\n");
    let page = book.page("welcome.html");
    let titles = ["before.html", "trial.html"];
    assert_eq!(
        attributes(&page, "main td:nth-child(2) a", "href"),
        [titles; 3].concat()
    );
    let numbers = inner(&page, "main tr td:first-child");
    // The chapters, the same with their hours and a sum, and the weeks.
    assert_eq!(numbers, ["", "1", "", "1", "", "", "1"]);
    assert_eq!(
        attributes(&book.page("before.html"), "a[rel=\"next prefetch\"]", "href"),
        ["trial.html"; 2]
    );
}

#[test]
fn what_is_quoted_from_another_chapter_says_whose_it_is() {
    let page = Fixture::with_appendix().page("extra.html");
    assert_eq!(text(&page, "#output-table pre"), "more");
    assert_eq!(text(&page, "#output-trial-table pre"), TABLE_TEXT);
    assert_eq!(
        text(&page, "#output-trial-table figcaption code"),
        "cargo run -p trial -- table"
    );
    assert_eq!(attributes(&page, "#figure-trial-line svg", "role"), ["img"]);
}

#[test]
fn typed_numbers_and_escaped_directives_come_out_as_written() {
    let book = Fixture::good();
    book.append(
        TRIAL,
        "\nThe *paper* says {{#typed \"97.5% of *a* _b_ < c\" reason=\"from the paper\"}}.\n\n\
         Write \\{{#number name}} or `{{#number name}}`.\n",
    );
    let main = text(&book.page("trial.html"), "main");
    assert!(main.contains("says 97.5% of *a* _b_ < c."), "{main}");
    assert!(main.contains("Write {{#number name}} or {{#number name}}."), "{main}");
}

#[test]
fn sections_without_a_picture_are_listed() {
    let book = Fixture::good();
    book.append(TRIAL, "\n## Nothing to see\n\nWords.\n");
    assert_eq!(
        press::check(book.root()).unwrap(),
        ["book/src/trial.md: Trial", "book/src/trial.md: Nothing to see"]
    );
}
