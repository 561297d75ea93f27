//! Code on a page.

use super::*;

const NO_ANCHOR: &str = "a listing without an anchor moves when its file changes: include \
                         `{{#include path/to/file.rs:anchor}}`";
const TYPED: &str = "this code block is typed, so nothing tests it: include it from the file \
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
    assert_listed("{{#include ../../chapters/trial/src/lib.rs:1:2}}", NO_ANCHOR);
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
    book.append(LIB, "// ANCHOR: open\n// ANCHOR_END: close\n// ANCHOR: pair\n");
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

#[test]
fn an_open_listing_is_no_longer_than_an_idea() {
    let book = Fixture::good();
    let long = "    // more\n".repeat(15);
    book.replace(LIB, "    2.0 * x", &format!("{long}    2.0 * x"));
    let message = "this listing stands open and shows 18 lines, and 14 are the most for an idea: \
                   fold it in `<details>`, mark its idea in the file, `// ANCHOR: double-idea`, \
                   or leave it to `{{#rest}}`";
    assert_eq!(book.faults(), [book.fault(TRIAL, "```rust", message)]);
}
