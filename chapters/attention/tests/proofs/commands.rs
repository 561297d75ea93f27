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
    assert_eq!(lines[1][0], "length");
    for (number, line) in lines[2..].iter().enumerate() {
        let weight = |word: &&str| word.parse().expect("a weight");
        let weights: Vec<f64> = line[1..].iter().map(weight).collect();
        assert_eq!(weights.len(), number + 1, "{line:?}");
        let sum: f64 = weights.iter().sum();
        assert!((sum - 1.0).abs() < 0.005 * weights.len() as f64, "{line:?}");
    }
}

/// Every word of another text is in sight, also the last.
#[test]
fn each_word_looks_at_all_words_of_another_sentence() {
    let looked = run(&["look", "A kitten slept.", "the dog saw a cat"]).success();
    let text =
        str::from_utf8(&looked.get_output().stdout).expect("text").to_owned();
    let lines: Vec<Vec<_>> =
        text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["the", "dog", "saw", "a", "cat"]);
    let asking: Vec<_> = lines[2..].iter().map(|line| line[0]).collect();
    assert_eq!(asking, ["a", "kitten", "slept"]);
    for line in &lines[2..] {
        let weight = |word: &&str| word.parse::<f64>().expect("a weight");
        let sum: f64 = line[1..].iter().map(weight).sum();
        assert!(line.len() == 6 && (sum - 1.0).abs() < 0.025, "{line:?}");
    }
    // The kitten looks most at the last word, the cat.
    let weights: Vec<f64> =
        lines[3][1..].iter().map(|word| word.parse().expect("a weight")).collect();
    assert!(weights[4] > 0.5, "{weights:?}");
}

#[test]
fn what_cannot_be_looked_at_is_said() {
    let refused = |arguments| run(arguments).failure().stdout("");
    refused(&["look", "the catt sat"])
        .stderr(contains("catt").and(contains("cat")));
    refused(&["look", "  "]).stderr(contains("there is no word"));
    refused(&["look", "the cat", "?"])
        .stderr(contains("there is no word in \"?\""));
    refused(&["look", "the cat", "the catt"]).stderr(contains("catt"));
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
