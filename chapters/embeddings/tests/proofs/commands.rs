//! The program, as a reader runs it.

use std::fs;

use assert_cmd::assert::Assert;
use assert_cmd::cargo::cargo_bin_cmd;
use predicates::prelude::*;
use predicates::str::{contains, starts_with};

fn run(arguments: &[&str]) -> Assert {
    // Colours would part the words that are looked for.
    cargo_bin_cmd!().env_remove("CLICOLOR_FORCE").args(arguments).assert()
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
    let gender = "the other gender         2   100%";
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

#[test]
fn printing_decides_over_nothing() {
    page::printing::assert_decides_over_nothing(
        env!("CARGO_BIN_EXE_embeddings"),
        &[
            &["neighbours", "cat"][..],
            &["analogy", "man", "king", "woman"],
            &["tokens"],
            &["--help"],
        ],
    );
}

#[test]
fn what_a_file_is_instead_of_vectors_is_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("mine.txt");
    let name = file.to_string_lossy().into_owned();
    let says = |bytes: &[u8]| {
        fs::write(&file, bytes).expect("a file");
        let refused = refused(&["--glove", &name]);
        String::from_utf8_lossy(&refused.get_output().stderr).into_owned()
    };
    let wide = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{MINE}").encode_utf16().flat_map(bytes).collect()
    };
    for (bytes, part) in [
        (Vec::new(), "is empty"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03".to_vec(), "a gz file"),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00".to_vec(), "a zip file"),
        (wide("\u{feff}", u16::to_le_bytes), "UTF-16LE"),
        (wide("\u{feff}", u16::to_be_bytes), "UTF-16BE"),
        (wide("", u16::to_le_bytes), "UTF-16LE"),
        (
            b"man 1 1\nwom\xe9n 1 2\n".to_vec(),
            "line 2: found bytes that are no UTF-8",
        ),
        (b"400000 300\nman 1 1\n".to_vec(), "the header of the word2vec format"),
        (
            b"\xef\xbb\xbf2 2\r\nman 1 1\r\n".to_vec(),
            "the header of the word2vec format",
        ),
        (b"man,1,1\nwoman,1,2\n".to_vec(), "single spaces between"),
    ] {
        let says = says(&bytes);
        assert!(says.contains(part) && says.contains(&name), "{part}: {says}");
    }
    let refused_at = |name: &str, part: &str| {
        refused(&["--glove", name]).stderr(contains(part).and(contains(name)));
    };
    refused_at(&folder.path().to_string_lossy(), "it is a folder");
    if cfg!(unix) {
        refused_at("/dev/zero", "it is a device");
        refused_at("/dev/null", "it is a device");
    }
}

#[test]
fn vectors_are_read_however_their_lines_end() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("mine.txt");
    let name = file.to_string_lossy().into_owned();
    for text in [
        MINE.to_owned(),
        MINE.replace('\n', "\r\n"),
        MINE.replace('\n', "\r"),
        format!("\u{feff}{MINE}"),
        MINE.trim_end().to_owned(),
    ] {
        let note = match text.ends_with(['\n', '\r']) {
            true => String::new(),
            false => format!("note: the last line of {name} has no line end"),
        };
        fs::write(&file, text).expect("a file");
        let found = run(&[
            "analogy", "man", "king", "woman", "--count", "1", "--glove", &name,
        ])
        .success()
        .stdout(" 1.000  queen\n");
        match note.is_empty() {
            true => found.stderr(""),
            false => found.stderr(starts_with(note).and(contains("\n").count(1))),
        };
    }
}
