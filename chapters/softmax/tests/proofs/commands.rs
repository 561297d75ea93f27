//! The program, as a reader runs it.

use assert_cmd::assert::Assert;
use assert_cmd::cargo::cargo_bin_cmd;
use predicates::str::contains;

fn run(arguments: &[&str]) -> Assert {
    // Colours would part the words that are looked for.
    cargo_bin_cmd!().env_remove("CLICOLOR_FORCE").args(arguments).assert()
}

fn printed(arguments: &[&str]) -> String {
    let printed = run(arguments).success();
    String::from_utf8(printed.get_output().stdout.clone()).expect("text")
}

fn refused(arguments: &[&str]) -> Assert {
    run(arguments).failure().stdout("")
}

/// Class, logit, probability, draws and frequency of each line.
fn rows(printed: &str) -> Vec<Vec<f64>> {
    let lines = printed.lines().skip(1).filter(|line| !line.starts_with("entropy"));
    let number = |word: &str| word.parse().expect("a number");
    lines.map(|line| line.split_whitespace().map(number).collect()).collect()
}

#[test]
fn draws_are_counted_beside_their_probabilities() {
    let printed =
        printed(&["--logits", "2,4,5", "--count", "20000", "--seed", "3"]);
    let rows = rows(&printed);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows.iter().map(|row| row[3]).sum::<f64>(), 20000.0);
    for (row, p) in rows.iter().zip([0.0351, 0.2595, 0.7054]) {
        assert_eq!(row[2], p);
        let spread = (20000.0 * p * (1.0 - p)).sqrt();
        assert!((row[3] - 20000.0 * p).abs() < 4.0 * spread, "{row:?}");
    }
    assert!(printed.ends_with("entropy 0.7139 nats\n"), "{printed}");
}

#[test]
fn a_seed_draws_the_same_again_and_another_seed_does_not() {
    let draws = |seed| printed(&["--logits", "1,1,1,1", "--seed", seed]);
    assert_eq!(draws("1"), draws("1"));
    assert_ne!(draws("1"), draws("2"));
}

#[test]
fn settings_and_negative_logits_are_heard() {
    let all = ["--logits=-1,-inf,2,1", "--temperature", "0.5", "--top-k", "2"];
    let found = rows(&printed(&all));
    assert_eq!([found[0][2], found[1][2]], [0.0, 0.0], "the third best and -inf");
    assert_eq!([found[0][3], found[1][3]], [0.0, 0.0]);
    assert_eq!([found[2][2], found[3][2]], [0.8808, 0.1192]);
    let most = rows(&printed(&["--logits", "2,4,5", "--top-p", "0.7"]));
    assert_eq!(most[2][3], 1000.0, "the first alone has 0.7");
}

#[test]
fn what_cannot_be_drawn_from_is_said() {
    refused(&["--logits", "2,four,5"]).stderr(
        "error: logit 2 of --logits is `four`: give numbers joined by commas, such \
         as 2,4,5 or 2,-inf,5\n",
    );
    for (arguments, expected) in [
        (vec!["--logits", ""], "logit 1 of --logits is ``"),
        (vec!["--logits", "1,inf"], "logit 2 of --logits is inf: give a finite"),
        (vec!["--logits", "1,nan"], "logit 2 of --logits is NaN: give a finite"),
        (vec!["--logits", "-inf,-inf"], "nothing but -inf"),
        (vec!["--logits", "1,2", "--temperature", "0"], "0 is no temperature"),
        (vec!["--logits", "1,2", "--temperature", "-1"], "-1 is no temperature"),
        (vec!["--logits", "1,2", "--top-k", "0"], "keep at least 1"),
        (vec!["--logits", "1,2", "--top-p", "1.5"], "up to 1"),
        (vec!["--logits", "1,2", "--count", "0"], "draw at least once"),
        (vec!["--temperature", "2"], "--logits"),
        (vec!["--logits", "1,2", "by-hand"], "cannot be used with"),
        (vec!["no-such-output"], "no-such-output"),
    ] {
        refused(&arguments).stderr(contains(expected));
    }
}

#[test]
fn printing_decides_over_nothing() {
    page::printing::assert_decides_over_nothing(
        env!("CARGO_BIN_EXE_softmax"),
        &[&["--logits", "1,2,3"][..], &["by-hand"], &["--help"]],
    );
}

#[test]
fn draws_that_never_end_are_refused() {
    for count in ["0", "100000001", "1000000000000000000"] {
        refused(&["--logits", "1,2", "--count", count])
            .stderr(contains("at least once, and at most 100000000 times"));
    }
}
