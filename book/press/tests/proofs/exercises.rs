//! Exercises and quizzes on the pages of their chapters, and the sums of the course.

use std::fmt::Write as _;

use crate::fixture::{Fixture, SUMMARY, TRIAL, WELCOME, attributes, inner, text};

pub const TEXTS: &str = "chapters/trial/exercises/exercises.toml";
pub const MANIFEST: &str = "chapters/trial/exercises/Cargo.toml";
pub const SOLUTION: &str = "chapters/trial/exercises/solutions/write_it.rs";

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
    let summaries = inner(&page, "main details:not(.choice, .opening) > summary");
    assert_eq!(
        summaries[6..],
        ["Hint", "Another hint", "Answer", "Hint", "Answer"]
    );
    let answers = inner(&page, "main details:not(.choice, .opening)");
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
        inner(&page, "#quiz-half summary > span"),
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
            "there is no table `days`: there are chapters, weekend, weeks, sheets",
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
