//! The messages of a page in which readers predict: what is answered, and that nothing breaks.

use std::collections::BTreeSet;
use std::path::Path;

use exercise::{Kind, Prediction, Texts};
use predictions::{answer_to, exercises, file};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A text for each thing that is asked for.
type Said = &'static [&'static str];

/// A mistake, and the name of it.
type Mistake = (Said, &'static str);

/// Of each exercise what is right, and each mistake with its name, as a reader says them.
const SAID: [(&str, Said, &[Mistake]); 13] = [
    (
        "neurons/deeper-network",
        &["64·32 + 32 + 32·32 + 32 + 32·10 + 10"],
        &[
            (&["3434"], "no-new-biases"),
            (&["64·32 + 32·32 + 32·10"], "weights-alone"),
            (&["4490"], "inputs-again"),
            (&["32·33"], "new-layer-alone"),
        ],
    ),
    (
        "neurons/silent-neurons",
        &["1/2"],
        &[
            (&["0"], "none-is-silent"),
            (&["0,9"], "one-digit-each"),
            (&["100 %"], "all-silent"),
            (&["50"], "percent-for-share"),
        ],
    ),
    (
        "loss/petals-in-millimetres",
        &["10^2"],
        &[
            (&["10"], "like-the-inputs"),
            (&["1"], "units-do-not-matter"),
            (&["1/100"], "upside-down"),
        ],
    ),
    (
        "backprop/labels-by-chance",
        &["NearlyAll", "ATenth"],
        &[
            (&["ATenth", "ATenth"], "nothing-to-learn"),
            (&["AHalf", "ATenth"], "half-by-heart"),
            (&["NearlyAll", "AHalf"], "heart-helps-a-little"),
            (&["NearlyAll", "NearlyAll"], "training-stands-for-all"),
            (&["AHalf", "AHalf"], "half-of-everything"),
            (&["ATenth", "NearlyAll"], "truth-shines-through"),
            (&["ATenth", "AHalf"], "truth-shines-through"),
            (&["AHalf", "NearlyAll"], "truth-shines-through"),
        ],
    ),
    (
        "backprop/fewer-hidden-neurons",
        &["MoreThan20Points"],
        &[
            (&["UpTo3Points"], "as-with-spare-neurons"),
            (&["UpTo20Points"], "without-the-unlucky-start"),
        ],
    ),
    (
        "embeddings/more-room-for-meaning",
        &["Worse"],
        &[(&["Better"], "trusted-the-cost"), (&["AsGood"], "idle-numbers")],
    ),
    (
        "embeddings/words-that-come-back",
        &["2000"],
        &[
            (&["1552"], "lengths-kept"),
            (&["448"], "losers-before"),
            (&["0"], "lost-all"),
        ],
    ),
    (
        "softmax/softened-and-sure",
        &["HardlyAny"],
        &[
            (&["AsMany"], "only-the-order-counts"),
            (&["Fewer"], "softness-as-wrong-labels"),
            (&["More"], "sharper-from-softer"),
        ],
    ),
    (
        "attention/divide-by-the-width",
        &["64/64²"],
        &[
            (&["1"], "divided-once"),
            (&["sqrt(1/64)"], "deviation-for-variance"),
            (&["1/4096"], "one-product-alone"),
        ],
    ),
    (
        "attention/colours-without-positions",
        &["FirstNouns"],
        &[(&["None"], "nothing-without-places"), (&["All"], "order-from-the-mask")],
    ),
    (
        "attention/wide-without-the-root",
        &["Some"],
        &[(&["All"], "training-repairs-it"), (&["None"], "small-is-nothing")],
    ),
    (
        "multi-head/double-negation",
        &["0"],
        &[(&["1"], "cancelled"), (&["50%"], "chance")],
    ),
    (
        "transformer/two-heads-off",
        &["BelowBoth"],
        &[(&["AboveBoth"], "losses-add-up"), (&["Between"], "part-made-up")],
    ),
];

/// The line that answers a message, or the error.
fn answer(asked: Value, bytes: &[u8]) -> Result<Value, String> {
    let answer = answer_to(asked, bytes).map_err(|error| format!("{error:#}"))?;
    Ok(serde_json::from_slice(&answer).expect("a line of JSON"))
}

fn predict(exercise: &str, said: &[&str]) -> Result<Value, String> {
    answer(json!({ "predict": { "exercise": exercise, "said": said } }), &[])
}

/// What the text of an exercise asks for.
fn asked(exercise: &str) -> Vec<Prediction> {
    let (chapter, name) = exercise.split_once('/').expect("a chapter");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let texts = Texts::read(&root, chapter).expect("the texts of a chapter");
    let found = texts.exercises.into_iter().find(|exercise| exercise.name == name);
    found.expect("an exercise of the chapter").predictions
}

#[test]
fn the_thirteen_are_those_of_the_chapters_and_need_the_files_that_they_name() {
    let found: BTreeSet<_> = exercises().collect();
    let mut expected = BTreeSet::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for entry in root.join("chapters").read_dir().expect("the chapters") {
        let chapter = entry.expect("a chapter").file_name();
        let chapter = chapter.to_string_lossy();
        if !root.join(Texts::file(&chapter)).is_file() {
            continue;
        }
        let texts = Texts::read(&root, &chapter).expect("the texts of a chapter");
        for exercise in texts.exercises {
            if exercise.kind == Kind::Predict {
                let name = format!("{chapter}/{}", exercise.name);
                let needs = file(&name).map(|file| Path::new(file.file()));
                assert_eq!(exercise.needs.as_deref(), needs, "{name}");
                expected.insert(name);
            }
        }
    }
    assert_eq!(found, expected);
    let tested: BTreeSet<_> =
        SAID.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(tested, expected, "those that are tested here");
}

#[test]
fn what_is_right_is_right_and_each_mistake_has_its_name() {
    for (exercise, right, mistakes) in SAID {
        let found = predict(exercise, right).expect("an answer");
        assert_eq!(found["right"], true, "{exercise}: {found}");
        assert_eq!(found["failures"], json!([]), "{exercise}");
        assert_eq!(
            (&found["mistake"], &found["near"]),
            (&Value::Null, &Value::Null)
        );
        let notes = found["notes"].as_array().expect("notes");
        let is_said =
            |note: &Value| note.as_str().is_some_and(|note| note.len() > 40);
        assert!(notes.iter().any(is_said), "{exercise} shows its run: {found}");
        for (said, name) in mistakes {
            let found = predict(exercise, said).expect("an answer");
            assert_eq!(found["right"], false, "{exercise}, {said:?}");
            assert_eq!(
                found["mistake"]["name"], *name,
                "{exercise}, {said:?}: {found}"
            );
            let says = found["mistake"]["says"].as_str().expect("a hint");
            assert!(says.len() >= 40, "{exercise}, {said:?}: {says}");
            assert_ne!(found["failures"], json!([]), "{exercise}, {said:?}");
            assert_eq!(found["read"].as_array().map(Vec::len), Some(said.len()));
        }
    }
}

#[test]
fn numbers_are_read_as_people_write_them_and_near_says_what_is_off() {
    let found = predict("neurons/silent-neurons", &["1/2"]).expect("an answer");
    assert_eq!(found["read"], json!(["1/2 = 0.5"]));
    let found =
        predict("loss/petals-in-millimetres", &["-0.01"]).expect("an answer");
    assert_eq!((&found["right"], &found["mistake"]), (&json!(false), &Value::Null));
    let found = predict("embeddings/more-room-for-meaning", &["AsGood"]);
    let failure =
        "what becomes of the analogies should be worse, and yours is as good";
    assert_eq!(found.expect("an answer")["failures"], json!([failure]));
}

#[test]
fn what_cannot_be_read_is_told_in_words() {
    for (exercise, said, why) in [
        (
            "neurons/silent-neurons",
            &["half"][..],
            "`half` is no number that I can read",
        ),
        ("neurons/silent-neurons", &["1,234"], "`1,234` can be read in two ways"),
        (
            "neurons/deeper-network",
            &["34.5"],
            "it was read as 34.5, and a whole number",
        ),
        (
            "transformer/two-heads-off",
            &["Below"],
            "`Below` is none of the choices: there are `above both`, `between` and `below both`",
        ),
        (
            "backprop/labels-by-chance",
            &["ATenth"],
            "2 predictions are asked for, and 1 given",
        ),
        ("neurons/none", &["1"], "there is no prediction neurons/none"),
        ("silent-neurons", &["1"], "there is no prediction silent-neurons"),
    ] {
        let found = predict(exercise, said).expect_err("no answer");
        assert!(found.starts_with(why), "{found}");
    }
    for wrong in [json!({}), json!([]), json!(3), json!({ "predict": 3 })] {
        let found = answer(wrong, &[]).expect_err("no message");
        assert!(found.starts_with("the page's message"), "{found}");
    }
}

#[test]
fn a_file_is_taken_if_it_is_the_one() {
    let give =
        |exercise: &str, bytes: &[u8]| answer(json!({ "give": exercise }), bytes);
    let found = give("embeddings/words-that-come-back", b"cut short");
    assert!(found.expect_err("no file").contains("end too soon"));
    assert_eq!(give("neurons/silent-neurons", b""), Ok(json!({})), "it needs none");
    give("neurons/none", b"").expect_err("no exercise");
}

/// Texts that a form could send, most of them for nobody to read.
fn said() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        any::<f64>().prop_map(|number| number.to_string()),
        "[-+*/^.,%()0-9a-z ]{0,20}",
        Just("9".repeat(400)),
        Just("(".repeat(10_000)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A run is kept, so only the first prediction of each exercise waits for it.
    #[test]
    fn rubbish_is_answered(place in 0..SAID.len(), said in prop::collection::vec(said(), 0..3)) {
        let (exercise, ..) = SAID[place];
        let said: Vec<_> = said.iter().map(String::as_str).collect();
        match predict(exercise, &said) {
            Ok(found) => prop_assert!(found["right"].is_boolean(), "{found}"),
            Err(why) => prop_assert!(why.len() > 10, "{why}"),
        }
    }

    #[test]
    fn a_choice_that_the_text_offers_is_read(place in 0..SAID.len(), nth in 0_usize..9) {
        let (exercise, ..) = SAID[place];
        let asked = asked(exercise);
        prop_assume!(asked.iter().all(|asked| !asked.choices.is_empty()));
        let said = asked.iter().map(|asked| asked.choices[nth % asked.choices.len()].is.as_str());
        let found = predict(exercise, &said.collect::<Vec<_>>());
        prop_assert!(found.is_ok(), "{found:?}");
    }
}
