//! The program, as a reader runs it.

use std::fs;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_embeddings");
    Command::new(program).args(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn answered(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "no progress where there is no terminal");
    text(&output.stdout)
}

fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?} is taken");
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr)
}

const MINE: &str = "man 1 1\nwoman 1 2\nking 5 1\nqueen 5 2\nstreet -1 0.5\n";

#[test]
fn questions_are_answered_from_the_books_vectors() {
    let near = answered(&["neighbours", "cat", "--count", "2"]);
    assert_eq!(near, " 0.922  dog\n 0.849  rabbit\n");
    let queen = answered(&["analogy", "man", "king", "woman"]);
    assert_eq!(queen.lines().count(), 10);
    assert!(queen.starts_with(" 0.861  queen\n"), "{queen}");
    assert_eq!(answered(&["neighbors", "Cat", "--count", "0"]), "");
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
        assert_eq!(answered(&arguments.concat()), " 1.000  queen\n");
    }
    let report = answered(&["--glove", &file]);
    assert!(report.starts_with("5 words, 2 numbers each\n"), "{report}");
    assert!(
        report.contains("the other gender               2     100%"),
        "{report}"
    );
}

#[test]
fn what_cannot_be_answered_is_said() {
    let error = refused(&["neighbours", "qeen"]);
    assert_eq!(
        error,
        "error: \"qeen\" is not among the 2000 words: did you mean queen, been, seen, \
         even, seven?\n"
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("mine.txt").to_string_lossy().into_owned();
    let error = refused(&["--glove", &file]);
    let start = format!("error: cannot read {file}: ");
    let cause = error.strip_prefix(&start).expect("the file and the cause");
    assert!(!cause.contains(": "), "the cause once: {error}");
    fs::write(&file, "a 1 2\nb 1\n").expect("a file");
    let error = refused(&["--glove", &file, "neighbours", "a"]);
    let wanted = "line 2: found 1 number: give 2, as on the first line\n";
    assert_eq!(error, format!("error: {file}, {wanted}"));
    let error = refused(&["--glove", &folder.path().to_string_lossy()]);
    assert!(error.starts_with("error: cannot read "), "{error}");
    let error = refused(&["neighbours"]);
    assert!(error.contains("<WORD>"), "{error}");
    let error = refused(&["analogy", "man", "king"]);
    assert!(error.contains("<C>"), "{error}");
    let error = refused(&["neighbours", "cat", "--count", "-1"]);
    assert!(error.contains("invalid value '-1'"), "{error}");
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
        let error = refused(arguments);
        assert!(error.contains("ask for them without --glove"), "{error}");
    }
    let both = run(&["tokens", "neighbours", "cat"]);
    assert!(!both.status.success());
    let error = text(&both.stderr);
    assert!(error.contains("`neighbours` is no output"), "{error}");
}

#[test]
fn outputs_are_still_asked_for_by_name() {
    let some = answered(&["tokens", "look-up"]);
    assert!(some.starts_with("── tokens ──\n"), "{some}");
    assert_eq!(some.matches("── ").count(), 2);
    let error = text(&run(&["nothing"]).stderr);
    assert!(error.contains("is no output of embeddings"), "{error}");
}
