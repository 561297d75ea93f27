//! Links that lead nowhere.

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
    let message = "the image dot.svg has no alt text: `![what it shows](dot.svg)`";
    assert_eq!(book.faults(), [book.fault(TRIAL, "![]", message)]);
}
