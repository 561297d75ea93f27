//! The program, as a reader runs it.

use std::fs::File;
use std::process::{Command, Stdio};

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
    for (number, line) in lines[1..].iter().enumerate() {
        let weight = |word: &&str| word.parse().expect("a weight");
        let weights: Vec<f64> = line[1..].iter().map(weight).collect();
        assert_eq!(weights.len(), number + 1, "{line:?}");
        let sum: f64 = weights.iter().sum();
        assert!((sum - 1.0).abs() < 0.005 * weights.len() as f64, "{line:?}");
    }
}

#[test]
fn what_cannot_be_looked_at_is_said() {
    let refused = |arguments| run(arguments).failure().stdout("");
    refused(&["look", "the catt sat"])
        .stderr(contains("catt").and(contains("cat")));
    refused(&["look", "  "]).stderr(contains("there is no word"));
    refused(&["look"]).stderr(contains("SENTENCE"));
    refused(&["no-such-output"]).stderr(contains("no-such-output"));
}

/// Whoever reads may go, and a disk may be full: nothing panics.
#[test]
fn printing_decides_over_nothing() {
    let run = |arguments: &[&str], out: Stdio, err: Stdio| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_attention"));
        program.args(arguments).stdin(Stdio::null()).stdout(out).stderr(err);
        let output = program.output().expect("the program");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    let closed = || Stdio::from(std::io::pipe().expect("a pipe").1);
    for arguments in [&["look", "the cat sat"][..], &["scores"], &["--help"]] {
        let heard = run(arguments, closed(), Stdio::piped());
        assert_eq!(heard, (Some(0), String::new()), "{arguments:?}");
        assert_eq!(run(arguments, closed(), closed()).0, Some(0), "{arguments:?}");
        if cfg!(target_os = "linux") {
            let full = || {
                let file = File::options().write(true).open("/dev/full");
                Stdio::from(file.expect("a full disk"))
            };
            let (code, said) = run(arguments, full(), Stdio::piped());
            assert!(code.is_some_and(|code| code < 2), "{arguments:?}: {said}");
            assert!(
                said.is_empty() || said.starts_with("error: cannot print"),
                "{said}"
            );
            run(arguments, full(), full()).0.expect("a code");
        }
    }
    // What is wrong is told by the code, where nobody hears it.
    let wrong = run(&["--no-such"], closed(), closed()).0;
    assert!(wrong.is_some_and(|code| [1, 2].contains(&code)));
}
