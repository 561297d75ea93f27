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

/// A book with an edition in another language, which has all but one page.
fn with_another() -> Fixture {
    let book = Fixture::good();
    let list = book.read(EDITIONS);
    let other = list.replace("\"en\"", "\"de\"").replace("\"src\"", "\"de\"");
    let other = other.replace("\"Trial\"", "\"Versuch\"");
    let other = other
        .replace("\"Hint\"", "\"Hinweis\"")
        .replace("\"Output\"", "\"Ausgabe\"");
    book.append(EDITIONS, &other);
    book.write("book/de/SUMMARY.md", &book.read(SUMMARY));
    book.write("book/de/welcome.md", &book.read(WELCOME));
    book
}

#[test]
fn an_edition_has_all_pages_and_is_built_beside_the_first() {
    let book = with_another();
    let second = book.read(EDITIONS).lines().count() / 2 + 1;
    let faults = book.faults();
    let line = book.read(EDITIONS).rfind("[[edition]]").unwrap();
    let line = book.read(EDITIONS)[..line].matches('\n').count() + 1;
    assert!(line >= second, "the second in the list");
    let missing = format!(
        "{EDITIONS}:{line}: the edition `de` has no book/de/trial.md: translate book/src/trial.md"
    );
    assert!(faults.contains(&missing), "{faults:?}");
    book.write("book/de/trial.md", &book.read(TRIAL));
    assert_eq!(book.faults(), [""; 0]);
    let out = tempfile::tempdir().unwrap();
    press::build(book.root(), &out.path().join("site")).unwrap();
    let read = |page: &str| {
        fs::read_to_string(out.path().join("site").join(page)).unwrap()
    };
    let (ours, theirs) = (read("trial.html"), read("de/trial.html"));
    assert!(ours.contains("lang=\"en\"") && ours.contains(">Output</span>"));
    assert!(theirs.contains("lang=\"de\"") && theirs.contains(">Ausgabe</span>"));
    assert!(theirs.contains("Versuch</title>"), "{theirs}");
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
