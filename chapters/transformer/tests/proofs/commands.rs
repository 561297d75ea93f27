//! The program, as a reader runs it.

use std::fs;
use std::path::Path;

use assert_cmd::assert::Assert;
use assert_cmd::cargo::cargo_bin_cmd;
use predicates::str::{contains, ends_with, starts_with};

pub(crate) const TEXT: &str = "the cat sat on the mat. the mat sat on the cat.\n";
pub(crate) const SMALL: [&str; 12] = [
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

pub(crate) fn run(arguments: &[&str]) -> Assert {
    // Colours would part the words that are looked for.
    cargo_bin_cmd!().env_remove("CLICOLOR_FORCE").args(arguments).assert()
}

pub(crate) fn done(arguments: &[&str]) -> Assert {
    // No progress bar where there is no terminal.
    run(arguments).success().stderr("")
}

pub(crate) fn printed(arguments: &[&str]) -> String {
    let printed = done(arguments);
    String::from_utf8(printed.get_output().stdout.clone()).expect("text")
}

pub(crate) fn refused(arguments: &[&str]) -> Assert {
    run(arguments).failure()
}

pub(crate) fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

/// `train` with a small model, and what else is asked.
pub(crate) fn train<'a>(
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
    done(&train(&corpus, &whole, &["--steps", "250", "--threads", "1"]))
        .stdout(contains("12 tokens known, 864 to learn from\n"))
        .stdout(contains("\nstep 100 of 250: loss "))
        .stdout(contains(" tokens/s, "))
        .stdout(contains("\nstep 250: held-out loss "))
        .stdout(contains("\nafter 250 steps, "))
        .stdout(ends_with(format!("\nthe model is in {whole}\n")));

    let output = printed(&["generate", "--checkpoint", &whole, "--length", "5"]);
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
        printed(&arguments)
    };
    assert!(write("1").starts_with("the cat"));
    assert_eq!(write("1"), write("1"));
    assert_ne!(write("1"), write("2"));
    let likeliest = |seed| {
        let flags = ["--checkpoint", &whole, "--temperature", "0", "--seed", seed];
        printed(&[&["generate"], &flags[..]].concat())
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
    stop_after(
        &train(&corpus, &parts, &long),
        std::time::Duration::from_millis(300),
    );
    assert_ne!(fs::read(&parts).expect("a part"), fs::read(&whole).expect("all"));
    let files = ["train", "--corpus", &corpus, "--checkpoint", &parts];
    done(&[&files[..], &["--resume", "--threads", "2"], &quiet].concat());
    let same =
        fs::read(&parts).expect("both parts") == fs::read(&whole).expect("all");
    assert!(same, "the same bits as a training that was never stopped");
}

#[cfg(unix)]
fn stop_after(arguments: &[&str], time: std::time::Duration) {
    use assert_cmd::assert::OutputAssertExt as _;
    use std::process::Command;
    let running = Command::new(assert_cmd::cargo::cargo_bin!())
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
    output
        .assert()
        .code(130)
        .stdout(contains("\nstopped after step "))
        .stdout(contains("; go on with --resume --checkpoint "));
}

#[test]
fn what_a_checkpoint_was_trained_with_stays_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (corpus, file) =
        (path(folder.path(), "text"), path(folder.path(), "model"));
    fs::write(&corpus, TEXT.repeat(20)).expect("a corpus");
    done(&train(&corpus, &file, &["--steps", "3"]));
    let before = fs::read(&file).expect("the checkpoint");
    refused(&train(&corpus, &file, &[]))
        .stderr(contains("is there already: name another file"));
    let resume = ["train", "--corpus", &corpus, "--checkpoint", &file, "--resume"];
    let with = |more: &[&str]| refused(&[&resume, more].concat());
    with(&[])
        .stderr("error: the 3 steps are done: give more than 3 with --steps\n");
    with(&["--heads", "4"]).stderr(format!(
        "error: --heads is 4, but {file} was trained with 2: leave the flag out, or \
         train anew\n"
    ));
    with(&["--tokens", "words"]).stderr(contains("was trained with chars"));
    with(&["--seed", "4"]).stderr(contains("cannot be used with"));
    with(&["--force"]).stderr(contains("cannot be used with"));
    let other = path(folder.path(), "other");
    fs::write(&other, TEXT.repeat(21)).expect("a corpus");
    refused(&["train", "--corpus", &other, "--checkpoint", &file, "--resume"])
        .stderr(format!(
            "error: {other} is not the text that {file} was trained on: give that \
             text, or train anew\n"
        ));
    assert_eq!(fs::read(&file).expect("the checkpoint"), before, "nothing is lost");
    done(&[&resume[..], &["--steps", "5", "--heads", "2"]].concat())
        .stdout(contains("after 5 steps"));
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
    refused(&train(&corpus, &file, &[]))
        .stderr(starts_with(format!("error: cannot read {corpus}: ")));
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
        let start = format!("error: cannot train on {corpus}: ");
        refused(&train(&corpus, &file, &[])).stderr(starts_with(start + cause));
    }
    fs::write(&corpus, TEXT.repeat(20)).expect("a corpus");
    let flags: [(&str, &str, &str); 16] = [
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
        ("--report-every", "-5", "invalid value '-5' for '--report-every"),
        ("--sample-every", "-5", "invalid value '-5' for '--sample-every"),
        (
            "--weight-decay",
            "1e39",
            "--weight-decay is 1e39: give a number from 0 up to",
        ),
        (
            "--weight-decay",
            "inf",
            "the weight decay is inf: give 0 or a number above",
        ),
        (
            "--learning-rate",
            "1e-320",
            "--learning-rate is 1e-320, which is too small",
        ),
        ("--learning-rate", "1e-39", "give at least 1.2e-38"),
        ("--tokens", "bytes", "possible values: chars, words"),
    ];
    for (flag, value, cause) in flags {
        refused(&train(&corpus, &file, &[flag, value])).stderr(contains(cause));
    }
    refused(&["train", "--corpus", &corpus, "--sample-length", "-1"])
        .stderr(contains("invalid value '-1' for '--sample-length"));
    refused(&train("-", &file, &[])).stderr(contains(
        "there is no file named -: for what another program writes, give --corpus \
         /dev/stdin",
    ));
    let sizes =
        ["train", "--corpus", &corpus, "--checkpoint", &file, "--width", "10"];
    refused(&sizes).stderr(contains("a width of 10 cannot be shared by 4 heads"));
    let nowhere = path(folder.path(), "nowhere/model");
    refused(&train(&corpus, &nowhere, &[])).stderr(contains("there is no folder"));
    refused(&train(&corpus, &path(folder.path(), ""), &[]))
        .stderr(contains("is a folder: name a file"));
    assert!(!Path::new(&file).exists());
    for command in ["train", "generate"] {
        done(&[command, "--help"]).stdout(contains("--checkpoint <FILE>"));
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
    with(&[]).stderr(starts_with(format!("error: cannot read {file}: ")));
    // A note whose first words are those of our title, or a checkpoint that was cut.
    fs::write(&corpus, TEXT.repeat(20)).expect("a corpus");
    for note in ["t", "transformer", "transformer checkpoint\r"] {
        fs::write(&file, note).expect("a file");
        with(&[]).stderr(format!(
            "error: cannot use {file}: it was cut short: it has {} of 24 bytes; use \
             another copy\n",
            note.len()
        ));
        refused(&train(&corpus, &file, &["--force"]))
            .stderr(contains("and no checkpoint, so it is not replaced"));
        refused(&train(&corpus, &file, &["--resume"]))
            .stderr(contains("it was cut short"));
        assert_eq!(fs::read(&file).expect("the file"), note.as_bytes());
    }
    fs::write(&file, "a poem").expect("a file");
    with(&[]).stderr(format!(
        "error: cannot use {file}: it is no checkpoint: name a file that `train` has \
         written\n"
    ));
    fs::write(&corpus, TEXT.repeat(20)).expect("a corpus");
    refused(&train(&corpus, &file, &["--force"])).stderr(format!(
        "error: {file} is there already and no checkpoint, so it is not replaced: name \
         another file\n"
    ));
    assert_eq!(fs::read(&file).expect("the file"), b"a poem");
    fs::remove_file(&file).expect("gone");
    done(&train(&corpus, &file, &["--steps", "3", "--force", "--tokens", "words"]));
    with(&["--prompt", "the cat\nthe dog"]).stderr(
        "error: the prompt: line 2 has \" dog\", which is not among the 8 tokens \
         that the model knows: use those of the text that it was trained on\n",
    );
    with(&["--prompt", ""])
        .stderr(contains("the prompt is empty: give at least one"));
    for none in ["-1", "NaN", "inf"] {
        with(&["--temperature", none]).stderr(format!(
            "error: {none} is no temperature: give a finite number, 0 or above (0 takes \
             the likeliest token)\n"
        ));
    }
    with(&["--top-k", "0"]).stderr(contains("keep at least 1"));
    with(&["--top-p", "1.5"]).stderr(contains("1.5"));
    let whole = fs::read(&file).expect("the checkpoint");
    fs::write(&file, &whole[..whole.len() / 2]).expect("half of it");
    with(&[]).stderr(contains("it was cut short: it has "));
    let mut altered = whole;
    altered[500] ^= 1;
    fs::write(&file, &altered).expect("another byte");
    with(&[]).stderr(contains("it is not as it was written: a byte was altered"));
}
