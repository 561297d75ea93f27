//! The program, as a reader runs it.

use assert_cmd::assert::Assert;
use assert_cmd::cargo::cargo_bin_cmd;
use predicates::prelude::*;
use predicates::str::contains;

fn run(arguments: &[&str]) -> Assert {
    // Colours would part the words that are looked for.
    cargo_bin_cmd!().env_remove("CLICOLOR_FORCE").args(arguments).assert()
}

#[test]
fn each_word_looks_at_itself_and_at_those_before_it() {
    let looked = run(&["look", "The dog saw a cat."]).success();
    let lines: Vec<_> = str::from_utf8(&looked.get_output().stdout)
        .expect("text")
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .collect();
    assert_eq!(lines[0], ["the", "dog", "saw", "a", "cat"]);
    for (number, line) in lines[1..].iter().enumerate() {
        let weight = |word: &&str| word.parse().expect("a weight");
        let weights: Vec<f64> = line[1..].iter().map(weight).collect();
        assert_eq!(weights.len(), number + 1, "{line:?}");
        let sum: f64 = weights.iter().sum();
        assert!((sum - 1.0).abs() < 0.005 * weights.len() as f64, "{line:?}");
    }
}

#[test]
fn what_cannot_be_looked_at_is_said() {
    let refused = |arguments| run(arguments).failure().stdout("");
    refused(&["look", "the catt sat"])
        .stderr(contains("catt").and(contains("cat")));
    refused(&["look", "  "]).stderr(contains("there is no word"));
    refused(&["look"]).stderr(contains("SENTENCE"));
    refused(&["no-such-output"]).stderr(contains("no-such-output"));
}

#[test]
fn printing_decides_over_nothing() {
    page::printing::assert_decides_over_nothing(
        env!("CARGO_BIN_EXE_attention"),
        &[&["look", "the cat sat"][..], &["scores"], &["--help"]],
    );
}
