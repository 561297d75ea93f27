//! Nothing in the repository is of one machine, or left for later.

use std::fs;
use std::process::Command;

use tests::root;

/// The text files that Git tracks, or none where there is no Git.
fn tracked() -> Vec<(String, String)> {
    let listed =
        Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    let Ok(listed) = listed else { return Vec::new() };
    let names = String::from_utf8(listed.stdout).unwrap_or_default();
    let names = names.split('\0').filter(|name| !name.is_empty());
    names
        .filter_map(|name| {
            let text = fs::read_to_string(root().join(name)).ok()?;
            Some((name.to_owned(), text))
        })
        .collect()
}

/// Asserts that no tracked file with one of these endings has one of `words`, given in
/// two halves, so that this file has none either.
fn assert_none(words: &[(&str, &str)], endings: &[&str]) {
    assert_none_but(words, endings, |_| false);
}

/// The same, but for the files that are `excepted`.
fn assert_none_but(
    words: &[(&str, &str)],
    endings: &[&str],
    excepted: impl Fn(&str) -> bool,
) {
    for (name, text) in tracked() {
        if excepted(&name) || !endings.iter().any(|ending| name.ends_with(ending)) {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            for (first, second) in words {
                let word = format!("{first}{second}");
                assert!(
                    !line.contains(&word),
                    "{name}:{}: {word}: {line}",
                    index + 1
                );
            }
        }
    }
}

#[test]
fn no_path_of_a_machine() {
    let paths = [
        ("/ho", "me/"),
        ("/Use", "rs/"),
        ("/ro", "ot/"),
        ("/tm", "p/"),
        ("/va", "r/"),
        ("/wo", "rk/"),
        ("C:", "\\"),
    ];
    assert_none(&paths, &[""]);
}

#[test]
fn nothing_is_left_for_later() {
    let words = [("unimple", "mented!("), ("FIX", "ME"), ("XX", "X")];
    assert_none(&words, &[".rs", ".md", ".toml", ".yml"]);
    // But for the gaps that readers fill.
    let is_gap = |name: &str| {
        let folders: Vec<_> = name.split('/').collect();
        matches!(
            folders.as_slice(),
            ["chapters", _, "exercises", "attempts" | "solutions", _]
        )
    };
    assert_none_but(&[("to", "do!(")], &[".rs", ".md", ".toml", ".yml"], is_gap);
}
