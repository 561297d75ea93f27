//! The messages of a page that trains: what is answered, and that nothing breaks.

use serde_json::{Value, json};
use training::Training;
use transformer::session::{SOME_WINDOWS, Session, SessionSettings};

fn text() -> String {
    "the cat sat on the mat. the mat sat on the cat.\r\n".repeat(20)
}

/// The line of the answer, and the bytes behind it.
fn answer(
    training: &mut Training,
    asked: Value,
    bytes: &[u8],
) -> Result<(Value, Vec<u8>), String> {
    let asked = serde_json::from_value(asked).map_err(|error| error.to_string())?;
    let answer = training.answer(asked, bytes);
    let answer = answer.map_err(|error| format!("{error:#}"))?;
    let end = answer.iter().position(|byte| *byte == b'\n');
    let (line, bytes) = match end {
        Some(end) => (&answer[..end], answer[end + 1..].to_vec()),
        None => (&answer[..], Vec::new()),
    };
    Ok((serde_json::from_slice(line).expect("a line of JSON"), bytes))
}

#[track_caller]
fn line(training: &mut Training, asked: Value) -> Value {
    answer(training, asked, &[]).expect("an answer").0
}

fn start(steps: u64) -> Value {
    json!({ "train": "start", "model": "small", "seed": 5, "steps": steps })
}

#[test]
fn a_page_trains_as_a_session_does() {
    let mut settings = SessionSettings { seed: 5, ..SessionSettings::small() };
    settings.training.steps = 12;
    let mut session = Session::new(text(), &settings).expect("a session");
    let mut training = Training::default();
    let (found, _) =
        answer(&mut training, start(12), text().as_bytes()).expect("a training");
    let floors = session.floors();
    let expected = json!({
        "step": 0, "steps": 12, "seed": 5, "parameters": 27008, "vocabulary": 12,
        "characters": 960, "context": 32, "batch": 16, "is_short": true,
        "floors": {
            "guessing": floors.guessing,
            "unigram": floors.unigram,
            "bigram": floors.bigram,
        },
    });
    assert_eq!(found, expected);
    let losses: Vec<f64> =
        (0..12).map(|_| session.step().expect("a step").loss).collect();
    let found = line(&mut training, json!({ "train": "steps", "count": 5 }));
    let tokens = 5 * 16 * 32;
    let expected =
        json!({ "step": 5, "steps": 12, "losses": losses[..5], "tokens": tokens });
    assert_eq!(found, expected);
    // What another has saved is gone on with, to the end and no further.
    let save = json!({ "train": "save" });
    let (found, saved) = answer(&mut training, save.clone(), &[]).expect("bytes");
    assert_eq!(found, json!({ "step": 5 }));
    answer(&mut training, start(9), text().as_bytes()).expect("a training");
    let resume = json!({ "train": "resume", "checkpoint": saved.len() });
    let bytes = [&saved[..], text().as_bytes()].concat();
    let (found, _) = answer(&mut training, resume, &bytes).expect("a training");
    assert_eq!((&found["step"], &found["seed"]), (&json!(5), &Value::Null));
    let found = line(&mut training, json!({ "train": "steps", "count": 100 }));
    assert_eq!(found["losses"], json!(losses[5..]));
    let found = line(&mut training, json!({ "train": "held-out" }));
    let held_out = session.held_out(SOME_WINDOWS).expect("a loss");
    assert_eq!(found, json!({ "step": 12, "held_out": held_out }));
    let (_, saved) = answer(&mut training, save, &[]).expect("bytes");
    assert!(saved == session.checkpoint().expect("bytes"), "the same bytes");
    let found = line(&mut training, json!({ "train": "more", "steps": 20 }));
    let note = session.go_on(20).expect("more");
    assert_eq!(found, json!({ "step": 12, "steps": 20, "note": note }));
}

#[test]
fn it_writes_and_says_what_stands_in_the_text() {
    let mut training = Training::default();
    answer(&mut training, start(300), text().as_bytes()).expect("a training");
    line(&mut training, json!({ "train": "steps", "count": 300 }));
    let likeliest = json!({
        "train": "sample", "prompt": "the cat sat", "length": 60, "temperature": 0,
        "top_k": null, "top_p": null, "seed": 1,
    });
    let found = line(&mut training, likeliest);
    let says = found["text"].as_str().expect("a text");
    assert_eq!(says.chars().count(), 60);
    let all = text().replace('\r', "");
    let verbatim = found["verbatim"].as_array().expect("places");
    assert!(!verbatim.is_empty(), "{says}");
    for place in verbatim {
        let [start, end] =
            [0, 1].map(|side| place[side].as_u64().expect("a place"));
        assert!(all.contains(&says[start as usize..end as usize]), "{says}");
    }
}

#[test]
fn what_cannot_be_done_is_said_and_costs_nothing() {
    let mut training = Training::default();
    let says = |training: &mut Training, asked: Value, bytes: &[u8]| {
        answer(training, asked, bytes).expect_err("no answer")
    };
    let steps = json!({ "train": "steps", "count": 1 });
    let nothing = "nothing is trained yet: give a text first";
    for asked in ["held-out", "save"] {
        assert_eq!(says(&mut training, json!({ "train": asked }), &[]), nothing);
    }
    assert_eq!(says(&mut training, steps.clone(), &[]), nothing);
    answer(&mut training, start(2), text().as_bytes()).expect("a training");
    let texts: [(&[u8], &str); 5] = [
        (b"", "it is empty: give a text"),
        (b"the cat", "it has 7 tokens, and a tenth of them is set aside"),
        (b"the\x1b cat", "line 1 has the control character ESC"),
        (b"\xff\xfet\0h\0e\0", "it is text in UTF-16LE: save it as UTF-8"),
        (b"the c\xe4t", "line 1 is no UTF-8 text (at byte 5)"),
    ];
    for (text, why) in texts {
        let found = says(&mut training, start(2), text);
        assert!(found.starts_with(why), "{found}");
    }
    let none = says(&mut training, start(0), text().as_bytes());
    assert_eq!(none, "the number of steps is 0: give at least 1");
    let resume = |count: usize| json!({ "train": "resume", "checkpoint": count });
    let found = says(&mut training, resume(9), b"short");
    assert_eq!(found, "there are 5 bytes, not the checkpoint's 9 and a text");
    let found = says(&mut training, resume(5), b"shortthe cat");
    assert!(found.starts_with("it is no checkpoint"), "{found}");
    let sample = |prompt: &str, length: usize| {
        json!({
            "train": "sample", "prompt": prompt, "length": length, "temperature": 0.8,
            "seed": 1,
        })
    };
    let found = says(&mut training, sample("the dog", 5), &[]);
    assert!(found.starts_with("the prompt: line 1 has \"d\", which is not among"));
    let found = says(&mut training, sample("", 10_001), &[]);
    assert_eq!(found, "the length is 10001: give 1 to 10000");
    assert!(says(&mut training, json!({ "train": "stop" }), &[]).contains("stop"));
    // The training is as it was.
    let found = line(&mut training, json!({ "train": "steps", "count": 2 }));
    assert_eq!(found["step"], json!(2));
    let found = says(&mut training, steps, &[]);
    assert_eq!(found, "the 2 steps are done: give more than 2 to go on");
}
