//! The program, as a reader runs it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_backprop");
    Command::new(program).args(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?} is taken");
    text(&output.stderr)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

#[test]
fn a_network_is_trained_saved_and_read_with() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = path(folder.path(), "digits.net");
    let trained = run(&["--train", &file, "--epochs", "10", "--seed", "3"]);
    assert!(trained.status.success(), "{}", text(&trained.stderr));
    assert!(
        text(&trained.stdout).contains("digits that it never saw are read rightly")
    );
    assert_eq!(
        text(&trained.stderr),
        "",
        "no progress bar where there is no terminal"
    );
    let read = run(&["--read", &file]);
    let read = text(&read.stdout);
    assert!(read.contains("of 1797 digits are read rightly"), "{read}");

    let before = fs::read(&file).expect("the network");
    let error = refused(&["--train", &file, "--epochs", "1"]);
    assert!(error.contains("is there already"), "{error}");
    assert_eq!(fs::read(&file).expect("the network"), before);
    let again =
        run(&["--train", &file, "--epochs", "10", "--seed", "3", "--force"]);
    assert!(again.status.success());
    assert_eq!(
        fs::read(&file).expect("the network"),
        before,
        "the same bits again"
    );
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = path(folder.path(), "digits.net");
    let error = refused(&["--train", &file, "--epochs", "0"]);
    assert_eq!(error, "error: --epochs is 0: give at least 1\n");
    let error = refused(&["--train", &file, "--learning-rate", "-1"]);
    assert!(error.contains("-1"), "{error}");
    let error = refused(&["--train", &file, "--learning-rate", "NaN"]);
    assert!(error.contains("give a number above 0"), "{error}");
    let error = refused(&["--read", &file]);
    assert!(
        error.contains("cannot read") && error.contains("digits.net"),
        "{error}"
    );
    let error = refused(&["--force"]);
    assert!(error.contains("--train <FILE>"), "{error}");
    let digits = path(folder.path(), "digits.csv");
    fs::write(&digits, "1,2,3\n").expect("a file");
    let error = refused(&["--train", &file, "--digits", &digits]);
    assert!(error.contains("digits.csv, line 1: found 3"), "{error}");
    assert!(!Path::new(&file).exists());
}

#[test]
fn a_network_for_something_else_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("small.net");
    let text = text(&run(&["saved"]).stdout);
    let saved: String = text
        .lines()
        .skip(1)
        .filter(|l| !l.is_empty())
        .map(|l| format!("{l}\n"))
        .collect();
    fs::write(&file, saved).expect("a file");
    let error = refused(&["--read", &file.to_string_lossy()]);
    assert!(
        error.contains("layer takes 2 inputs but the batch has 64 columns"),
        "{error}"
    );
}
