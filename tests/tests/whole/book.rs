//! The real book: without faults, without warnings, the same every time, and the same
//! behind stock mdBook.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use regex::Regex;
use tests::{assert_same, files, programs, root};

#[test]
fn nothing_on_the_pages_is_stale() {
    if let Err(error) = press::check(&root()) {
        panic!("{error}");
    }
}

/// Runs the press as a program of its own; returns what it prints.
fn run_press(arguments: &str) -> String {
    let run = programs().in_place_of_cargo(&format!("cargo run -- {arguments}"));
    let output = Command::new("sh")
        .args(["-c", &run.expect("the press is what `cargo run` starts")])
        .current_dir(root())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_check_prints_nothing_but_that() {
    let printed = run_press("check");
    assert!(printed.starts_with("nothing on the pages is stale ("), "{printed}");
}

/// Two programs: what is drawn at random once a run would not show within one.
#[test]
fn two_builds_are_the_same_to_the_byte() {
    let out = tempfile::tempdir().unwrap();
    let (one, other) = (out.path().join("one"), out.path().join("other"));
    press::build(&root(), &one).unwrap();
    run_press(&format!("build --no-live --out '{}'", other.display()));
    assert_same(&one, &other);
}

#[test]
fn stock_mdbook_gives_the_same_pages() {
    let out = tempfile::tempdir().unwrap();
    let (ours, stock) = (out.path().join("ours"), out.path().join("stock"));
    press::build(&root(), &ours).unwrap();
    let book = root().join("book");
    let mut config = Config::from_disk(book.join("book.toml")).unwrap();
    config.build.build_dir.clone_from(&stock);
    // As it is written, but that cargo has built the program already.
    let key = "preprocessor.press.command";
    let command: Option<String> = config.get(key).unwrap();
    let run = programs().in_place_of_cargo(&command.expect("a command"));
    let run = run.expect("cargo knows which program is meant");
    config.set(key, run.trim_start_matches("exec ")).unwrap();
    let driver = MDBook::load_with_config(&book, config).unwrap();
    driver.build().expect("the command in book.toml runs");
    let (ours, stock) = (contents(&ours), contents(&stock));
    assert!(ours.len() > 15, "{} pages", ours.len());
    assert_eq!(
        ours.keys().collect::<Vec<_>>(),
        stock.keys().collect::<Vec<_>>(),
        "the same pages"
    );
    for (name, content) in &ours {
        assert!(content.len() > 100, "{name}: {content}");
        assert!(*content == stock[name], "{name} is another page");
    }
}

/// What stands on each page of a built book, without what the press puts there after mdBook:
/// a search, which a page does without, a title page for paper, and a chapter's exercises on
/// sheets of their own.
fn contents(out: &Path) -> BTreeMap<String, String> {
    let main = Regex::new("(?s)<main[^>]*>.*</main>").unwrap();
    let after =
        "(?s)<header class=\"title-page\">.*?</header>|<p class=\"imprint.*?</p>";
    let after = Regex::new(after).unwrap();
    let pages = files(out).into_iter().filter_map(|(name, bytes)| {
        let text = String::from_utf8(bytes).ok()?;
        let content = after.replace_all(main.find(&text)?.as_str(), "");
        // Nor what it takes away after mdBook: quotation marks and indents that say nothing.
        let content = content.replace(|c: char| c == '"' || c.is_whitespace(), "");
        let name = name.display().to_string();
        let is_sheet =
            name.ends_with("-exercises.html") || name.ends_with("-answers.html");
        (!is_sheet).then_some((name, content))
    });
    pages.collect()
}
