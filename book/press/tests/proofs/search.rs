//! The index of what pages say, which the theme searches, and the title page for paper.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::fixture::{EDITIONS, Fixture, SUMMARY, TRIAL, WELCOME};

/// A page template with the places that ours has.
const TEMPLATE: &str = "<!DOCTYPE html><script>const search_index = '';</script>\
    <p id=\"heard\"></p>{{#if is_print}}<header class=\"title-page\"></header>{{else}}\
    <p class=\"imprint hidden\"></p>{{/if}}<main>{{{ content }}}</main>";

/// A book in two languages, with a theme that searches.
fn book() -> Fixture {
    let book = Fixture::good();
    book.write("book/theme/index.hbs", TEMPLATE);
    book.write("book/theme/search.js", "");
    book.append("Cargo.toml", "\n[workspace.package]\nversion = \"3.1.4\"\n");
    let list = book.read(EDITIONS);
    let other = list.replace("\"en\"", "\"de\"").replace("\"src\"", "\"de\"");
    let other = other.replace("\"Trial\"", "\"Versuch\"");
    book.append(
        EDITIONS,
        &other.replace("\"Search the book\"", "\"Im Buch suchen\""),
    );
    for (file, name) in
        [(SUMMARY, "SUMMARY"), (WELCOME, "welcome"), (TRIAL, "trial")]
    {
        book.write(&format!("book/de/{name}.md"), &book.read(file));
    }
    book.append("book/src/trial.md", "\nOnly in English: naïve $e^x$, 梯度.\n");
    book.append("book/de/trial.md", "\nNur hier: Überanpassung.\n");
    book
}

/// The index that a page names, and where it lies.
fn index(site: &Path, page: &str) -> Value {
    let html = fs::read_to_string(site.join(page)).unwrap();
    let (_, rest) = html.split_once("search_index = '").expect("a name");
    let script =
        fs::read_to_string(site.join(rest.split_once('\'').unwrap().0)).unwrap();
    let json = script.strip_prefix("book_search.index(").unwrap();
    serde_json::from_str(json.trim_end().strip_suffix(");").unwrap()).unwrap()
}

#[test]
fn each_edition_has_its_own_index_and_words() {
    let book = book();
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    press::build(book.root(), &site).unwrap();
    let english = index(&site, "trial.html");
    let german = index(&site.join("de"), "trial.html");
    let has = |index: &Value, word: &str| index["terms"].get(word).is_some();
    for word in ["naive", "梯", "^", "english", "e^x"] {
        assert!(has(&english, word), "{word}");
        assert!(!has(&german, word) || word == "^", "{word}");
    }
    assert!(has(&german, "uberanpassung") && !has(&english, "uberanpassung"));
    assert_eq!(english["words"]["search"], "Search the book");
    assert_eq!(german["words"]["search"], "Im Buch suchen");
    let pages = german["pages"].as_array().unwrap();
    let paths: Vec<_> =
        pages.iter().map(|page| page[0].as_str().unwrap()).collect();
    assert_eq!(
        paths,
        ["welcome.html", "trial.html"],
        "in the order of the contents"
    );
    for page in pages {
        assert!(
            site.join("de").join(page[2].as_str().unwrap()).is_file(),
            "{page}"
        );
    }
}

#[test]
fn an_index_has_another_name_when_a_page_has_another_word() {
    let book = book();
    let out = tempfile::tempdir().unwrap();
    let names = |folder: &str| {
        let site = out.path().join(folder);
        press::build(book.root(), &site).unwrap();
        let files = fs::read_dir(site.join("search")).unwrap();
        let mut names: Vec<_> = files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let first = names("first");
    assert_eq!(names("again"), first);
    book.append("book/src/trial.md", "\nA word.\n");
    let second = names("second");
    assert_eq!(first.len(), second.len());
    let same = first.iter().filter(|name| second.contains(name)).count();
    assert_eq!(same, first.len() - 2, "the index and the text of one page");
}

#[test]
fn paper_says_which_book_it_is() {
    let book = book();
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    press::build(book.root(), &site).unwrap();
    let read = |page: &str| fs::read_to_string(site.join(page)).unwrap();
    let print = read("de/print.html");
    assert!(print.contains("<p class=\"book-title\">Versuch</p>"), "{print}");
    assert!(
        print.contains("Version 3.1.4") && print.contains("The authors of Versuch")
    );
    assert!(
        print.contains(
            "<li><a href=\"#doubling-a-number\">Doubling a number</a></li>"
        )
    );
    assert!(
        read("trial.html")
            .contains("Trial · The authors of Trial · Version 3.1.4 · ")
    );
}
