//! Exercises without a file: numbers worked out by hand, and answers in words.

#[cfg(unix)]
use std::io::{BufRead as _, BufReader, Write as _};
#[cfg(unix)]
use std::process::Command;
#[cfg(unix)]
use std::time::Duration;

use super::learner::{Learner, PROGRESS, assert_has};

const BY_HAND: &str = "a-neuron-by-hand";
const OPEN: &str = "why-not-deeper";
const CHECK: [&str; 2] = ["check", BY_HAND];

#[test]
fn numbers_are_taken_as_people_write_them() {
    let learner = Learner::new();
    let text = learner.fails(&["check", BY_HAND, "-3", "0", "5/3"], "");
    assert_has(&text, &["Not yet: weighted sum is not -3.", "left out the bias"]);
    let text = learner.fails(&["check", BY_HAND, "nought", "0", "5/3"], "");
    assert_has(&text, &["`nought` is no number that I can read", "1/2"]);
    let text = learner.fails(&["check", BY_HAND, "0"], "");
    assert_has(&text, &["asks for 3 numbers and you give 1 number"]);
    let sum = ["1"; 25].join(" + ");
    let text = learner.fails(&["check", BY_HAND, &sum, "0", "5/3"], "");
    assert_has(&text, &["weighted sum is not 1 + 1 + 1"]);
    // At the keyboard: again until it is right, or empty.
    let text = learner.fails(&["check", BY_HAND], "7\n\n");
    assert_has(&text, &["weighted sum is not 7", "another time"]);
    assert!(!learner.read(PROGRESS).contains("done = true"), "nothing is done");
    learner.succeeds(&["reset", BY_HAND], "");
    assert!(!learner.read(PROGRESS).contains("numbers"), "it begins anew");
    let text =
        learner.succeeds(&["check", BY_HAND], "10\n−2,00\n-2\n0/3\n1,7\n1 2/3\n");
    assert_has(&text, &["lost the sign", "still to stop it", "Right:", "and why"]);
    assert_has(&learner.read(PROGRESS), &[BY_HAND, "done = true"]);
}

#[test]
fn an_open_question_is_answered_compared_and_kept() {
    let learner = Learner::new();
    assert_has(&learner.fails(&["check", OPEN], ""), &["No answer"]);
    let text = learner.fails(
        &["check", OPEN],
        "It is linear.\nAll of it.\n\nAnd so on.\n.\ny\nwell\nno\ny\n",
    );
    assert_has(
        &text,
        &["Our answer", "Does yours say", "Type y or n.", "Read it once more"],
    );
    assert_has(
        &learner.read(PROGRESS),
        &["It is linear.\nAll of it.\n\nAnd so on.\n"],
    );
    let text = learner.succeeds(
        &["check", OPEN],
        "Better: a product of products.\n.\ny\nY\nyes\n",
    );
    assert_has(&text, &["Right."]);
    assert_has(
        &learner.read(PROGRESS),
        &["It is linear.", "Better", "done = true"],
    );
    assert_has(&learner.succeeds(&["reset", OPEN], ""), &["open again", "is kept"]);
    assert_has(
        &learner.read(PROGRESS),
        &["It is linear.", "Better", "done = false"],
    );
}

#[cfg(unix)]
#[test]
fn what_was_typed_is_kept_when_the_course_is_told_to_end() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let learner = Learner::new();
        let mut check = learner.command(&["check", OPEN]).spawn().unwrap();
        let mut typed = check.stdin.take().unwrap();
        let mut says = BufReader::new(check.stdout.take().unwrap()).lines();
        let asked = says.find(|line| {
            line.as_ref().is_ok_and(|line| line.starts_with("Write your"))
        });
        assert!(asked.is_some());
        let lines = format!("It is linear.\nUntil {signal}.\nand a half");
        typed.write_all(lines.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        let id = check.id().to_string();
        let kill = ["-s", signal, &id];
        assert!(Command::new("kill").args(kill).status().unwrap().success());
        let output = check.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_has(&said, &["is kept in my-course/progress.toml"]);
        let kept = format!("It is linear.\nUntil {signal}.\n");
        assert_has(&learner.read(PROGRESS), &[&kept]);
        assert!(!learner.read(PROGRESS).contains("done = true"));
    }
}

#[test]
fn enter_keeps_what_was_right() {
    let learner = Learner::new();
    learner.fails(&CHECK, "-2\n0\n7\n\n");
    assert_has(&learner.read(PROGRESS), &["numbers = [\"-2\", \"0\", \"\"]"]);
    let text = learner.fails(&CHECK, "\n\n\n");
    assert_has(
        &text,
        &["Enter keeps it", "weighted sum = [-2]", "activation = [0]"],
    );
    assert!(!text.contains("switch = ["), "{text}");
    // Another right answer takes its place, a wrong one does not, and nothing more is typed
    // where what is typed has an end.
    learner.fails(&CHECK, "-2.0\n9\n\n");
    assert_has(&learner.read(PROGRESS), &["[\"-2.0\", \"0\", \"\"]"]);
    let text = learner.fails(&CHECK, "");
    assert_has(&text, &["another time"]);
    learner.succeeds(&CHECK, "\n\n5/3\n");
    assert_has(
        &learner.read(PROGRESS),
        &["[\"-2.0\", \"0\", \"5/3\"]", "done = true"],
    );
    learner.succeeds(&CHECK, "\n\n\n");

    // What is given on the command line is kept too.
    learner.succeeds(&["reset", BY_HAND], "");
    assert!(!learner.read(PROGRESS).contains("numbers"));
    learner.fails(&["check", BY_HAND, "-2", "1", "1.67"], "");
    assert_has(&learner.read(PROGRESS), &["[\"-2\", \"\", \"1.67\"]"]);
}

#[test]
fn what_is_kept_is_judged_anew() {
    let learner = Learner::new();
    learner.succeeds(&["check", BY_HAND, "-2", "0", "5/3"], "");
    let right = learner.read(PROGRESS);
    for (from, to) in [
        ("\"-2\"", "\"-3\""),
        ("\"-2\"", "\"\""),
        ("\"-2\"", "\"nought\""),
        ("\"-2\", \"0\", ", "\"0\", "),
        ("[\"-2\", \"0\", \"5/3\"]", "[]"),
    ] {
        learner.write(PROGRESS, &right.replace(from, to));
        let text = learner.fails(&["check", BY_HAND], "\n\n\n");
        assert_has(&text, &["weighted sum =", "another time"]);
        assert!(!text.contains("weighted sum = ["), "{text}");
    }
    // More than is asked for, as another version of the book may have kept.
    let more = right.replace("\"5/3\"]", "\"5/3\", \"8\"]");
    learner.write(PROGRESS, &more);
    learner.succeeds(&["check", BY_HAND], "\n\n\n");
}
