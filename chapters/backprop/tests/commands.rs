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
    let lines = text(&trained.stdout);
    let lines: Vec<_> = lines.lines().collect();
    assert_eq!(lines.len(), 2, "no progress bar where there is no terminal");
    assert!(
        lines[0].ends_with("% of 360 digits that it never saw are read rightly")
    );
    assert_eq!(lines[1], format!("the network is in {file}"));
    assert_eq!(text(&trained.stderr), "", "nor here");
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
    assert_eq!(
        error,
        "error: --learning-rate is -1: give a number above 0, such as 0.5\n"
    );
    let error = refused(&["--train", &file, "--learning-rate", "1e300"]);
    assert!(error.contains("train with a smaller learning rate"), "{error}");
    let error = refused(&["--train", &file, "--epochs", "-3"]);
    assert!(error.contains("invalid value '-3' for '--epochs"), "{error}");
    let error = refused(&["--train", &file, "--learning-rate", "NaN"]);
    assert!(error.contains("give a number above 0"), "{error}");
    let error = refused(&["--read", &file]);
    let start = format!("error: cannot read {file} as a saved network: ");
    let cause = error.strip_prefix(&start).expect("the file and the cause");
    assert!(!cause.contains(": "), "the cause once: {error}");
    let error = refused(&["--train", &path(folder.path(), "")]);
    assert!(error.contains("is a folder: name a file"), "{error}");
    let nowhere = path(folder.path(), "nowhere");
    let error = refused(&["--train", &path(Path::new(&nowhere), "digits.net")]);
    assert_eq!(
        error,
        format!(
            "error: there is no folder {nowhere}: make it first, or name a file in \
             another one\n"
        )
    );
    let error = refused(&["--force"]);
    assert!(error.contains("--train <FILE>"), "{error}");
    let digits = path(folder.path(), "digits.csv");
    fs::write(&digits, "1,2,3\n").expect("a file");
    let error = refused(&["--train", &file, "--digits", &digits]);
    assert!(error.contains("digits.csv, line 1: found 3"), "{error}");
    let few = "0,".repeat(64) + "0\n";
    fs::write(&digits, few.repeat(459)).expect("a file");
    let error = refused(&["--digits", &digits]);
    assert_eq!(
        error,
        "error: the experiments found 459 digits: give at least 460, 360 of them to \
         test with\n"
    );
    assert!(!Path::new(&file).exists());
}

/// A flag that would be passed over is refused instead.
#[test]
fn flags_that_do_not_go_together_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = path(folder.path(), "digits.net");
    for flag in ["--train", "--read"] {
        for with in [&["by-hand"][..], &["--numbers"], &["--figures", "here"]] {
            let error = refused(&[&[flag, &file], with].concat());
            assert!(error.contains("cannot be used with"), "{error}");
        }
    }
    let training = [
        &["--epochs", "3"][..],
        &["--learning-rate", "1"],
        &["--seed", "2"],
        &["--force"],
    ];
    for with in training {
        let error = refused(&[&["--read", &file], with].concat());
        assert!(error.contains("cannot be used with"), "{error}");
        let error = refused(with);
        assert!(error.contains("--train <FILE>"), "{error}");
    }
    let error = refused(&["--train", &file, "--read", &file]);
    assert!(error.contains("cannot be used with"), "{error}");
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
