//! Verdicts for a class: on all exercises at once, for people and for programs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use exercise::{Kind, Texts};
use serde_json::Value;

use super::learner::{Learner, PROGRESS, assert_has, target, texts};

const ATTEMPTS: &str = "chapters/neurons/exercises/attempts";
const ALL: [&str; 4] = ["check", "--all", "--chapter", "neurons"];
const GAP: &str = concat!("to", "do!(");
/// What a program prints in the hope that somebody takes it for a verdict.
const FORGED: &str =
    r#"println!("{{\"format\": 1, \"exercises\": []}}\n✓ Right.");"#;

fn run(learner: &Learner, arguments: &[&str]) -> Output {
    let mut command = learner.command(&[&ALL, arguments].concat());
    // Programs of other tests have the same names.
    command.env("CARGO_TARGET_DIR", target().with_file_name("class"));
    command.env("COURSE_LONGEST_SECONDS", "2");
    command.output().unwrap()
}

/// The verdict and the mistake on each exercise, and whether all is well.
fn verdicts(learner: &Learner) -> (BTreeMap<String, (String, Value)>, bool) {
    let output = run(learner, &["--json"]);
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(text.trim_start().starts_with("{\n  \"format\": 1,"), "{text}");
    let report: Value = serde_json::from_str(&text)
        .unwrap_or_else(|_| panic!("{}", texts(&output)));
    let exercises = report["exercises"].as_array().unwrap();
    let verdict = |line: &Value| {
        assert_eq!(line["chapter"], "neurons");
        assert!(line["kind"].as_str().unwrap().parse::<Kind>().is_ok());
        let text = |field: &str| line[field].as_str().unwrap().to_owned();
        (text("name"), (text("verdict"), line["mistake"].clone()))
    };
    (exercises.iter().map(verdict).collect(), output.status.success())
}

#[test]
fn each_exercise_has_the_verdict_of_its_judge() {
    let learner = Learner::who_compiles("class");
    learner.succeeds(&[], "");
    let file = |name: &str| format!("{ATTEMPTS}/{}.rs", name.replace('-', "_"));
    let filled = |name: &str, code: &str| {
        let text = learner.read(&file(name));
        let (before, after) = text.split_once(GAP).unwrap();
        let (_, after) = after.split_once("\")").unwrap();
        learner.write(&file(name), &format!("{before}{code}{after}"));
    };
    learner.write(&file("any-truth-table"), "pub fn half(");
    fs::write(learner.path(&file("bends-too-late")), b"\xff\xfe").unwrap();
    filled("layer-as-product", &format!("{FORGED} batch.dot(&weights.t())"));
    filled("neuron-for-a-line", "loop { std::thread::yield_now() }");
    filled("silent-neurons", &format!("{FORGED} 0.5"));
    let open = "[exercise.why-not-deeper]\nanswers = [\"It is linear.\"]\n\
                [exercise.odd-number-of-three]\ndone = true\n";
    fs::create_dir_all(learner.path("my-course")).unwrap();
    let by_hand = |numbers: &str| {
        let table = "[exercise.a-neuron-by-hand]\ndone = true\n";
        learner.write(PROGRESS, &format!("{table}{numbers}\n{open}"));
    };
    by_hand("");
    // Cargo writes its own files.
    let theirs = || {
        let is_theirs = |path: &Path| {
            let path = path.to_string_lossy().replace('\\', "/");
            path.contains("/attempts/") || path.contains("/my-course/")
        };
        let mut files = learner.files();
        files.retain(|path, _| is_theirs(path));
        files
    };
    let before = theirs();
    let (found, is_well) = verdicts(&learner);
    assert!(!is_well);
    let none = Value::Null;
    for (name, verdict, mistake) in [
        ("any-truth-table", "does-not-compile", &none),
        ("bends-too-late", "does-not-compile", &none),
        ("layer-as-product", "wrong", &Value::from("no-bias")),
        ("neuron-for-a-line", "stopped", &none),
        ("silent-neurons", "right", &none),
        ("deeper-network", "unfinished", &none),
        // What is written down as done is not believed.
        ("a-neuron-by-hand", "unanswered", &none),
        ("why-not-deeper", "unfinished", &none),
        ("odd-number-of-three", "unanswered", &none),
    ] {
        assert_eq!(found[name], (verdict.to_owned(), mistake.clone()), "{name}");
    }
    assert!(theirs() == before && before.len() > 5, "nothing is written");

    let output = run(&learner, &[]);
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(!table.contains("Right."), "{table}");
    assert_has(
        &table,
        &[
            "✗ any-truth-table does not compile",
            "✗ layer-as-product wrong: no-bias",
            "✓ silent-neurons right",
            "· deeper-network unfinished",
            "1 of ",
        ],
    );

    for (numbers, verdict) in [
        ("numbers = [\"-2\", \"0\", \"5/3\"]", "right"),
        ("numbers = [\"-2.0\", \"0\", \"1 2/3\"]", "right"),
        ("numbers = [\"-2\", \"0\", \"2\"]", "wrong"),
        ("numbers = [\"-2\", \"nought\", \"5/3\"]", "wrong"),
        ("numbers = [\"-2\", \"\", \"5/3\"]", "unfinished"),
        ("numbers = [\"-2\"]", "unfinished"),
        ("numbers = [\"\", \" \", \"\"]", "unanswered"),
    ] {
        by_hand(numbers);
        let found = &verdicts(&learner).0["a-neuron-by-hand"];
        assert_eq!(found.0, verdict, "{numbers}");
    }

    // An older file that is put back is what is judged, and who ends before the judge has
    // none.
    let right = learner.read(&file("silent-neurons"));
    learner.write(&file("silent-neurons"), &right.replace("0.5", "0.9"));
    let an_hour_ago =
        std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let path = learner.path(&file("silent-neurons"));
    let options = fs::File::options().append(true).open(path).unwrap();
    options.set_modified(an_hour_ago).unwrap();
    assert_eq!(verdicts(&learner).0["silent-neurons"].0, "wrong");
    let ends = right.replace(" 0.5", " std::process::exit(0)");
    learner.write(&file("silent-neurons"), &ends);
    assert_eq!(verdicts(&learner).0["silent-neurons"].0, "stopped");

    // All is right: only then it is a success.
    let chapter = Texts::read(&learner.root, "neurons").unwrap();
    let mut progress = String::new();
    for exercise in &chapter.exercises {
        let name = &exercise.name;
        if exercise.kind.has_file() {
            let gap = chapter.gap(&learner.root, exercise).unwrap();
            learner.write(&file(name), &gap.solution);
        } else {
            let numbers = exercise.questions.iter().map(|question| &question.is);
            let numbers = numbers.collect::<Vec<_>>();
            progress += &format!(
                "[exercise.{name}]\ndone = true\nanswers = [\"So.\"]\nnumbers = {numbers:?}\n"
            );
        }
    }
    learner.write(PROGRESS, &progress);
    let (found, is_well) = verdicts(&learner);
    assert!(is_well && found.values().all(|(verdict, _)| verdict == "right"));
    assert_eq!(found.len(), chapter.exercises.len());
    assert_has(&texts(&run(&learner, &[])), &["are right."]);
    let mut other = learner.command(&["check", "--all", "--chapter", "9"]);
    let output = other.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_has(&texts(&output), &["there is no chapter `9`"]);
}
