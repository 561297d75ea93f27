//! Numbers by hand that were right once: Enter keeps them.

use super::learner::{Learner, PROGRESS, assert_has};

const BY_HAND: &str = "a-neuron-by-hand";
const CHECK: [&str; 2] = ["check", BY_HAND];

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
