//! What was done some days ago is asked again; and a record goes from the page into the
//! terminal and back.

use chrono::{Days, Local, NaiveDate};
use exercise::Texts;
use marking::{Book, Chapter, Exercise, answer_to};
use serde_json::{Value, json};
use study::{Record, Task};

use super::learner::{Learner, PROGRESS, assert_has};

const BY_HAND: &str = "a-neuron-by-hand";
const OPEN: &str = "why-not-deeper";

fn days_ago(days: u64) -> NaiveDate {
    Local::now().date_naive() - Days::new(days)
}

fn learner_with(record: &str) -> Learner {
    let learner = Learner::new();
    std::fs::create_dir_all(learner.path("my-course")).unwrap();
    learner.write(PROGRESS, record);
    learner
}

fn record(learner: &Learner) -> Record {
    Record::parse(&learner.read(PROGRESS)).unwrap()
}

#[test]
fn what_is_due_is_asked_the_latest_first_and_each_answer_counts() {
    let learner = learner_with(&format!(
        "[exercise.{BY_HAND}]\ndone = true\non = \"{}\"\n\
         [exercise.{OPEN}]\ndone = true\non = \"{}\"\n\
         [exercise.layer-as-product]\ndone = true\non = \"{}\"\n\
         [quiz.\"neurons/other-activation\"]\nchosen = [2]\non = \"{}\"\n",
        days_ago(3),
        days_ago(9),
        days_ago(0),
        days_ago(5),
    ));
    assert_has(&learner.succeeds(&[], ""), &["Questions are due", "-- review"]);
    // The open question with all its points, the quiz at the second try, the number given up.
    let typed = "\ny\ny\ny\n9\n1\n2\n7\n\n";
    let text = learner.succeeds(&["review"], typed);
    assert_has(
        &text,
        &[
            "Question 1 of 3: Neurons",
            "(due 8 days ago)",
            "Our answer",
            "Asked again in 6 days.",
            "(due 4 days ago)",
            "Type the number of a choice.",
            "Not this one.",
            "Right.",
            "(due 2 days ago)",
            "Not yet: weighted sum is not 7.",
            "weighted sum = -2",
            "Asked again in 1 day.",
            "You knew 1 of 3 at once.",
        ],
    );
    let record = record(&learner);
    let known = |key: &str| record.objectives[key].clone();
    assert_eq!((known("neurons/4").days, known("neurons/4").ease), (6, 2.6));
    assert_eq!((known("neurons/5").days, known("neurons/5").ease), (6, 2.5));
    assert_eq!((known("neurons/1").days, known("neurons/1").times), (1, 1));
    assert_eq!(record.entry(BY_HAND).asked, Some(days_ago(0)));
    assert!(record.is_done(BY_HAND), "what is forgotten stays done");
    let text = learner.succeeds(&["review"], "");
    assert_has(&text, &["Nothing is due today. The next question comes in 1 day."]);
    assert!(!learner.succeeds(&[], "").contains("-- review"));
}

#[test]
fn who_says_nothing_more_is_asked_another_time() {
    let day = days_ago(2);
    let text = format!("[exercise.{BY_HAND}]\ndone = true\non = \"{day}\"\n");
    let learner = learner_with(&text);
    let said = learner.fails(&["review"], "-2\n");
    assert_has(&said, &["The rest waits until you come back."]);
    assert_eq!(learner.read(PROGRESS), text, "nothing is graded");
    let new = Learner::new();
    let said = new.succeeds(&["review"], "");
    assert_has(
        &said,
        &["Nothing is due: what you do in the course is asked again"],
    );
}

#[test]
fn what_is_done_is_asked_from_the_day_after() {
    let learner = Learner::new();
    learner.succeeds(&["check", BY_HAND, "-2", "0", "5/3"], "");
    let record = record(&learner);
    assert_eq!(record.entry(BY_HAND).on, Some(days_ago(0)));
    assert_eq!(record.objectives["neurons/1"].due(), days_ago(0) + Days::new(1));
}

/// The neurons' exercises as the page has them.
fn give_book(learner: &Learner) {
    let texts = Texts::read(&learner.root, "neurons").unwrap();
    let exercises = texts.exercises.iter().map(|exercise| Exercise {
        task: Task::of(exercise),
        title: exercise.title.clone(),
        minutes: exercise.minutes,
        kind: exercise.kind.id().to_owned(),
        questions: exercise.questions.clone(),
        predictions: exercise.predictions.clone(),
        needs: None,
    });
    let chapter = Chapter {
        package: "neurons".to_owned(),
        exercises: exercises.collect(),
        ..Chapter::default()
    };
    let book = Book { chapters: vec![chapter], ..Book::default() };
    let bytes = serde_json::to_vec(&book).unwrap();
    answer_to(json!({ "give": "course" }), &bytes).unwrap();
}

/// What the page keeps after an act.
fn page(kept: &str, act: Value) -> String {
    let day = days_ago(0).to_string();
    let message = json!({ "record": kept, "day": day, "act": act });
    let answer = answer_to(message, &[]).unwrap();
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    answer["record"].as_str().unwrap().to_owned()
}

#[test]
fn a_record_goes_from_the_page_into_the_terminal_and_back() {
    let learner = Learner::new();
    give_book(&learner);
    let act = json!({ "check": { "name": BY_HAND, "said": ["-2", "0", "5/3"] } });
    let kept = page("", act);
    let act = json!({ "hint": { "name": "layer-as-product", "shown": 1 } });
    let kept = page(&kept, act);

    std::fs::create_dir_all(learner.path("my-course")).unwrap();
    learner.write(PROGRESS, &kept);
    assert_has(&learner.succeeds(&[], ""), &[&format!("✓ {BY_HAND}"), "1 of "]);
    assert_has(
        &learner.succeeds(&["hint", "layer-as-product"], ""),
        &["Hint 1 of 2", "Hint 2 of 2"],
    );
    let words = "A layer without a bend only multiplies and adds.\n.\ny\ny\ny\n";
    learner.succeeds(&["check", OPEN], words);

    // Meanwhile the page went on; both are added.
    let act = json!({ "mark": { "name": "bends-too-late", "done": true } });
    let kept = page(&kept, act);
    let act = json!({ "import": { "text": learner.read(PROGRESS) } });
    let both = page(&kept, act);
    let record = Record::parse(&both).unwrap();
    for name in [BY_HAND, OPEN, "bends-too-late"] {
        assert!(record.is_done(name), "{name}: {both}");
    }
    assert_eq!(record.entry("layer-as-product").hints, 2);
    assert_eq!(record.entry(OPEN).answers.len(), 1);
    learner.write(PROGRESS, &both);
    assert_has(&learner.succeeds(&[], ""), &["✓ bends-too-late", "3 of "]);
    assert_eq!(learner.read(PROGRESS), both, "who only looks changes nothing");
}

#[test]
fn a_calendar_is_written_where_no_file_is() {
    let learner = Learner::new();
    let arguments = ["calendar", "--from", "2026-12-07", "--to", "weeks.ics"];
    let text = learner.succeeds(&arguments, "");
    assert_has(&text, &["weeks.ics has", "the first from 2026-12-07 on"]);
    let text = learner.read("weeks.ics");
    assert!(text.contains("DTSTART;VALUE=DATE:20261207\r\n"), "{text}");
    assert_has(&learner.fails(&arguments, ""), &["weeks.ics is there already"]);
    assert_eq!(learner.read("weeks.ics"), text);
}
