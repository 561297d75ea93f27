//! The program, as a reader runs it.

use std::fs;

use assert_cmd::assert::Assert;
use assert_cmd::cargo::cargo_bin_cmd;
use predicates::prelude::*;
use predicates::str::{contains, starts_with};

fn run(arguments: &[&str]) -> Assert {
    cargo_bin_cmd!().args(arguments).assert()
}

fn answered(arguments: &[&str]) -> Assert {
    // No progress where there is no terminal.
    run(arguments).success().stderr("")
}

fn refused(arguments: &[&str]) -> Assert {
    run(arguments).failure().stdout("")
}

const MINE: &str = "man 1 1\nwoman 1 2\nking 5 1\nqueen 5 2\nstreet -1 0.5\n";

#[test]
fn questions_are_answered_from_the_books_vectors() {
    answered(&["neighbours", "cat", "--count", "2"])
        .stdout(" 0.922  dog\n 0.849  rabbit\n");
    answered(&["analogy", "man", "king", "woman"])
        .stdout(starts_with(" 0.861  queen\n").and(contains("\n").count(10)));
    answered(&["neighbors", "Cat", "--count", "0"]).stdout("");
}

#[test]
fn questions_are_answered_from_the_readers_own_vectors() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("mine.txt").to_string_lossy().into_owned();
    fs::write(&file, MINE).expect("a file");
    let question = ["analogy", "man", "king", "woman", "--count", "1"];
    for arguments in
        [[&["--glove", &file], &question[..]], [&question[..], &["--glove", &file]]]
    {
        answered(&arguments.concat()).stdout(" 1.000  queen\n");
    }
    let gender = "the other gender               2     100%";
    answered(&["--glove", &file])
        .stdout(starts_with("5 words, 2 numbers each\n").and(contains(gender)));
}

#[test]
fn what_cannot_be_answered_is_said() {
    refused(&["neighbours", "qeen"]).stderr("error: \"qeen\" is not among the 2000 words: did you mean queen, been, seen, \
         even, seven?\n");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("mine.txt").to_string_lossy().into_owned();
    // The cause once.
    let start = format!("error: cannot read {file}: ");
    refused(&["--glove", &file])
        .stderr(starts_with(start).and(contains(": ").count(2)));
    fs::write(&file, "a 1 2\nb 1\n").expect("a file");
    let wanted = "line 2: found 1 number: give 2, as on the first line\n";
    refused(&["--glove", &file, "neighbours", "a"])
        .stderr(format!("error: {file}, {wanted}"));
    refused(&["--glove", &folder.path().to_string_lossy()])
        .stderr(starts_with("error: cannot read "));
    refused(&["neighbours"]).stderr(contains("<WORD>"));
    refused(&["analogy", "man", "king"]).stderr(contains("<C>"));
    refused(&["neighbours", "cat", "--count", "-1"])
        .stderr(contains("invalid value '-1'"));
}

/// What would be passed over is refused instead.
#[test]
fn outputs_of_the_page_and_questions_do_not_go_together() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("mine.txt").to_string_lossy().into_owned();
    fs::write(&file, MINE).expect("a file");
    for arguments in [
        &["--numbers", "analogy", "man", "king", "woman"][..],
        &["--glove", &file, "tokens"],
        &["--glove", &file, "--numbers"],
        &["--glove", &file, "--figures", "here"],
    ] {
        refused(arguments).stderr(contains("ask for them without --glove"));
    }
    run(&["tokens", "neighbours", "cat"])
        .failure()
        .stderr(contains("`neighbours` is no output"));
}

#[test]
fn outputs_are_still_asked_for_by_name() {
    answered(&["tokens", "look-up"])
        .stdout(starts_with("── tokens ──\n").and(contains("── ").count(2)));
    run(&["nothing"]).stderr(contains("is no output of embeddings"));
}
