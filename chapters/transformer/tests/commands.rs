//! The program, as a reader runs it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

const TEXT: &str = "the cat sat on the mat. the mat sat on the cat.\n";
const SMALL: [&str; 12] = [
    "--context",
    "8",
    "--width",
    "8",
    "--heads",
    "2",
    "--layers",
    "1",
    "--batch",
    "4",
    "--sample-length",
    "12",
];

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_transformer"))
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn done(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(
        text(&output.stderr),
        "",
        "no progress bar where there is no terminal"
    );
    text(&output.stdout)
}

fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?} is taken");
    text(&output.stderr)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

/// `train` with a small model, and what else is asked.
fn train<'a>(
    corpus: &'a str,
    checkpoint: &'a str,
    more: &[&'a str],
) -> Vec<&'a str> {
    let files = ["train", "--corpus", corpus, "--checkpoint", checkpoint];
    [&files, &SMALL[..], more].concat()
}

#[test]
fn a_model_is_trained_and_written_with() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (corpus, whole) =
        (path(folder.path(), "text"), path(folder.path(), "whole"));
    fs::write(&corpus, TEXT.repeat(20)).expect("a corpus");
    let lines =
        done(&train(&corpus, &whole, &["--steps", "250", "--threads", "1"]));
    assert!(lines.contains("12 tokens known, 864 to learn from\n"), "{lines}");
    assert!(lines.contains("\nstep 100 of 250: loss "), "{lines}");
    assert!(lines.contains(" tokens/s, "), "{lines}");
    assert!(lines.contains("\nstep 250: held-out loss "), "{lines}");
    assert!(lines.contains("\nafter 250 steps, "), "{lines}");
    assert!(lines.ends_with(&format!("\nthe model is in {whole}\n")), "{lines}");

    let output = done(&["generate", "--checkpoint", &whole, "--length", "5"]);
    assert_eq!(output.chars().count(), 6, "{output}");

    let write = |seed| {
        let arguments = [
            "generate",
            "--checkpoint",
            &whole,
            "--prompt",
            "the cat",
            "--length",
            "30",
            "--temperature",
            "0.9",
            "--top-k",
            "5",
            "--top-p",
            "0.95",
            "--seed",
            seed,
        ];
        done(&arguments)
    };
    assert!(write("1").starts_with("the cat"));
    assert_eq!(write("1"), write("1"));
    assert_ne!(write("1"), write("2"));
    let likeliest = |seed| {
        let flags = ["--checkpoint", &whole, "--temperature", "0", "--seed", seed];
        done(&[&["generate"], &flags[..]].concat())
    };
    assert_eq!(likeliest("1"), likeliest("2"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_loses_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (corpus, whole) =
        (path(folder.path(), "text"), path(folder.path(), "whole"));
    let parts = path(folder.path(), "parts");
    fs::write(&corpus, TEXT.repeat(20)).expect("a corpus");
    let quiet = ["--sample-every", "1000000", "--report-every", "1000000"];
    let long = [&["--steps", "60000", "--threads", "1"], &quiet[..]].concat();
    done(&train(&corpus, &whole, &long));
    stop_after(&train(&corpus, &parts, &long), Duration::from_millis(300));
    assert_ne!(fs::read(&parts).expect("a part"), fs::read(&whole).expect("all"));
    let files = ["train", "--corpus", &corpus, "--checkpoint", &parts];
    done(&[&files[..], &["--resume", "--threads", "2"], &quiet].concat());
    let same =
        fs::read(&parts).expect("both parts") == fs::read(&whole).expect("all");
    assert!(same, "the same bits as a training that was never stopped");
}

#[cfg(unix)]
fn stop_after(arguments: &[&str], time: Duration) {
    let running = program()
        .args(arguments)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(time);
    let number = running.id().to_string();
    for _ in 0..2 {
        let killed = Command::new("kill").args(["-INT", &number]).status();
        assert!(killed.expect("kill starts").success());
    }
    let output = running.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    let lines = text(&output.stdout);
    assert!(lines.contains("\nstopped after step "), "{lines}");
    assert!(lines.contains("; go on with --resume --checkpoint "), "{lines}");
}

#[test]
fn what_a_checkpoint_was_trained_with_stays_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (corpus, file) =
        (path(folder.path(), "text"), path(folder.path(), "model"));
    fs::write(&corpus, TEXT.repeat(20)).expect("a corpus");
    done(&train(&corpus, &file, &["--steps", "3"]));
    let before = fs::read(&file).expect("the checkpoint");
    let error = refused(&train(&corpus, &file, &[]));
    assert!(error.contains("is there already: name another file"), "{error}");
    let resume = ["train", "--corpus", &corpus, "--checkpoint", &file, "--resume"];
    let with = |more: &[&str]| refused(&[&resume, more].concat());
    assert_eq!(
        with(&[]),
        "error: the 3 steps are done: give more than 3 with --steps\n"
    );
    assert_eq!(
        with(&["--heads", "4"]),
        format!(
            "error: --heads is 4, but {file} was trained with 2: leave the flag \
             out, or train anew\n"
        )
    );
    assert!(with(&["--tokens", "words"]).contains("was trained with chars"));
    assert!(with(&["--seed", "4"]).contains("cannot be used with"));
    assert!(with(&["--force"]).contains("cannot be used with"));
    let other = path(folder.path(), "other");
    fs::write(&other, TEXT.repeat(21)).expect("a corpus");
    let error =
        refused(&["train", "--corpus", &other, "--checkpoint", &file, "--resume"]);
    assert_eq!(
        error,
        format!(
            "error: {other} is not the text that {file} was trained on: give that \
             text, or train anew\n"
        )
    );
    assert_eq!(fs::read(&file).expect("the checkpoint"), before, "nothing is lost");
    let lines = done(&[&resume[..], &["--steps", "5", "--heads", "2"]].concat());
    assert!(lines.contains("after 5 steps"), "{lines}");
    done(&train(&corpus, &file, &["--steps", "3", "--force"]));
    assert_eq!(
        fs::read(&file).expect("the checkpoint"),
        before,
        "the same bits again"
    );
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (corpus, file) =
        (path(folder.path(), "text"), path(folder.path(), "model"));
    let error = refused(&train(&corpus, &file, &[]));
    assert!(
        error.starts_with(&format!("error: cannot read {corpus}: ")),
        "{error}"
    );
    let cases: [(&[u8], &str); 3] = [
        (b"", "it is empty: give a text\n"),
        (
            b"a\nb\xff",
            "line 2 is no UTF-8 text (at byte 3): save the text as UTF-8",
        ),
        (
            b"the cat",
            "it has 7 tokens, and a tenth of them is set aside to test with",
        ),
    ];
    for (bytes, cause) in cases {
        fs::write(&corpus, bytes).expect("a corpus");
        let error = refused(&train(&corpus, &file, &[]));
        let start = format!("error: cannot train on {corpus}: ");
        assert!(error.starts_with(&(start + cause)), "{error}");
    }
    fs::write(&corpus, TEXT.repeat(20)).expect("a corpus");
    let flags: [(&str, &str, &str); 10] = [
        ("--steps", "0", "--steps is 0: give at least 1"),
        ("--steps", "-3", "invalid value '-3' for '--steps"),
        (
            "--threads",
            "0",
            "the number of threads is 0: give a whole number from 1",
        ),
        ("--learning-rate", "-1", "the learning rate is -1: give a number above 0"),
        (
            "--learning-rate",
            "NaN",
            "the learning rate is NaN: give a number above 0",
        ),
        ("--learning-rate", "1e30", "train with a smaller learning rate"),
        (
            "--weight-decay",
            "-1",
            "the weight decay is -1: give 0 or a number above",
        ),
        ("--report-every", "0", "--report-every is 0: give at least 1"),
        ("--sample-every", "0", "--sample-every is 0: give at least 1"),
        ("--tokens", "bytes", "possible values: chars, words"),
    ];
    for (flag, value, cause) in flags {
        let error = refused(&train(&corpus, &file, &[flag, value]));
        assert!(error.contains(cause), "{flag} {value}: {error}");
    }
    let sizes =
        ["train", "--corpus", &corpus, "--checkpoint", &file, "--width", "10"];
    let error = refused(&sizes);
    assert!(error.contains("a width of 10 cannot be shared by 4 heads"), "{error}");
    let nowhere = path(folder.path(), "nowhere/model");
    let error = refused(&train(&corpus, &nowhere, &[]));
    assert!(error.contains("there is no folder"), "{error}");
    let error = refused(&train(&corpus, &path(folder.path(), ""), &[]));
    assert!(error.contains("is a folder: name a file"), "{error}");
    assert!(!Path::new(&file).exists());
    for command in ["train", "generate"] {
        let help = done(&[command, "--help"]);
        assert!(help.contains("--checkpoint <FILE>"), "{help}");
    }
}

#[test]
fn what_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (corpus, file) =
        (path(folder.path(), "text"), path(folder.path(), "model"));
    let with = |more: &[&str]| {
        refused(&[&["generate", "--checkpoint", &file], more].concat())
    };
    assert!(with(&[]).starts_with(&format!("error: cannot read {file}: ")));
    fs::write(&file, "a poem").expect("a file");
    assert_eq!(
        with(&[]),
        format!(
            "error: cannot use {file}: it is no checkpoint: name a file that \
             `train` has written\n"
        )
    );
    fs::write(&corpus, TEXT.repeat(20)).expect("a corpus");
    done(&train(&corpus, &file, &["--steps", "3", "--force", "--tokens", "words"]));
    assert_eq!(
        with(&["--prompt", "the cat\nthe dog"]),
        "error: the prompt: line 2 has \" dog\", which is not among the 8 tokens \
         that the model knows: use those of the text that it was trained on\n"
    );
    assert!(
        with(&["--prompt", ""]).contains("the prompt is empty: give at least one")
    );
    assert!(with(&["--temperature", "-1"]).contains("-1 is no temperature"));
    assert!(with(&["--top-k", "0"]).contains("keep at least 1"));
    assert!(with(&["--top-p", "1.5"]).contains("1.5"));
    let whole = fs::read(&file).expect("the checkpoint");
    fs::write(&file, &whole[..whole.len() / 2]).expect("half of it");
    let error = with(&[]);
    assert!(error.contains("it was cut short: it has "), "{error}");
    let mut altered = whole;
    altered[500] ^= 1;
    fs::write(&file, &altered).expect("another byte");
    assert!(with(&[]).contains("it is not as it was written: a byte was altered"));
}
