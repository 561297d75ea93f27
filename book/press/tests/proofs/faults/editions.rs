//! Editions that are not what mdBook builds, or lack words.

use super::*;

#[test]
fn an_edition_says_what_mdbooks_configuration_says() {
    assert_replaced(
        EDITIONS,
        "title = \"Trial\"",
        "title = \"Trail\"",
        "[[edition]]",
        "the title of this edition is `Trail`, and book.toml says `Trial`",
    );
    assert_replaced(
        EDITIONS,
        "language = \"en\"",
        "language = \"de\"",
        "[[edition]]",
        "the language of this edition is `de`, and book.toml says `en`",
    );
    let book = Fixture::good();
    book.replace(EDITIONS, "folder = \"src\"", "folder = \"zh\"");
    let message =
        "no edition has its pages in book/src, as book.toml says: list it";
    assert_eq!(book.faults(), [format!("{EDITIONS}:1: {message}")]);
}

#[test]
fn an_edition_has_the_words_that_are_printed_and_no_others() {
    assert_replaced(
        EDITIONS,
        "answer = \"Answer\"\n",
        "",
        "[[edition]]",
        "the edition `en` has no words for `answer`: add them to its `words`, with 0 times `{}`",
    );
    assert_replaced(
        EDITIONS,
        "about {} minutes",
        "about an hour",
        "about-minutes",
        "`about-minutes` has 0 times `{}`, and it takes 1: what is printed there differs from page \
         to page",
    );
    assert_replaced(
        EDITIONS,
        "hint = \"Hint\"\n",
        "hint = \"Hint\"\nclue = \"Clue\"\n",
        "clue",
        "nothing prints `clue`: leave it out",
    );
}
