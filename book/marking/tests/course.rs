//! The course in the page, asked as a page asks it.

use exercise::{Prediction, Question};
use marking::{Book, Chapter, Exercise, Quiz, answer_to};
use serde_json::{Value, json};
use study::{Question as Asks, Record, Task};

fn task(name: &str, objectives: &[usize], asks: Asks) -> Task {
    Task { name: name.to_owned(), objectives: objectives.to_vec(), asks }
}

fn exercise(name: &str, asks: Asks, questions: Vec<Question>) -> Exercise {
    Exercise {
        task: task(name, &[1], asks),
        title: name.to_owned(),
        minutes: 5,
        kind: "by-hand".to_owned(),
        questions,
        predictions: Vec::new(),
        needs: None,
    }
}

/// One chapter: two numbers by hand, an open question, a file, and a quiz.
fn give_book() {
    let number = |ask: &str, is: &str| Question {
        ask: ask.to_owned(),
        is: is.to_owned(),
        within: "0.001".to_owned(),
        mistakes: vec![exercise::Mistake {
            is: "7".to_owned(),
            says: "That is <em>the sum</em>.".to_owned(),
        }],
    };
    let numbers = vec![number("a", "0.5"), number("b", "-2")];
    let book = Book {
        former: [("halves".to_owned(), "numbers".to_owned())].into(),
        chapters: vec![Chapter {
            package: "sums".to_owned(),
            number: Some(1),
            title: "Sums".to_owned(),
            page: "sums.html".to_owned(),
            objectives: vec!["add".to_owned()],
            exercises: vec![
                exercise("numbers", Asks::Numbers, numbers),
                exercise("words", Asks::Words, Vec::new()),
                exercise("file", Asks::Code, Vec::new()),
                Exercise {
                    predictions: vec![Prediction {
                        ask: "the share".to_owned(),
                        is_share: true,
                        choices: Vec::new(),
                    }],
                    ..exercise("guess", Asks::Prediction, Vec::new())
                },
            ],
            quizzes: vec![Quiz {
                task: task("which", &[1], Asks::Choice),
                right: 2,
            }],
        }],
    };
    let bytes = serde_json::to_vec(&book).unwrap();
    answer_to(json!({ "give": "course" }), &bytes).unwrap();
}

fn ask(record: &str, day: &str, act: Option<Value>) -> Value {
    let mut message = json!({ "record": record, "day": day });
    if let Some(act) = act {
        message["act"] = act;
    }
    let answer = answer_to(message, &[]).unwrap();
    serde_json::from_slice(&answer).unwrap()
}

fn record(answer: &Value) -> Record {
    Record::parse(answer["record"].as_str().unwrap()).unwrap()
}

fn check(record: &str, said: [&str; 2]) -> Value {
    let act = json!({ "check": { "name": "numbers", "said": said } });
    ask(record, "2026-03-01", Some(act))
}

#[test]
fn before_the_course_is_given_every_message_waits_for_it() {
    let asked = json!({ "record": "", "day": "2026-03-01" });
    assert_eq!(answer_to(asked, &[]).unwrap(), br#"{"waits":true}"#);
}

#[test]
fn each_number_is_told_what_it_is_and_how_it_was_read() {
    give_book();
    for (said, verdict, read) in [
        ("1/2", "right", Some("1/2 = 0.5")),
        ("0,5", "right", Some("0.5")),
        ("0.5", "right", None),
        ("7", "mistaken", None),
        ("-0.5", "near", None),
        ("3", "wrong", None),
        ("half", "unread", None),
        ("1,056", "unread", None),
        ("  ", "empty", None),
    ] {
        let answer = check("", [said, "-2"]);
        let mark = &answer["marks"][0];
        assert_eq!(mark["verdict"], verdict, "{said}: {mark}");
        assert_eq!(mark["read"].as_str(), read, "{said}");
        let is_done = record(&answer).is_done("numbers");
        assert_eq!(is_done, verdict == "right", "{said}");
        assert_eq!(mark["mistake"].is_string(), verdict == "mistaken");
    }
}

#[test]
fn what_is_right_is_kept_while_the_rest_is_not() {
    give_book();
    let answer = check("", ["0.5", "3"]);
    assert_eq!(record(&answer).entry("numbers").numbers, ["0.5", ""]);
    let answer = check(answer["record"].as_str().unwrap(), ["0.5", "-2"]);
    assert_eq!(
        answer["view"]["exercises"]["numbers"]["numbers"],
        json!(["0.5", "-2"])
    );
    assert_eq!(answer["view"]["done"], json!([1, 4]));
    assert_eq!(answer["view"]["next"], "words");
    assert_eq!(answer["view"]["chapters"][0]["objectives"], json!([[1, 4]]));
}

#[test]
fn what_was_done_is_asked_again_after_a_day_and_then_after_six() {
    give_book();
    let done = check("", ["0.5", "-2"]);
    let text = done["record"].as_str().unwrap();
    assert_eq!(done["view"]["due"], json!([]));
    assert_eq!(done["view"]["wait"], 1);
    let next = ask(text, "2026-03-02", None);
    assert_eq!(next["view"]["due"][0]["task"]["name"], "numbers");
    let act = json!({ "check": { "name": "numbers", "said": ["1", "1"], "again": true } });
    let again = ask(text, "2026-03-02", Some(act));
    assert_eq!(
        again["record"], next["record"],
        "a try in a review keeps what is done"
    );
    let act = json!({ "review": { "name": "numbers", "is_quiz": false, "objective": 1, "grade": "fluent" } });
    let reviewed = ask(text, "2026-03-02", Some(act));
    assert_eq!(reviewed["again"], 6);
    assert_eq!(reviewed["view"]["wait"], 6);
}

#[test]
fn words_marks_hints_choices_and_former_names_are_kept() {
    give_book();
    let mut text = "[exercise.halves]\nhints = 1\n".to_owned();
    for act in [
        json!({ "write": { "name": "words", "answer": "mine", "done": false } }),
        json!({ "write": { "name": "words", "answer": "mine", "done": true } }),
        json!({ "mark": { "name": "file", "done": true } }),
        json!({ "hint": { "name": "file", "shown": 2 } }),
        json!({ "hint": { "name": "file", "shown": 1 } }),
        json!({ "show": { "name": "numbers" } }),
        json!({ "choose": { "quiz": "sums/which", "choice": 1 } }),
        json!({ "choose": { "quiz": "sums/which", "choice": 2 } }),
        json!({ "choose": { "quiz": "sums/which", "choice": 1 } }),
    ] {
        let answer = ask(&text, "2026-03-01", Some(act));
        answer["record"].as_str().unwrap().clone_into(&mut text);
    }
    let record = Record::parse(&text).unwrap();
    assert_eq!(record.entry("words").answers, ["mine"]);
    assert!(record.is_done("words") && record.is_done("file"));
    assert_eq!(record.entry("file").hints, 2);
    assert_eq!(record.entry("numbers").hints, 1, "under its name of now");
    assert!(record.entry("numbers").shown && !record.is_done("numbers"));
    assert_eq!(record.quizzes["sums/which"].chosen, [1, 2]);
    let act = json!({ "mark": { "name": "file", "done": false } });
    let opened = ask(&text, "2026-03-01", Some(act));
    assert!(!self::record(&opened).is_done("file"));
}

#[test]
fn what_is_no_record_is_refused_and_changes_nothing() {
    give_book();
    let broken = ask("[exercise", "2026-03-01", None);
    assert!(broken["broken"].as_str().unwrap().starts_with("line 1: "), "{broken}");
    let import = |text: &str| {
        let act = json!({ "import": { "text": text } });
        answer_to(json!({ "record": "", "day": "2026-03-01", "act": act }), &[])
    };
    let error = import("<html>").unwrap_err().to_string();
    assert!(error.starts_with("line 1: "), "{error}");
    assert!(import("[exercise.gone]\ndone = true\n").is_ok(), "of another version");
}

#[test]
fn a_share_is_from_0_to_1_before_anything_is_run() {
    give_book();
    let predicts = |said: &str| {
        let asked = json!({ "predicts": { "name": "guess", "said": [said] } });
        answer_to(asked, &[]).map_err(|error| error.to_string())
    };
    for said in ["0", "1", "0.5", "50 %", "no number, which the run refuses"] {
        assert!(predicts(said).is_ok(), "{said}");
    }
    for (said, part) in
        [("30", "write 30 %"), ("-0.5", "is none"), ("3000", "is none")]
    {
        let error = predicts(said).unwrap_err();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn what_a_page_does_not_ask_is_refused_in_words() {
    give_book();
    for act in [
        json!({ "check": { "name": "gone", "said": [] } }),
        json!({ "check": { "name": "numbers", "said": ["1"] } }),
        json!({ "choose": { "quiz": "which", "choice": 1 } }),
        json!({ "dance": {} }),
    ] {
        let message = json!({ "record": "", "day": "2026-03-01", "act": act });
        answer_to(message, &[]).unwrap_err();
    }
    answer_to(json!({ "record": "", "day": "today" }), &[]).unwrap_err();
    answer_to(json!({ "give": "course" }), b"{").unwrap_err();
    for from in ["", "2026-13-01", "-262143-01-01"] {
        let message = json!({ "calendar": { "from": from, "base": "x/" } });
        let _ = answer_to(message, &[]);
    }
    let message =
        json!({ "calendar": { "from": "2026-12-07", "base": "https://b/" } });
    let answer = answer_to(message, &[]).unwrap();
    let text = String::from_utf8(answer).unwrap();
    assert!(text.contains("URL:https://b/sums.html"), "{text}");
}
