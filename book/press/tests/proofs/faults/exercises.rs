//! Exercises and quizzes that are not those of their page.

use crate::exercises::{MANIFEST, SOLUTION, TEXTS, good};
use crate::fixture::{PLAN, TRIAL};

#[track_caller]
fn assert_replaced(file: &str, from: &str, to: &str, part: &str, message: &str) {
    let book = good();
    book.replace(file, from, to);
    let fault = if part.starts_with("name = ") {
        book.fault_of_table(file, part, message)
    } else {
        book.fault(file, part, message)
    };
    assert_eq!(book.faults(), [fault]);
}

#[test]
fn exercises_follow_sections_in_the_order_of_the_page() {
    assert_replaced(
        TEXTS,
        "by-hand-2\"\ntitle = \"By hand\"\nafter = \"doubling-a-number\"",
        "by-hand-2\"\ntitle = \"By hand\"\nafter = \"doubling\"",
        "name = \"by-hand-2\"",
        "`by-hand-2` follows no section of book/src/trial.md: there is no `doubling`",
    );
    assert_replaced(
        TEXTS,
        "after = \"halving-a-number\"\nobjectives = [1]\nminutes = 40\nkind = \"open",
        "after = \"doubling-a-number\"\nobjectives = [1]\nminutes = 40\nkind = \"open",
        "name = \"why\"",
        "`why` follows the section `doubling-a-number`, which comes before that of the exercise \
         above: exercises stand in the order of the page",
    );
}

#[test]
fn every_objective_is_exercised_and_no_other() {
    assert_replaced(
        TRIAL,
        "- double a number\n",
        "- double a number\n- halve it\n",
        "- halve it",
        "no exercise in chapters/trial/exercises/exercises.toml is about objective 2, \"halve it\"",
    );
    assert_replaced(
        TEXTS,
        "objectives = [1]\nminutes = 40",
        "objectives = [1, 2]\nminutes = 40",
        "name = \"write-it\"",
        "`write-it` exercises objective 2: book/src/trial.md has 1",
    );
}

#[test]
fn a_chapter_has_enough_exercises_and_shows_them_and_its_quizzes() {
    let book = good();
    let texts = book.read(TEXTS);
    let (before, from) =
        texts.split_once("[[exercise]]\nname = \"by-hand-2\"").unwrap();
    let (_, after) = from.split_once("\n\n").unwrap();
    book.write(TEXTS, &format!("{before}{after}"));
    assert_eq!(
        book.faults(),
        [format!("{TEXTS}:1: trial has 4 exercises: a chapter has 5 or more")]
    );
    let book = good();
    book.replace(TRIAL, "{{#exercises}}\n", "");
    let message = "this chapter's exercises are not on its page: write `{{#exercises}}` at its end";
    assert_eq!(book.faults(), [format!("{TRIAL}:1: {message}")]);
    let book = good();
    book.replace(TRIAL, "{{#quiz half}}\n", "");
    let message = "the quiz `half` is on book/src/trial.md 0 times: write `{{#quiz half}}` there, once";
    assert_eq!(
        book.faults(),
        [book.fault_of_table(TEXTS, "name = \"half\"", message)]
    );
}

#[test]
fn no_exercise_needs_a_later_chapter() {
    let book = good();
    book.append(
        PLAN,
        "\n[[chapter]]\npackage = \"later\"\ntitle = \"Later\"\nidea = \"more\"\nneeds = []\n",
    );
    assert_eq!(
        book.faults(),
        [""; 0],
        "a chapter that is not written has no exercises"
    );
    book.append(MANIFEST, "later = \"*\"\n");
    let message = "the exercises of trial depend on later, a later chapter: no exercise needs one";
    assert_eq!(book.faults(), [format!("{MANIFEST}:1: {message}")]);
}

#[test]
fn texts_that_say_something_wrong_are_named_with_their_line() {
    assert_replaced(
        TEXTS,
        "minutes = 40",
        "minutes = 30",
        "name = \"write-it\"",
        "`write-it` takes 30 minutes: say 5, 15 or 40",
    );
    assert_replaced(
        TEXTS,
        "{{#number twice}}",
        "0.5",
        "name = \"write-it\"",
        "the number 0.5 is typed into the prose, where it can go stale: quote it from the run with \
         `{{#number name}}`, or, if no run of ours makes it, write `{{#typed \"0.5\" reason=\"where \
         it is from\"}}`",
    );
    assert_replaced(
        TEXTS,
        "is = \"4\"",
        "is = \"much\"",
        "name = \"by-hand-2\"",
        "`by-hand-2`: `much` is no number that I can read: write it as 0.5, 1/2, 50 %, 5e-1 or \
         sqrt(1/4)",
    );
    assert_replaced(
        TEXTS,
        "right = true\n",
        "",
        "name = \"half\"",
        "the quiz `half` has 2 choices, 0 of them right: it takes two or more, and one is right",
    );
    assert_replaced(
        TEXTS,
        "points = [\"that so\", \"that it is\"]\n",
        "",
        "name = \"why\"",
        "`why` (open question) has 0 points to compare with: open questions have one or more, and no \
         others",
    );
    assert_replaced(
        SOLUTION,
        "    // INSTEAD\n",
        "",
        "// END",
        "`// END` stands where `// INSTEAD` was due",
    );
}
