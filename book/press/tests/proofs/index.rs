//! The glossary holds what chapters define, the references what pages cite: each check,
//! by breaking what it is for.

use crate::fixture::{Fixture, SUMMARY, TRIAL, WELCOME, attributes, inner, text};

const GLOSSARY: &str = "book/src/glossary.md";
const REFERENCES: &str = "book/src/references.md";

const TERMS: &str = "\
# Glossary

## D

doubling <span lang=\"zh-Hans\">加倍</span>
: Taking a number twice. {{#defined}}

dull pair <span lang=\"zh-Hans\">数对</span>
: A pair of equals. {{#defined \"dull pairs\"}}
";

const WORKS: &str = "\
# References

- Doe, Jane, and others, *Doubling, done twice*, 1986. Annals of Two. {{#cited}}
- Doe, Jane, and others, *Twice again*, 1987. Annals of Two. {{#cited}}
- Poe, John, *A book*, 2001. Press. {{#cited}}
";

/// A book whose chapter defines two terms and cites two works, and whose welcome speaks
/// of a third.
fn good() -> Fixture {
    let book = Fixture::good();
    book.append(
        TRIAL,
        "\n## Twice: a *law*\n\n**Doubling** is ([Doe and others, 1986](#sources)) older than \
         **dull pairs**, not *so* old as (Doe, 1987).\n\n**1.** Answer.\n\n## Sources\n\n\
         - Jane Doe and others, *Doubling, done twice*, 1986: twice.\n\
         - Jane Doe and others, *Twice again*, 1987.\n",
    );
    book.append(
        WELCOME,
        "\nRead *A book* first, in **bold**. {{#number trial/twice}}\n",
    );
    book.append(
        SUMMARY,
        "\n# Appendix\n\n<!-- -->\n\n[Glossary](glossary.md)\n[References](references.md)\n",
    );
    book.write(GLOSSARY, TERMS);
    book.write(REFERENCES, WORKS);
    book
}

/// Asserts that the book has this one fault after `replace`d text, on the line of `part`.
fn assert_replaced(
    file: &str,
    from: &str,
    to: &str,
    (place, part): (&str, &str),
    message: &str,
) {
    let book = good();
    book.replace(file, from, to);
    assert_eq!(book.faults(), [book.fault(place, part, message)]);
}

#[test]
fn entries_link_to_the_sections_that_speak_of_them() {
    let book = good();
    assert_eq!(book.faults(), [""; 0]);
    let page = book.page("glossary.html");
    assert_eq!(
        attributes(&page, ".defined a", "href"),
        ["trial.html#twice-a-law", "trial.html#twice-a-law"]
    );
    assert_eq!(inner(&page, ".defined a")[0], "Trial: Twice: a law");
    assert_eq!(attributes(&page, "dt span", "lang"), ["zh-Hans", "zh-Hans"]);
    assert!(text(&page, "#doubling-加倍").starts_with("doubling"));
    let page = book.page("references.html");
    assert_eq!(
        attributes(&page, ".cited a", "href"),
        ["trial.html#sources", "trial.html#sources", "welcome.html#welcome"]
    );
    assert_eq!(inner(&page, ".cited a"), ["Trial", "Trial", "Welcome"]);
}

#[test]
fn a_bold_term_without_an_entry() {
    assert_replaced(
        TRIAL,
        "older than",
        "older than **twos** and",
        (TRIAL, "**twos**"),
        "`twos` is bold, so it is defined here, but the glossary lacks it: give it an entry \
         with `{{#defined \"twos\"}}` at its end, or make it *italic*",
    );
}

#[test]
fn an_entry_without_a_bold_term() {
    assert_replaced(
        TRIAL,
        "**dull pairs**",
        "*dull pairs*",
        (GLOSSARY, "{{#defined \"dull pairs\"}}"),
        "no chapter has **dull pairs** in bold, so none defines it: near to it are none",
    );
    assert_replaced(
        GLOSSARY,
        "{{#defined \"dull pairs\"}}\n",
        "{{#defined \"dull pairs\"}}\n\ndull twos\n: Two twos. {{#defined}}\n",
        (GLOSSARY, ": Two twos"),
        "no chapter has **dull twos** in bold, so none defines it: near to it are `dull pairs`",
    );
}

#[test]
fn a_term_is_bold_once() {
    let book = good();
    let first = book.read(TRIAL).lines().position(|l| l.contains("**Doubling**"));
    let message = format!(
        "`doubling` is bold here and in {TRIAL}, line {}: a term is bold once, where it is \
         defined",
        first.unwrap() + 1
    );
    let part = "So **doubling**";
    assert_replaced(
        TRIAL,
        "\n## Sources",
        "\nSo **doubling**.\n\n## Sources",
        (TRIAL, part),
        &message,
    );
}

#[test]
fn an_entry_that_does_not_say_where_once() {
    assert_replaced(
        GLOSSARY,
        "{{#defined}}\n",
        "{{#defined}}\n\ndry\n: Not wet.\n",
        (GLOSSARY, "dry"),
        "the entry `dry` says 0 times where it is defined: end it with one `{{#defined}}`",
    );
    assert_replaced(
        REFERENCES,
        "Press. {{#cited}}",
        "Press. {{#cited}}\n- Roe, *Another*, 2002. Press.",
        (REFERENCES, "- Roe"),
        "the entry `Another` says 0 times where it is cited: end it with one `{{#cited}}`",
    );
}

#[test]
fn a_directive_outside_an_entry() {
    assert_replaced(
        GLOSSARY,
        "# Glossary\n",
        "# Glossary\n\n{{#defined}}\n",
        (GLOSSARY, "{{#defined}}"),
        "`{{#defined}}` stands behind no entry: name the term on a line of its own, and explain \
         it after `: `",
    );
    assert_replaced(
        REFERENCES,
        "# References\n",
        "# References\n\n{{#cited}}\n",
        (REFERENCES, "{{#cited}}"),
        "`{{#cited}}` stands behind no entry: write `Author, *Title*, year.` before it",
    );
}

#[test]
fn entries_are_sorted() {
    let book = good();
    let (before, last) = TERMS.split_once("dull").unwrap();
    let (head, doubling) = before.split_once("doubling").unwrap();
    book.write(GLOSSARY, &format!("{head}dull{last}\ndoubling{doubling}"));
    let message = "`doubling` stands behind `dull pair`: sort the entries";
    assert_eq!(book.faults(), [book.fault(GLOSSARY, "doubling", message)]);
    let book = good();
    let (before, last) = WORKS.split_once("- Poe").unwrap();
    let (head, does) = before.split_once("- Doe").unwrap();
    book.write(REFERENCES, &format!("{head}- Poe{last}- Doe{does}"));
    let message = "`Doe, Jane, and others, Doubling, done twice` stands behind `Poe, John, A \
                   book`: sort the entries";
    assert_eq!(book.faults(), [book.fault(REFERENCES, "*Doubling", message)]);
}

#[test]
fn a_cited_work_without_an_entry() {
    assert_replaced(
        WELCOME,
        "Read *A book*",
        "Read *Two*, 1999, and *A book*",
        (WELCOME, "*Two*"),
        "*Two*, 1999, is cited here, but the references lack it: give it an entry with \
         `{{#cited}}` at its end",
    );
}

#[test]
fn an_entry_that_nobody_cites() {
    assert_replaced(
        WELCOME,
        "*A book*",
        "it",
        (REFERENCES, "*A book*"),
        "no page cites *A book*: cite it, or leave it out",
    );
}

#[test]
fn a_work_of_two_years() {
    assert_replaced(
        REFERENCES,
        "*Twice again*, 1987",
        "*Twice again*, 1988",
        (TRIAL, "*Twice again*"),
        "*Twice again* is of 1987 here and of 1988 in book/src/references.md, line 4: which is \
         right?",
    );
}

#[test]
fn a_call_by_author_and_year_of_what_the_page_does_not_list() {
    let message = "this page lists no work of 1985 by Doe: list it under its last heading, as \
                   `Author, *Title*, 1985`";
    assert_replaced(
        TRIAL,
        "others, 1986]",
        "others, 1985]",
        (TRIAL, "**Doubling**"),
        message,
    );
    let message = "this page lists no work of 1987 by Roe: list it under its last heading, as \
                   `Author, *Title*, 1987`";
    assert_replaced(
        TRIAL,
        "(Doe, 1987)",
        "(Roe, 1987)",
        (TRIAL, "**Doubling**"),
        message,
    );
}

#[test]
fn a_page_that_mdbook_skips() {
    let book = good();
    book.replace(SUMMARY, "<!-- -->\n\n", "");
    let faults = book.faults();
    for file in [GLOSSARY, REFERENCES] {
        let start =
            format!("{file}:1: no reader finds this page: list it in SUMMARY.md");
        assert!(faults.iter().any(|fault| fault.starts_with(&start)), "{faults:?}");
    }
}

#[test]
fn the_index_of_listings_names_what_each_shows() {
    let book = good();
    book.append(WELCOME, "\n{{#listings}}\n");
    let page = book.page("welcome.html");
    assert_eq!(text(&page, "#trial").trim(), "Trial");
    assert_eq!(
        inner(&page, "main li a"),
        [
            "Doubling a number",
            "<code>double</code>",
            "<code>Pair</code>",
            "<code>Pair::ZERO</code>",
            "<code>Pair::sum</code>"
        ]
    );
    assert_eq!(
        attributes(&page, "main li a", "href")[..3],
        [
            "trial.html#doubling-a-number",
            "trial.html#listing-double",
            "trial.html#listing-pair"
        ]
    );
    assert_eq!(
        attributes(&book.page("trial.html"), ".listing", "id"),
        ["listing-double", "listing-pair"]
    );
}
