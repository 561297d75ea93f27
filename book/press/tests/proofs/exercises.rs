//! Exercises and quizzes on the pages of their chapters, and the sums of the course.

use std::fmt::Write as _;

use crate::fixture::{
    Fixture, PLAN, SUMMARY, TRIAL, WELCOME, attributes, inner, text,
};

const TEXTS: &str = "chapters/trial/exercises/exercises.toml";
const MANIFEST: &str = "chapters/trial/exercises/Cargo.toml";
const SOLUTION: &str = "chapters/trial/exercises/solutions/write_it.rs";

const WRITTEN: &str = "
[[exercise]]
name = \"write-it\"
title = \"Write *it*\"
after = \"halving-a-number\"
objectives = [1]
minutes = 40
kind = \"write a function\"
statement = '''
Double `x`, not {{#number twice}}. A < B & C.
'''
hints = ['''
Once.
''', '''
Twice.
''']
answer = '''
Twice is **two** times.
'''

[[exercise]]
name = \"why\"
title = \"Why\"
after = \"halving-a-number\"
objectives = [1]
minutes = 40
kind = \"open question\"
statement = 'Why?'
hints = ['Because.']
answer = 'So.'
points = [\"that so\", \"that it is\"]

[[quiz]]
name = \"half\"
question = 'What is half?'
[[quiz.choice]]
text = '''a `half` < \"1\"'''
right = true
says = 'Yes, *half*.'
[[quiz.choice]]
text = 'twice'
says = 'That is double.'
";

/// A workspace whose chapter has five exercises and a quiz.
pub fn good() -> Fixture {
    let book = Fixture::good();
    let mut texts = String::from("# Exercises\n");
    for number in 1..=3 {
        let _ = write!(
            texts,
            "
[[exercise]]
name = \"by-hand-{number}\"
title = \"By hand\"
after = \"doubling-a-number\"
objectives = [1]
minutes = 5
kind = \"compute by hand\"
statement = 'What is twice {number}?'
hints = ['Add.']
answer = 'Adding it to itself.'
[[exercise.question]]
ask = \"twice {number}\"
is = \"{}\"
within = \"0.1\"
",
            2 * number
        );
    }
    book.write(TEXTS, &(texts + WRITTEN));
    book.write(
        MANIFEST,
        "[package]\nname = \"trial-exercises\"\n\n[dependencies]\ntrial = \"*\"\njudge = \"*\"\n",
    );
    book.write(
        SOLUTION,
        "//! Write it.\n\nuse std::process::ExitCode;\n\n/// Twice.\npub fn twice(x: f64) -> f64 {\n    \
         // SOLUTION\n    2.0 * x // <b>\n    // INSTEAD\n    // panic!()\n    // END\n}\n\nfn main() \
         -> ExitCode {\n    ExitCode::SUCCESS\n}\n",
    );
    book.append(
        TRIAL,
        "\n## Halving a number\n\nThink.\n\n{{#quiz half}}\n\n## Exercises\n\n{{#exercises}}\n",
    );
    book
}

#[track_caller]
fn assert_replaced(file: &str, from: &str, to: &str, part: &str, message: &str) {
    let book = good();
    book.replace(file, from, to);
    assert_eq!(book.faults(), [book.fault(file, part, message)]);
}

#[test]
fn the_fixture_is_good() {
    assert_eq!(good().faults(), [""; 0]);
}

#[test]
fn an_exercise_is_on_the_page_with_all_that_belongs_to_it() {
    let page = good().page("trial.html");
    assert_eq!(text(&page, "#exercise-write-it"), "4. Write it");
    let facts = inner(&page, ".exercise-facts");
    assert_eq!(facts.len(), 5);
    assert_eq!(
        facts[3],
        "40 minutes · write a function · after <a href=\"#halving-a-number\">Halving a number</a><br>Practises: double a number"
    );
    assert_eq!(
        inner(&page, ".exercise-command > code")[3],
        "cargo run -p course -- check write-it"
    );
    assert_eq!(
        attributes(&page, ".exercise-command a", "href"),
        [
            "https://example.org/blob/main/chapters/trial/exercises/attempts/write_it.rs"
        ]
    );
    let summaries = inner(&page, "main details:not(.choice) > summary");
    assert_eq!(
        summaries[6..],
        ["Hint", "Another hint", "Answer", "Hint", "Answer"]
    );
    let answers = inner(&page, "main details:not(.choice)");
    assert!(answers[1].contains("twice 1: <code>2</code>."), "{}", answers[1]);
    let code = inner(&page, "main details pre code");
    assert_eq!(
        code,
        [
            "/// Twice.\npub fn twice(x: f64) -&gt; f64 {\n    2.0 * x // &lt;b&gt;\n}"
        ]
    );
    assert!(
        answers[8].contains("Twice is <strong>two</strong> times."),
        "{}",
        answers[8]
    );
    assert!(answers[10].contains("<li>that so</li>"), "{}", answers[10]);
    let words = text(&page, "main");
    assert!(words.contains("Double x, not −1,797.5. A < B & C."), "{words}");
}

#[test]
fn the_opening_counts_the_exercises() {
    let page = good().page("trial.html");
    let facts = inner(&page, ".facts dd");
    assert_eq!(
        facts[2],
        "<a href=\"#exercises\">5 exercises</a>, about 95 minutes"
    );
}

#[test]
fn a_quiz_answers_every_choice_without_a_script() {
    let page = good().page("trial.html");
    assert_eq!(attributes(&page, "#quiz-half", "role"), ["group"]);
    assert_eq!(
        inner(&page, "#quiz-half summary"),
        ["a <code>half</code> &lt; “1”", "twice"]
    );
    assert_eq!(
        inner(&page, "#quiz-half details > p"),
        [
            "<strong>Right.</strong> Yes, <em>half</em>.",
            "<strong>No.</strong> That is double."
        ]
    );
    assert_eq!(attributes(&page, "#quiz-half > .quiz-result", "role"), ["status"]);
}

#[test]
fn the_course_is_summed_up() {
    let book = good();
    book.append(
        WELCOME,
        "\n{{#course exercises}}, {{#course files}}, {{#course quizzes}}, {{#course reading-hours}}, \
         {{#course exercise-hours}}, {{#course hours}}, {{#course weekend-hours}}\n\n\
         {{#syllabus chapters}}\n\n{{#syllabus weekend}}\n\n{{#syllabus weeks}}\n",
    );
    let page = book.page("welcome.html");
    assert_eq!(
        inner(&page, "main p .number"),
        ["5", "1", "1", "0", "1½", "1½", "½"]
    );
    let cells = inner(&page, "main td");
    let link = "<a href=\"trial.html\">Trial</a>";
    let expected = ["1", link, "5 min", "95 min", "1½"];
    let at = cells
        .iter()
        .position(|cell| cell == "95 min")
        .expect("a row of the chapter")
        - 3;
    assert_eq!(cells[at..at + 5], expected, "{cells:?}");
    assert!(cells.iter().any(|cell| cell == "5 in 95 min"), "{cells:?}");
}

#[test]
fn an_unknown_quiz_table_or_sum_names_those_there_are() {
    for (prose, message) in [
        ("{{#quiz hafl}}", "there is no quiz `hafl`: there are `half`"),
        (
            "{{#syllabus days}}",
            "there is no table `days`: there are chapters, weekend, weeks",
        ),
    ] {
        let book = good();
        book.append(TRIAL, &format!("\n{prose}\n"));
        assert_eq!(book.faults(), [book.fault(TRIAL, prose, message)]);
    }
    let book = good();
    book.append(WELCOME, "\nSo {{#course days}}.\n");
    let faults = book.faults();
    assert_eq!(faults.len(), 1);
    assert!(
        faults[0].contains("the course has no sum `days`: it has `exercises`, "),
        "{faults:?}"
    );
    let book = good();
    book.append(WELCOME, "\n{{#exercises}}\n");
    let message = "`{{#exercises}}` stands on the page of a chapter with exercises";
    assert_eq!(book.faults(), [book.fault(WELCOME, "{{#exercises}}", message)]);
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
    assert_eq!(book.faults(), [book.fault(TEXTS, "name = \"half\"", message)]);
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

#[test]
fn a_page_that_continues_a_chapter_takes_time_of_its_own() {
    let book = good();
    book.replace(
        SUMMARY,
        "- [Trial](trial.md)\n",
        "- [Trial](trial.md)\n  - [More](trial/more.md)\n",
    );
    book.write(
        "book/src/trial/more.md",
        &format!("# More\n\n{}\n", "word ".repeat(3200)),
    );
    assert_eq!(inner(&book.page("trial.html"), ".facts dd")[1], "about 5 minutes");
}
