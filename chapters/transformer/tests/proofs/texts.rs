//! Texts of the reader's as they come, places where nothing can be saved, and sizes that
//! no machine has room for.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use predicates::prelude::*;
use predicates::str::{contains, ends_with, starts_with};

use crate::commands::{SMALL, TEXT, done, path, printed, refused, train};

/// A folder with a text in it, and the names of the text and of a checkpoint.
pub(crate) fn place() -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (corpus, file) =
        (path(folder.path(), "text"), path(folder.path(), "model"));
    fs::write(&corpus, TEXT.repeat(20)).expect("a corpus");
    (folder, corpus, file)
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("the folder");
    let name = |file: fs::DirEntry| file.file_name().to_string_lossy().into_owned();
    let mut names: Vec<_> = files.map(|file| name(file.expect("a file"))).collect();
    names.sort();
    names
}

#[test]
fn marks_and_carriage_returns_are_no_letters() {
    let (folder, corpus, file) = place();
    done(&train(&corpus, &file, &["--steps", "3"]));
    let plain = fs::read(&file).expect("the checkpoint");
    let text = TEXT.repeat(20);
    for other in [
        text.replace('\n', "\r\n"),
        format!("\u{feff}{text}"),
        text.replace("\nthe", "\n\u{feff}the").replace('\n', "\r"),
    ] {
        fs::write(&corpus, other).expect("a corpus");
        done(&train(&corpus, &file, &["--steps", "3", "--force"]))
            .stdout(contains("12 tokens known, 864 to learn from"));
        let same = fs::read(&file).expect("the checkpoint") == plain;
        assert!(same, "the same bits as of the plain text");
    }
    let write =
        |prompt| printed(&["generate", "--checkpoint", &file, "--prompt", prompt]);
    assert_eq!(write("\u{feff}the cat\r\nsat"), write("the cat\nsat"));
    assert_eq!(names(folder.path()), ["model", "text"]);
}

/// As an older version trained it: the training goes on, and so does what it writes.
#[test]
fn control_characters_that_a_model_knows_stay() {
    use transformer::checkpoint::{Checkpoint, checksum};
    use transformer::corpus::{Tokenizer, Vocabulary};
    let (_folder, corpus, file) = place();
    // Two characters with places beside each other: the same number of tokens.
    fs::write(&corpus, TEXT.repeat(20).replace('.', "!")).expect("a corpus");
    done(&train(&corpus, &file, &["--steps", "3"]));
    let old = TEXT.repeat(20).replace('.', "\u{1b}");
    fs::write(&corpus, old.replace('\n', "\r\n")).expect("a corpus");
    let bytes = fs::read(&file).expect("the checkpoint");
    let known = Checkpoint::from_bytes(&bytes).expect("a checkpoint");
    let vocabulary = Vocabulary::of(&old, Tokenizer::Chars);
    let corpus_of = checksum(old.as_bytes());
    let known = Checkpoint { corpus: corpus_of, vocabulary, ..known };
    fs::write(&file, known.to_bytes()).expect("a checkpoint");
    let more = ["--checkpoint", &file, "--resume", "--steps", "5"];
    done(&[&["train", "--corpus", &corpus], &more[..]].concat());
    let prompt = ["generate", "--checkpoint", &file, "--prompt", "the\u{1b}"];
    done(&prompt);
    refused(&train(&corpus, &file, &["--force"]))
        .stderr(contains("line 1 has the control character ESC"));
}

#[test]
fn what_is_no_text_is_named() {
    let (folder, corpus, file) = place();
    let utf_16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&[u8], &str); 6] = [
        (b"a\nb\n\x1b$B$3\x1b(B\n", "line 3 has the control character ESC"),
        (&utf_16, "it is text in UTF-16LE: save it as UTF-8, then try again"),
        (&[b"\xfe\xff", &utf_16[1..]].concat(), "it is text in UTF-16BE"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xe3", "application/gzip"),
        (b"a line\nanother\0one", "line 2 has a byte that is 0 (byte 14"),
        ("the e".as_bytes(), "it has 5 tokens"),
    ];
    for (bytes, cause) in cases {
        fs::write(&corpus, bytes).expect("a corpus");
        refused(&train(&corpus, &file, &[])).stdout("").stderr(
            starts_with(format!("error: cannot train on {corpus}: "))
                .and(contains(cause)),
        );
    }
    refused(&train(&path(folder.path(), "."), &file, &[]))
        .stderr(contains("it is a folder: name a file"));
    refused(&train("/dev/zero", &file, &[]))
        .stderr(contains("cannot read /dev/zero"));
    assert_eq!(names(folder.path()), ["text"]);
}

#[test]
fn what_is_read_is_never_replaced() {
    let (folder, corpus, _) = place();
    let before = fs::read(&corpus).expect("the text");
    let hard = path(folder.path(), "hard");
    fs::hard_link(&corpus, &hard).expect("a link");
    let dots = path(folder.path(), "./text");
    for file in [&corpus, &hard, &dots] {
        refused(&train(&corpus, file, &["--force"]))
            .stdout("")
            .stderr(contains("is the file that is read: name another one"));
    }
    // Another text of the reader's, and one that begins as a checkpoint does.
    let other = path(folder.path(), "other");
    fs::write(&other, "a poem").expect("a file");
    refused(&train(&corpus, &other, &["--force"]))
        .stderr(contains("no checkpoint, so it is not replaced"));
    refused(&train(&corpus, &other, &["--resume"]))
        .stderr(contains("cannot use").and(contains("it is no checkpoint")));
    assert_eq!(fs::read(&corpus).expect("the text"), before);
    assert_eq!(fs::read(&other).expect("the file"), b"a poem");
    fs::write(&other, "transformer chec").expect("a file");
    refused(&train(&corpus, &other, &["--force", "--steps", "1"]))
        .stderr(contains("no checkpoint, so it is not replaced"));
    fs::write(&other, "").expect("a file");
    done(&train(&corpus, &other, &["--force", "--steps", "1"]));
}

#[test]
fn where_nothing_can_be_saved_is_said_before_the_first_step() {
    let (folder, corpus, file) = place();
    let at = |name: &str| path(folder.path(), name);
    let mut cases = vec![
        (at("gone/model"), "there is no folder"),
        (at("text/model"), "there is no folder"),
        (at("model/"), "is a folder: name a file"),
    ];
    // What is too long a name differs between systems.
    if cfg!(unix) {
        cases.push((at(&"n".repeat(300)), "cannot write"));
    }
    for (file, cause) in cases {
        refused(&train(&corpus, &file, &["--force"]))
            .stdout("")
            .stderr(contains(cause));
    }
    done(&train(&corpus, &file, &["--steps", "1"]));
    let mut rights = fs::metadata(&file).expect("the checkpoint").permissions();
    rights.set_readonly(true);
    fs::set_permissions(&file, rights).expect("read-only");
    for flags in [&["--force"][..], &["--resume", "--steps", "2"]] {
        refused(
            &[&["train", "--corpus", &corpus, "--checkpoint", &file], flags]
                .concat(),
        )
        .stdout("")
        .stderr(contains("is read-only: allow"));
    }
    assert_eq!(names(folder.path()), ["model", "text"]);
}

#[test]
fn what_is_no_checkpoint_is_named() {
    let (folder, corpus, file) = place();
    let cases: [(&[u8], &str); 4] = [
        (b"", "it is empty: name a file that `train` has written"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xe3", "application/gzip"),
        (b"PK\x03\x04\x14\x00\x06\x00", "application/zip"),
        (
            b"transformer checkpoint\r\n\0\0\0\0\0\0\0\x02",
            "it is a checkpoint of version",
        ),
    ];
    for (bytes, cause) in cases {
        fs::write(&file, bytes).expect("a file");
        for command in [
            &["generate", "--checkpoint", &file][..],
            &["train", "--corpus", &corpus, "--checkpoint", &file, "--resume"],
        ] {
            refused(command).stdout("").stderr(contains(cause));
        }
        assert_eq!(fs::read(&file).expect("the file"), bytes);
    }
    refused(&["generate", "--checkpoint", &path(folder.path(), "")])
        .stderr(contains("it is a folder: name a file"));
    assert_eq!(names(folder.path()), ["model", "text"]);
}

/// With every good file as it was.
#[test]
fn a_training_that_runs_away_saves_nothing() {
    let (folder, corpus, file) = place();
    done(&train(&corpus, &file, &["--steps", "5"]));
    let good = fs::read(&file).expect("the checkpoint");
    let often = ["--force", "--sample-every", "1", "--warm-up"];
    for rate in ["30", "1e5", "1e18", "1e300"] {
        for more in [
            &["0"][..],
            &["3"],
            &["0", "--clear", "--steps", "1"],
            &["1", "--clear"],
        ] {
            let flags = [&often[..], more, &["--learning-rate", rate]].concat();
            refused(&train(&corpus, &file, &flags)).stderr(
                starts_with("error: the loss ")
                    .and(contains("smaller learning rate")),
            );
            let kept = fs::read(&file).expect("the checkpoint");
            assert!(kept == good, "{flags:?}");
        }
    }
    refused(&train(&corpus, &file, &["--force", "--weight-decay", "1e30"]))
        .stderr(contains("or a smaller weight decay than"));
    assert_eq!(names(folder.path()), ["model", "text"]);
}

#[test]
fn a_training_goes_on_as_it_was_set_up() {
    let (_folder, corpus, file) = place();
    let resume = ["train", "--corpus", &corpus, "--checkpoint", &file, "--resume"];
    let with = |more: &[&str]| done(&[&resume, more].concat());
    let clear = contains("gradients come from the clear model, in f64");
    done(&train(&corpus, &file, &["--steps", "3", "--clear", "--warm-up", "1"]))
        .stdout(clear.clone());
    with(&["--steps", "5"]).stdout(clear.clone()).stdout(contains(
        "the learning rate has fallen to 3.0e-4 over 3 steps; it rises to 3.0e-3 once \
         more, and falls again until step 5",
    ));
    with(&["--steps", "6", "--clear=false"]).stdout(clear.clone().not());
    with(&["--steps", "7"]).stdout(clear.clone().not());
    with(&["--steps", "8", "--clear"]).stdout(clear);
}

/// One that is longer from the start does no more than a little better.
#[test]
fn more_steps_are_worth_it() {
    let (folder, corpus, file) = place();
    let words =
        "the cat sat on a mat and saw me eat ham so it ran at the dog in my hat";
    let words: Vec<_> = words.split(' ').collect();
    let mut text = String::new();
    let mut number = 7_u32;
    for _ in 0..4000 {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text += words[(number >> 16) as usize % words.len()];
        text.push(' ');
    }
    fs::write(&corpus, text).expect("a corpus");
    let loss = |file: &str, flags: &[&str]| -> f64 {
        let arguments =
            [&["train", "--corpus", &corpus, "--checkpoint", file], flags];
        let output = printed(&arguments.concat());
        let last =
            output.lines().find(|line| line.starts_with("after")).expect("a loss");
        last.split([' ']).nth(3).expect("a number").parse().expect("a number")
    };
    let quiet = ["--sample-every", "1000000", "--report-every", "1000000"];
    let start =
        [&SMALL[..], &quiet, &["--warm-up", "20", "--steps", "300"]].concat();
    let once = loss(&file, &start);
    let more = loss(&file, &[&["--resume", "--steps", "600"], &quiet[..]].concat());
    let start = [&start[..start.len() - 1], &["600"]].concat();
    let whole = loss(&path(folder.path(), "whole"), &start);
    assert!(
        more < once && more < whole + 0.2 * (once - whole).max(0.05),
        "{once} {more} {whole}"
    );
}

#[test]
fn what_no_machine_has_room_for_is_refused() {
    let (folder, corpus, file) = place();
    let most = [
        "--batch",
        "65536",
        "--width",
        "8192",
        "--layers",
        "1024",
        "--context",
        "80",
    ];
    refused(
        &[&["train", "--corpus", &corpus, "--checkpoint", &file], &most[..]]
            .concat(),
    )
    .stdout("")
    .stderr(
        starts_with("error: this training takes about ")
            .and(contains(", and memory has room for ")),
    );
    let arguments = ["train", "--corpus", &corpus, "--checkpoint", &file];
    let wide = ["--width", "8192", "--layers", "1000", "--context", "8"];
    refused(&[&arguments, &wide[..]].concat())
        .stdout("")
        .stderr(contains("what would fit is --width "));
    assert_eq!(names(folder.path()), ["text"]);
}

#[test]
fn settings_are_checked_before_anything_is_printed() {
    let (_folder, corpus, file) = place();
    // Before even the text is looked for.
    for (flag, value) in [
        ("--width", "0"),
        ("--heads", "3"),
        ("--threads", "0"),
        ("--batch", "0"),
        ("--learning-rate", "inf"),
        ("--weight-decay", "NaN"),
        ("--context", "100000"),
    ] {
        let arguments =
            ["train", "--corpus", "gone", "--checkpoint", &file, flag, value];
        refused(&arguments)
            .stdout("")
            .stderr(contains(value.trim_start_matches("1e")));
    }
    done(&train(&corpus, &file, &["--steps", "1"]));
    for (flag, value, cause) in [
        ("--prompt", "the dog", "\"d\", which is not among the 12 tokens"),
        ("--prompt", "", "the prompt is empty"),
        ("--top-k", "0", "keep at least 1"),
        ("--top-p", "0", "0"),
        ("--temperature", "NaN", "NaN is no temperature"),
        ("--temperature", "inf", "inf"),
    ] {
        let arguments = ["generate", "--checkpoint", &file, "--prompt", "the cat"];
        let arguments = match flag {
            "--prompt" => [&arguments[..3], &[flag, value]].concat(),
            _ => [&arguments[..], &[flag, value]].concat(),
        };
        refused(&arguments).stdout("").stderr(contains(cause));
    }
    let none =
        ["generate", "--checkpoint", &file, "--prompt", "the cat", "--length", "0"];
    done(&none).stdout("the cat\n");
}

#[test]
fn an_endless_text_ends_with_its_reader() {
    use std::io::Read as _;
    let (_folder, corpus, file) = place();
    done(&train(&corpus, &file, &["--steps", "1"]));
    let mut command = std::process::Command::new(cargo_bin_cmd!().get_program());
    let mut running = command
        .args([
            "generate",
            "--checkpoint",
            &file,
            "--length",
            "18446744073709551615",
        ])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = [0; 20];
    let mut out = running.stdout.take().expect("an output");
    out.read_exact(&mut first).expect("twenty letters");
    drop(out);
    let output = running.wait_with_output().expect("it ends");
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn a_finished_run_leaves_only_its_checkpoint() {
    let (folder, corpus, file) = place();
    done(&train(&corpus, &file, &["--steps", "2", "--sample-every", "1"]))
        .stdout(ends_with(format!("the model is in {file}\n")));
    assert_eq!(names(folder.path()), ["model", "text"]);
}
