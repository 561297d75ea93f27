//! The watch on a terminal, with keys, and without one. What is compiled here is a script's
//! word, so that it takes no time: the walkthrough has the real one.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::learner::{Learner, PROGRESS, assert_has};
use super::terminal::Terminal;

const BY_HAND: &str = "a-neuron-by-hand";
const OPEN: &str = "why-not-deeper";
const FUNCTION: &str = "layer-as-product";
const FILE: &str = "chapters/neurons/exercises/attempts/layer_as_product.rs";
/// How the line of keys ends.
const KEYS: &str = "q quit";

/// Writes down that all before an exercise is done, so that it is the next.
fn come_to(learner: &Learner, name: &str) {
    let text = learner.succeeds(&["list"], "");
    let names = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let mark = words.next()?;
        ["·", "→", "✓"].contains(&mark).then(|| words.next().unwrap())
    });
    let before = names.take_while(|other| *other != name);
    let tables = before.map(|name| format!("[exercise.{name}]\ndone = true\n"));
    fs::create_dir_all(learner.path("my-course")).unwrap();
    learner.write(PROGRESS, &tables.collect::<String>());
}

#[test]
fn keys_lead_through_the_course() {
    let learner = Learner::new();
    come_to(&learner, BY_HAND);
    let mut watch = Terminal::start(&learner, 80, &["watch"]);
    // What has no file is answered there, and a letter can be taken back.
    watch.wait_for("weighted sum = ");
    assert!(!watch.is_as_before(), "keys are heard one by one");
    watch.press("-3\n");
    watch.wait_for("left out the bias");
    watch.wait_for("weighted sum = ");
    watch.press("-27\x7f\n");
    watch.wait_for("Right: weighted sum = -2\n");
    watch.wait_for("activation = ");
    // Keys are letters of an answer as long as one is asked for.
    watch.press("hnlrq\n");
    watch.wait_for("`hnlrq` is no number");
    watch.press("\x1b");
    watch.wait_for("another time");
    watch.wait_for(KEYS);
    assert_has(&learner.read(PROGRESS), &["numbers = [\"-2\", \"\", \"\"]"]);

    watch.press("h");
    watch.wait_for("Hint 1 of");
    watch.wait_for(KEYS);
    watch.press("H");
    watch.wait_for("Hint 2 of");
    watch.wait_for(KEYS);
    watch.press("l");
    let text = watch.wait_for(KEYS);
    assert_has(&text, &["1. Neurons", "8. Transformer", &format!("→ {BY_HAND}")]);

    // Again: Enter keeps what was right.
    watch.press("r");
    watch.wait_for("Enter keeps");
    watch.wait_for("weighted sum = [-2] ");
    watch.press("\n0\n5/3\n");
    let text = watch.wait_for("exercises done");
    assert!(!text.contains("Right: weighted sum"), "{text}");
    assert_has(&text, &["Right: activation = 0", "Our answer, and why"]);
    watch.wait_for(KEYS);
    assert_has(&learner.read(PROGRESS), &["\"-2\"", "\"0\"", "\"5/3\""]);

    // On to an open question, past what is not done.
    let mut text = String::new();
    while !text.contains("full stop ends it") {
        watch.press("n");
        text = watch.wait_for("\n\n");
        text += &watch.wait_for("minutes, after");
        if text.contains("open question") {
            text += &watch.wait_for("full stop ends it");
        } else {
            watch.wait_for(KEYS);
        }
    }
    watch.press("It is linear.\n.\n");
    watch.wait_for("Your answer\nIt is linear.\n");
    watch.wait_for("Our answer\n");
    watch.wait_for("[y/n] ");
    watch.press("\x1b");
    watch.wait_for(KEYS);
    assert_has(&learner.read(PROGRESS), &["It is linear."]);

    watch.press("q");
    assert!(watch.end().success());
    assert!(watch.is_as_before(), "the terminal is as it was");
}

#[test]
fn however_a_watch_ends_the_terminal_is_as_it_was() {
    for (ends, code) in [
        ("Ctrl-C", Some(130)),
        ("TERM", Some(143)),
        ("HUP", Some(129)),
        ("Ctrl-D", Some(0)),
        ("closed", Some(129)),
    ] {
        let learner = Learner::new();
        come_to(&learner, OPEN);
        let mut watch = Terminal::start(&learner, 80, &["watch"]);
        watch.wait_for("full stop ends it");
        watch.press("Half an\nanswer");
        watch.wait_for("answer");
        assert!(!watch.is_as_before());
        let id = watch.child.id().to_string();
        let status = match ends {
            "Ctrl-C" => {
                watch.press("\x03");
                watch.end()
            }
            "Ctrl-D" => {
                watch.press("\x04");
                watch.wait_for("[y/n]");
                watch.wait_for(KEYS);
                watch.press("\x04");
                watch.end()
            }
            "closed" => {
                let status = watch.close();
                assert_eq!(status.code(), code, "{ends}");
                assert_has(&learner.read(PROGRESS), &["Half an\n"]);
                continue;
            }
            signal => {
                let kill = Command::new("kill").args(["-s", signal, &id]).status();
                assert!(kill.unwrap().success());
                watch.end()
            }
        };
        assert_eq!(status.code(), code, "{ends}");
        assert!(watch.is_as_before(), "the terminal after {ends}");
        // What was typed is kept.
        assert_has(&learner.read(PROGRESS), &["Half an"]);
    }
}

/// In place of cargo: compiles for ever, or gives a program that runs for ever, or an error,
/// as a file says. Each shows that it runs, and so does what it has started.
const CARGO: &str = r#"#!/bin/sh
beat() { while :; do echo . >> beats-$1; sleep 0.02; done; }
message() { printf "%s\n" "{\"reason\":\"compiler-$1\",\"package_id\":\"a\",\"manifest_path\":\"/a\",\"target\":{\"kind\":[\"bin\"],\"crate_types\":[\"bin\"],\"name\":\"layer-as-product\",\"src_path\":\"/a\",\"edition\":\"2024\",\"doc\":true,\"doctest\":false,\"test\":true},$2}"; }
case "$(cat what)" in
compiles) beat rustc & beat cargo ;;
runs) message artifact "\"profile\":{\"opt_level\":\"0\",\"debuginfo\":1,\"debug_assertions\":true,\"overflow_checks\":true,\"test\":false},\"features\":[],\"filenames\":[],\"executable\":\"$PWD/program\",\"fresh\":false" ;;
*) message message "\"message\":{\"message\":\"mismatched types\",\"code\":null,\"level\":\"error\",\"spans\":[{\"file_name\":\"a.rs\",\"byte_start\":0,\"byte_end\":1,\"line_start\":1,\"line_end\":1,\"column_start\":1,\"column_end\":2,\"is_primary\":true,\"text\":[],\"label\":null,\"suggested_replacement\":null,\"suggestion_applicability\":null,\"expansion\":null}],\"children\":[],\"rendered\":\"error: mismatched types\\n\"}"; exit 101 ;;
esac
"#;
const PROGRAM: &str = r#"#!/bin/sh
beat() { while :; do echo . >> beats-$1; sleep 0.02; done; }
echo "I am the old one. Right."
beat child & beat program
"#;

/// A learner whose cargo is the script.
fn with_script() -> (Learner, String) {
    let learner = Learner::new();
    learner.succeeds(&[], "");
    for (file, text) in [("cargo.sh", CARGO), ("program", PROGRAM)] {
        learner.write(file, text);
        let all = fs::Permissions::from_mode(0o755);
        fs::set_permissions(learner.path(file), all).unwrap();
    }
    let cargo = learner.path("cargo.sh").to_string_lossy().into_owned();
    (learner, cargo)
}

fn beats(learner: &Learner, of: &str) -> u64 {
    let file = learner.path(&format!("beats-{of}"));
    fs::metadata(file).map_or(0, |file| file.len())
}

#[track_caller]
fn assert_runs(learner: &Learner, all: &[&str]) {
    for of in all {
        let (start, before) = (Instant::now(), beats(learner, of));
        while beats(learner, of) == before {
            assert!(start.elapsed() < Duration::from_secs(30), "{of} never runs");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[track_caller]
fn assert_is_over(learner: &Learner, all: &[&str]) {
    std::thread::sleep(Duration::from_millis(100));
    let before: Vec<_> = all.iter().map(|of| beats(learner, of)).collect();
    std::thread::sleep(Duration::from_millis(300));
    let after: Vec<_> = all.iter().map(|of| beats(learner, of)).collect();
    assert_eq!(before, after, "{all:?} run on");
}

#[test]
fn a_newer_save_or_a_key_stops_what_runs() {
    let (learner, cargo) = with_script();
    come_to(&learner, FUNCTION);
    let variables = [("CARGO", cargo.as_str())];
    let mut watch = Terminal::start_with(&learner, 80, &["watch"], &variables);
    watch.wait_for(KEYS);
    let save = |what: &str| {
        learner.write("what", what);
        learner.write(FILE, &format!("// {what} {:?}\n", Instant::now()));
    };
    let compiling = ["cargo", "rustc"];
    let running = ["program", "child"];
    // Cargo is stopped for a newer text, the program for one that is newer still.
    save("compiles");
    watch.wait_for(FUNCTION);
    assert_runs(&learner, &compiling);
    save("runs");
    let text = watch.wait_for("Your program prints:");
    assert_has(&text, &["Stopped the check of `layer-as-product`", "no verdict"]);
    assert!(!text.contains("cannot build") && !text.contains("compile yet"));
    watch.wait_for("│ I am the old one. Right.\n");
    assert_runs(&learner, &running);
    assert_is_over(&learner, &compiling);
    save("errs");
    let text = watch.wait_for("does not compile yet");
    let (old, new) = text.split_once("─\n").unwrap();
    assert_has(old, &["Stopped the check of `layer-as-product`"]);
    assert!(!old.contains("unchecked") && !old.contains("hint"), "{old}");
    assert_has(new, &["The compiler says of your file:", "mismatched types"]);
    watch.wait_for(KEYS);
    assert_is_over(&learner, &running);

    // So it is for a key, and the end of the watch.
    for (key, says) in [("h", "Hint 1 of"), ("l", "1. Neurons"), ("n", ", after")] {
        save("runs");
        watch.wait_for("│ I am the old one.");
        assert_runs(&learner, &running);
        watch.press(key);
        watch.wait_for("Stopped the check");
        watch.wait_for(says);
        assert_is_over(&learner, &running);
    }
    for (key, code) in [("q", 0), ("\x03", 130)] {
        save("compiles");
        assert_runs(&learner, &compiling);
        watch.press(key);
        assert_eq!(watch.end().code(), Some(code));
        assert!(watch.is_as_before());
        assert_is_over(&learner, &compiling);
        watch = Terminal::start_with(&learner, 80, &["watch"], &variables);
        watch.wait_for(KEYS);
    }
    // And where the terminal is closed.
    save("runs");
    assert_runs(&learner, &running);
    assert_eq!(watch.close().code(), Some(129));
    assert_is_over(&learner, &running);
}

#[test]
fn without_a_terminal_there_are_no_keys_and_a_newer_save_counts_all_the_same() {
    let (learner, cargo) = with_script();
    let mut command = learner.command(&["watch"]);
    let command = command.env("CARGO", cargo).stdin(Stdio::null());
    let mut watch = command.spawn().unwrap();
    learner.write("what", "runs");
    std::thread::sleep(Duration::from_millis(500));
    learner.write(FILE, "// one");
    assert_runs(&learner, &["program", "child"]);
    learner.write("what", "compiles");
    learner.write(FILE, "// two");
    assert_runs(&learner, &["cargo", "rustc"]);
    assert_is_over(&learner, &["program", "child"]);
    let id = watch.id().to_string();
    assert!(Command::new("kill").arg(&id).status().unwrap().success());
    assert_eq!(watch.wait().unwrap().code(), Some(143));
    assert_is_over(&learner, &["cargo", "rustc"]);
    let mut said = String::new();
    let mut stdout = watch.stdout.take().unwrap();
    std::io::Read::read_to_string(&mut stdout, &mut said).unwrap();
    assert_has(&said, &["Ctrl-C stops", "Stopped the check of"]);
    assert!(!said.contains(KEYS), "{said}");
}
