//! Each check of the press, by breaking what it is for; and what it must leave alone.

use std::fs;

use crate::fixture::{
    APPENDIX_PLAN, Fixture, LIB, MANIFEST, MEASURED, NUMBERS, PLAN, SUMMARY, TABLE,
    TRIAL, WELCOME,
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

mod names {
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
        assert_prose(
            "$x = {{#number y}}$",
            "trial has no number `y`: it has `twice`",
        );
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
            "there is no directive `outptu`: there are output, number, figure, opening, measured, \
             typed, code, chapters, exercises, quiz, syllabus, course, defined, cited, listings",
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
            "`{{#figure}}` does not know `Wide`: it takes a name, the alt text and perhaps `wide`",
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
}

mod unquoted {
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
                "`{name}` is public, but no listing on book/src/trial.md shows it: put it between \
                 anchors and include it, or make it private"
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
}

mod listings {
    use super::*;

    const NO_ANCHOR: &str = "a listing without an anchor moves when its file changes: include \
                             `{{#include path/to/file.rs:anchor}}`";
    const TYPED: &str = "this code block is typed, so nothing proves it: include it from the file \
                         that compiles, `{{#include path/to/file.rs:anchor}}` (only `sh` blocks \
                         hold typed commands)";

    /// A listing of one line has this fault, on that line.
    fn assert_listed(line: &str, message: &str) {
        let book = Fixture::good();
        book.append(TRIAL, &format!("\n```rust\n{line}\n```\n"));
        let place = book.read(TRIAL).lines().count() - 1;
        assert_eq!(book.faults(), [format!("{TRIAL}:{place}: {message}")]);
    }

    #[test]
    fn a_listing_without_an_anchor_or_with_line_numbers() {
        assert_listed("{{#include ../../chapters/trial/src/lib.rs}}", NO_ANCHOR);
        assert_listed(
            "{{#include ../../chapters/trial/src/lib.rs:1:2}}",
            NO_ANCHOR,
        );
        assert_listed("{{#include ../../chapters/trial/src/lib.rs:5}}", NO_ANCHOR);
    }

    #[test]
    fn an_unknown_anchor_names_those_there_are() {
        assert_listed(
            "{{#include ../../chapters/trial/src/lib.rs:duoble}}",
            "chapters/trial/src/lib.rs has no anchor `duoble`: it has `double`, `pair`, `sum`",
        );
    }

    #[test]
    fn an_unknown_file() {
        assert_listed(
            "{{#include ../../chapters/trial/src/bil.rs:double}}",
            "there is no Rust file chapters/trial/src/bil.rs in any chapter's crate",
        );
    }

    #[test]
    fn typed_code() {
        assert_listed("let x = 1;", TYPED);
        assert_prose(
            "    let x = 1;",
            "this is indented by four or more, which makes it a code block: use a fence",
        );
        assert_prose("```rust\n\n```", "this code block is empty");
        let after = "```rust\n{{#include ../../chapters/trial/src/lib.rs:pair}}\nlet x = 1;\n```";
        let book = Fixture::good();
        book.append(TRIAL, &format!("\n{after}\n"));
        assert_eq!(book.faults(), [book.fault(TRIAL, "let x", TYPED)]);
    }

    #[test]
    fn an_include_outside_code() {
        assert_prose(
            "{{#include ../../chapters/trial/src/lib.rs:pair}}",
            "`{{#include}}` stands in a code block",
        );
        assert_prose(
            "{{#playground ../../chapters/trial/src/lib.rs}}",
            "`{{#playground}}` stands in a code block",
        );
    }

    #[test]
    fn commands_and_parts_of_listings_are_fine() {
        assert_fine("```sh\ncargo run\n```");
        assert_fine(
            "```rust\n{{#include ../../chapters/trial/src/lib.rs:pair}}\n\n\
             {{#include ../../chapters/trial/src/lib.rs:sum}}\n```",
        );
    }

    #[test]
    fn anchors_that_do_not_pair_up() {
        let book = Fixture::good();
        book.append(
            LIB,
            "// ANCHOR: open\n// ANCHOR_END: close\n// ANCHOR: pair\n",
        );
        let line = |part| {
            let text = book.read(LIB);
            text[..text.rfind(part).unwrap()].matches('\n').count() + 1
        };
        assert_eq!(
            book.faults(),
            [
                format!(
                    "{LIB}:{}: `ANCHOR: open` has no `ANCHOR_END: open` below it",
                    line("open")
                ),
                format!(
                    "{LIB}:{}: `ANCHOR_END: close` has no `ANCHOR: close` above it",
                    line("close")
                ),
                format!(
                    "{LIB}:{0}: `ANCHOR: pair` has no `ANCHOR_END: pair` below it",
                    line("pair")
                ),
                format!(
                    "{LIB}:{0}: the anchor `pair` is there twice: give one another name",
                    line("pair")
                ),
            ]
        );
    }
}

mod appendices {
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
                "book/src/extra.md:1: this is the page of the appendix `extra`, but there is no crate \
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
             chapter or an appendix";
        assert!(faults.iter().any(|fault| fault == message), "{faults:?}");
    }

    #[test]
    fn needs_that_differ_from_what_the_crate_depends_on() {
        let book = Fixture::with_appendix();
        book.replace(PLAN, "[\"trial\"]", "[]");
        let message = "the plan says that `extra` needs none, but its crate depends on `trial`";
        assert_eq!(
            book.faults(),
            [book.fault(PLAN, "package = \"extra\"", message)]
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
            [book.fault(PLAN, "package = \"trial\"", message)]
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
                    "`shown` is public, but no listing on book/src/extra.md shows it: put it between \
                     anchors and include it, or make it private"
                ),
            ]
        );
    }
}

mod chapters {
    use super::*;

    #[test]
    fn a_page_in_a_folder_continues_the_chapter_of_its_name() {
        let book = Fixture::good();
        book.append(SUMMARY, "  - [More](trial/more.md)\n");
        book.write("book/src/trial/more.md", "# More\n");
        assert_eq!(book.faults(), [""; 0]);
        book.append("book/src/trial/more.md", "\n{{#number nothing}}\n");
        let faults = book.faults();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].contains("more.md:3: "), "{faults:?}");
        assert!(faults[0].contains("trial"), "{faults:?}");
    }

    #[test]
    fn a_page_in_a_folder_of_no_chapter() {
        let book = Fixture::good();
        book.append(SUMMARY, "  - [More](other/more.md)\n");
        book.write("book/src/other/more.md", "# More\n");
        assert_eq!(
            book.faults(),
            [
                "book/src/other/more.md:1: this is the page of the chapter `other`, but there is \
                 no crate chapters/other: there are `trial`"
            ]
        );
    }

    #[test]
    fn a_page_without_its_crate() {
        let book = Fixture::good();
        book.append(SUMMARY, "- [Other](other.md)\n");
        book.write("book/src/other.md", "# Other\n");
        assert_eq!(
            book.faults(),
            [
                "book/src/other.md:1: this is the page of the chapter `other`, but there is no crate \
              chapters/other: there are `trial`"
            ]
        );
    }

    #[test]
    fn a_crate_without_its_page_or_its_place_in_the_plan() {
        let book = Fixture::good();
        book.write("chapters/other/Cargo.toml", "[package]\nname = \"other\"\n");
        assert_eq!(
            book.faults(),
            [
                "book/curriculum.toml:1: the crate chapters/other is not in the plan: add it as a \
                 chapter or an appendix",
                "book/src/SUMMARY.md:1: the crate chapters/other has no page: list other.md as a \
                 numbered chapter",
            ]
        );
    }

    #[test]
    fn a_plan_that_differs_from_what_the_crates_depend_on() {
        let book = Fixture::good();
        book.write("chapters/base/Cargo.toml", "[package]\nname = \"base\"\n");
        book.write("book/src/base.md", "# Base\n");
        book.replace(SUMMARY, "- [Trial]", "- [Base](base.md)\n- [Trial]");
        let plan = book.read(PLAN);
        let base = "[[chapter]]\npackage = \"base\"\ntitle = \"Base\"\nidea = \"first\"\nneeds = []\n\n";
        book.write(PLAN, &(base.to_owned() + &plan));
        assert_eq!(book.faults(), [""; 0]);
        book.append(MANIFEST, "base = { path = \"../base\" }\n");
        let message = "the plan says that `trial` needs none, but its crate depends on `base`";
        assert_eq!(
            book.faults(),
            [book.fault(PLAN, "package = \"trial\"", message)]
        );
        book.write(PLAN, &(plan.replace("[]", "[\"base\"]") + "\n" + base));
        let message = "`trial` needs `base`, which does not come before it";
        assert_eq!(
            book.faults(),
            [book.fault(PLAN, "package = \"trial\"", message)]
        );
    }

    #[test]
    fn a_chapter_that_is_in_the_plan_twice() {
        let book = Fixture::good();
        book.append(PLAN, &book.read(PLAN));
        let message = "`trial` is in the plan twice";
        assert_eq!(
            book.faults(),
            [book.fault(PLAN, "package = \"trial\"", message)]
        );
    }

    #[test]
    fn a_plan_or_manifest_that_is_not_toml() {
        let book = Fixture::good();
        book.replace(PLAN, "idea = \"an idea\"", "idea = ");
        let message = "string values must be quoted, expected literal string";
        let fault = book.fault(PLAN, "idea =", message);
        assert!(book.faults().contains(&fault), "{:?}", book.faults());
        let book = Fixture::good();
        book.replace(MANIFEST, "libm = \"0.2\"", "libm = 0.2.1");
        let faults = book.faults();
        let start = format!(
            "{}: ",
            book.fault(MANIFEST, "libm", "").trim_end_matches(": ")
        );
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with(&start), "{faults:?}");
    }

    #[test]
    fn a_page_that_is_not_there() {
        let book = Fixture::good();
        book.append(SUMMARY, "- [Other](other.md)\n");
        let error = press::check(book.root()).unwrap_err().to_string();
        assert!(
            error.starts_with("failed to read chapter `other.md`: "),
            "{error}"
        );
    }
}

mod prose {
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
}

mod links {
    use super::*;

    #[test]
    fn a_link_to_no_file_says_which_pages_there_are() {
        let message = |target: &str| {
            format!(
                "the link to {target} leads nowhere: the pages are `trial.md`, `welcome.md`"
            )
        };
        assert_prose("[there](trail.md)", &message("trail.md"));
        assert_prose("[there](trail.md#doubling)", &message("trail.md#doubling"));
        assert_prose("![a dot](dot.png)", &message("dot.png"));
        assert_prose("<a href=\"trail.html\">there</a>", &message("trail.html"));
        assert_prose("[there][ref]\n\n[ref]: trail.md", &message("trail.md"));
    }

    #[test]
    fn a_link_to_no_heading_names_those_that_are_near() {
        assert_prose(
            "[there](#doubling)",
            "trial.md has no `#doubling`: near to it are `doubling-a-number`",
        );
        assert_prose_on(
            WELCOME,
            "[there](trial.md#a-number-doubled)",
            "trial.md has no `#a-number-doubled`: near to it are `doubling-a-number`",
        );
        assert_prose(
            "[there](#elsewhere)",
            "trial.md has no `#elsewhere`: none is near to it",
        );
    }

    #[test]
    fn links_that_lead_somewhere_are_fine() {
        assert_fine(
            "[a](trial.md) [b](trial.md#doubling-a-number) [c](./trial.md#figure-line)",
        );
        assert_fine("[d](trial.md#output-table) [e](welcome.md) [f](trial.html)");
        assert_fine("## Was η 是什么\n\n[g](#was-η-是什么) [h](trial.md#)");
        let book = Fixture::good();
        book.write("book/src/a dot.svg", "<svg/>");
        book.append(TRIAL, "\n![a dot](<a dot.svg>)\n");
        assert_eq!(book.faults(), [""; 0]);
    }

    #[test]
    fn a_link_that_is_not_encrypted() {
        assert_prose(
            "[there](http://example.org)",
            "http://example.org is not encrypted: link to https",
        );
    }

    #[test]
    fn an_image_without_alt_text() {
        let book = Fixture::good();
        book.write("book/src/dot.svg", "<svg/>");
        book.append(TRIAL, "\n![](dot.svg)\n");
        let message =
            "the image dot.svg has no alt text: `![what it shows](dot.svg)`";
        assert_eq!(book.faults(), [book.fault(TRIAL, "![]", message)]);
    }
}

mod blocks {
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
    fn a_chapter_has_one_opening() {
        assert_prose(
            "{{#opening needs=\"x\"}}\n- a\n{{/opening}}",
            "a chapter has one opening: this is the second",
        );
    }

    #[test]
    fn a_block_stands_on_a_line_of_its_own() {
        let own = |name: &str| {
            format!("{name} stands on a line of its own, not indented")
        };
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
        assert_eq!(
            book.faults(),
            [format!("{TRIAL}:{line}: {}", own("an output"))]
        );
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
}

mod formulas {
    use super::*;

    #[test]
    fn a_formula_that_cannot_be_set_is_quoted() {
        assert_prose(
            r"$\nosuch{x}$",
            r"the formula `\nosuch{x}` cannot be set: Undefined control sequence: \nosuch at position 1: \nosuch{x}",
        );
        assert_prose(
            "$$\nx = \\frac{1}\n$$",
            "the formula `x = \\frac{1}` cannot be set: Unexpected end of input in a macro argument, \
             expected '}' at end of input: x = \\frac{1}",
        );
    }

    #[test]
    fn a_dollar_sign_that_belongs_to_no_formula() {
        let message = "this `$` belongs to no formula: close the formula in the same paragraph, \
                       balance its braces, start no line of it with `+`, `-` or `*`, and write `\\$` \
                       for the sign itself";
        assert_prose("At $x.", message);
        assert_prose("At \\$5 or $x.", message);
        for formula in ["x = {", "x\n\ny", "x\n+ y"] {
            let book = Fixture::good();
            book.append(TRIAL, &format!("\n$$\n{formula}\n$$\n"));
            let found = book.faults();
            assert!(!found.is_empty(), "{formula}");
            assert!(
                found.iter().all(|fault| fault.ends_with(message)),
                "{found:?}"
            );
        }
        assert_fine("It costs \\$5 and \\$6, or `$7`.");
    }

    #[test]
    fn only_numbers_have_a_place_in_a_formula() {
        assert_prose(
            "$x = {{#measured speed}}$",
            "`{{#measured}}` has no place in a formula",
        );
    }

    #[test]
    fn a_formula_names_a_function_and_a_test_that_there_are() {
        assert_prose(
            "{{#code duoble test=doubles}}",
            "there is no public item `duoble`: there are `double`, `Pair`, `Pair::ZERO`, `Pair::sum`",
        );
        assert_prose(
            "{{#code double test=dobules}}",
            "there is no test `dobules`: there are `doubles`",
        );
        let message = "a formula names its function and its test: \
                       `{{#code Layer::forward test=name}}`";
        assert_prose("{{#code double}}", message);
        assert_prose("{{#code test=doubles}}", message);
    }
}

mod snapshots {
    use super::*;

    #[test]
    fn a_snapshot_without_a_header() {
        let book = Fixture::good();
        book.write(TABLE, "name\n");
        let message = "this is no snapshot: it does not start with a header between `---` lines";
        assert_eq!(book.faults(), [format!("{TABLE}:1: {message}")]);
    }

    #[test]
    fn a_number_without_a_name() {
        let book = Fixture::good();
        book.append(NUMBERS, "half: 0.5\n");
        let message = "a number's line reads `name = text`: record the run again";
        assert_eq!(book.faults(), [book.fault(NUMBERS, "half", message)]);
    }

    #[test]
    fn a_ratio_that_was_never_measured_or_cannot_be_read() {
        assert_replaced(
            MEASURED,
            "least = 14.0\nmost = 15.5\n",
            "",
            "[ratio.speed]",
            "the ratio `speed` was never measured: run `cargo bench -p trial`, then \
             `cargo run -- measure trial`",
        );
        let book = Fixture::good();
        book.replace(MEASURED, "fast = ", "quick = ");
        let message = "unknown field `quick`, expected one of `slow`, `fast`, `inputs`, `by`, `least`, `most`";
        let fault = book.fault(MEASURED, "quick", message);
        assert!(book.faults().contains(&fault), "{:?}", book.faults());
    }

    #[test]
    fn a_source_that_is_not_rust() {
        let book = Fixture::good();
        book.append(LIB, "fn broken( {}\n");
        let faults = book.faults();
        let start = book.fault(LIB, "fn broken", "this is not Rust: ");
        assert!(faults.iter().any(|fault| fault.starts_with(&start)), "{faults:?}");
    }
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
