//! Tests of exercises from both sides: what is right passes, what is wrong fails, and
//! says why.

use std::path::Path;

use exercise::{Judged, Kind, Reading, Texts};

use crate::{Mistake, Predict, Predicted, Prediction, Verdict};

/// Asserts that an exercise tells right from wrong: the file that a reader begins with
/// fails and says what to do, the solution passes, and at least two mistakes fail, each
/// under its own name.
///
/// # Panics
/// If it does not.
pub fn assert_both_sides<F: Copy>(
    check: impl Fn(F) -> Verdict,
    mistakes: &[Mistake<F>],
    untouched: F,
    solution: F,
) {
    let verdict = check(untouched);
    let text = verdict.to_string();
    assert!(!verdict.is_right(), "the untouched file passes");
    assert!(text.len() >= 40, "the untouched file is not told what to do: {text}");
    assert_eq!(
        verdict.mistake(),
        None,
        "the untouched file is no mistake of its reader"
    );

    let verdict = check(solution);
    assert!(verdict.is_right(), "the solution fails: {verdict}");

    assert!(
        mistakes.len() >= 2,
        "there are {} named mistakes, not two",
        mistakes.len()
    );
    for mistake in mistakes {
        let verdict = check(mistake.attempt);
        let name = mistake.name;
        assert!(!verdict.is_right(), "the mistake `{name}` passes");
        assert_eq!(
            verdict.mistake(),
            Some(name),
            "the mistake `{name}` is not recognised"
        );
        assert!(mistake.says.len() >= 40, "`{name}` says little: {}", mistake.says);
        assert!(verdict.to_string().contains("- "), "`{name}` is shown no failure");
    }
}

/// Asserts that the exercises with a file are those in `names` (with `_` for `-`).
///
/// # Panics
/// If they are not, or the chapter's exercises cannot be read.
pub fn assert_all_files(manifest: &str, names: &[&str]) {
    let texts = texts(manifest);
    let with_file =
        texts.exercises.iter().filter(|exercise| exercise.kind.has_file());
    let expected: Vec<_> =
        with_file.map(|exercise| exercise.name.replace('-', "_")).collect();
    assert_eq!(
        names, expected,
        "the exercises with a file, in the order of the page"
    );
}

/// Asserts that the numbers to find by hand are those that code computes.
///
/// # Panics
/// If they are not, or an exercise is missing, or the exercises cannot be read.
pub fn assert_by_hand(manifest: &str, computed: &[(&str, Vec<f64>)]) {
    let texts = texts(manifest);
    let by_hand: Vec<_> = texts
        .exercises
        .iter()
        .filter(|exercise| exercise.kind == Kind::ByHand)
        .collect();
    let names: Vec<_> = computed.iter().map(|(name, _)| *name).collect();
    let expected: Vec<_> =
        by_hand.iter().map(|exercise| exercise.name.as_str()).collect();
    assert_eq!(
        names, expected,
        "the exercises to compute by hand, in the order of the page"
    );
    for (exercise, (name, numbers)) in by_hand.iter().zip(computed) {
        assert_eq!(exercise.questions.len(), numbers.len(), "{name}");
        for (question, number) in exercise.questions.iter().zip(numbers) {
            if number.fract() == 0.0 {
                let near = Reading { value: number + 0.02, shown: None };
                assert_ne!(
                    question.judge(&near),
                    Judged::Right,
                    "{name}, {}: a whole number is exact",
                    question.ask
                );
            }
            let answer = Reading { value: *number, shown: None };
            assert_eq!(
                question.judge(&answer),
                Judged::Right,
                "{name}, {}: code computes {number}",
                question.ask
            );
        }
    }
}

/// Asserts that the predictions of a chapter are those in `names` (with `_` for `-`), and
/// are all that its text asks for.
///
/// # Panics
/// If they are not, or the chapter's exercises cannot be read.
pub fn assert_all_predictions(
    manifest: &str,
    predictions: &[(&str, Predict)],
    names: &[&str],
) {
    let texts = texts(manifest);
    let asked =
        texts.exercises.iter().filter(|exercise| exercise.kind == Kind::Predict);
    let asked: Vec<_> = asked.map(|exercise| exercise.name.as_str()).collect();
    let found: Vec<_> = predictions.iter().map(|(name, _)| *name).collect();
    assert_eq!(found, asked, "the predictions, in the order of the page");
    let tested: Vec<_> = names.iter().map(|name| name.replace('_', "-")).collect();
    assert_eq!(tested, asked, "the predictions that are tested");
}

/// Asserts that an exercise's text asks for what its code takes, and that a prediction in a
/// page is judged as one in a file: the solution is right, and each mistake has its name.
/// `name` has `_` for `-`.
///
/// # Panics
/// If it does not, or the chapter's exercises cannot be read.
pub fn assert_predicted<T: Prediction>(
    (manifest, name): (&str, &str),
    predictions: &[(&str, Predict)],
    check: fn(fn() -> T) -> Verdict,
    mistakes: &[Mistake<fn() -> T>],
    solution: fn() -> T,
) {
    let name = name.replace('_', "-");
    let texts = texts(manifest);
    let exercise = texts.exercises.iter().find(|exercise| exercise.name == name);
    let asked = &exercise.expect("an exercise of the chapter").predictions;
    let choices = asked.iter().map(|asked| {
        asked.choices.iter().map(|choice| choice.is.as_str()).collect::<Vec<_>>()
    });
    assert_eq!(choices.collect::<Vec<_>>(), T::asked(), "the choices of `{name}`");

    let (_, predict) = predictions
        .iter()
        .find(|(known, _)| *known == name)
        .expect("a prediction of the chapter");
    let both = |attempt: fn() -> T| {
        let said = attempt().said();
        let in_page = predict(&said)
            .unwrap_or_else(|error| panic!("{name}, {said:?}: {error}"));
        assert_eq!(in_page.read.len(), said.len(), "`{name}` says what it read");
        assert_no_code(&in_page, T::asked().concat());
        let in_file = check(attempt);
        assert_eq!(in_page.verdict.to_string(), in_file.to_string(), "{said:?}");
        in_page.verdict
    };
    assert!(both(solution).is_right(), "the solution of `{name}` fails");
    for mistake in mistakes {
        assert_eq!(both(mistake.attempt).mistake(), Some(mistake.name), "{name}");
    }
}

/// Asserts that a page shows choices in words.
fn assert_no_code(predicted: &Predicted, names: Vec<&str>) {
    for text in predicted.notes().iter().chain(&predicted.failures()) {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        let shown = words.find(|word| names.contains(word));
        assert_eq!(shown, None, "a name of code in “{text}”");
    }
}

fn texts(manifest: &str) -> Texts {
    let folder = Path::new(manifest);
    let chapter = folder.parent().expect("exercises lie in their chapter's folder");
    let package = chapter.file_name().expect("a chapter has a name");
    let root =
        chapter.ancestors().nth(2).expect("chapters/CHAPTER lies in the workspace");
    Texts::read(root, &package.to_string_lossy())
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Tests the exercises with a file from both sides: the crate of the checks, and for each
/// exercise its module and the function that a reader writes, in the order of the page.
#[macro_export]
macro_rules! both_sides {
    ($checks:ident: $($module:ident :: $function:ident),+ $(,)?) => {
        mod untouched {
            include!(concat!(env!("OUT_DIR"), "/untouched.rs"));
        }
        mod solutions {
            include!(concat!(env!("OUT_DIR"), "/solutions.rs"));
        }
        $(
            #[test]
            fn $module() {
                $crate::proofs::assert_both_sides(
                    $checks::$module::check,
                    $checks::$module::MISTAKES,
                    untouched::$module::$function,
                    solutions::$module::$function,
                );
            }
        )+
        #[test]
        fn every_exercise_with_a_file_is_tested() {
            $crate::proofs::assert_all_files(
                env!("CARGO_MANIFEST_DIR"),
                &[$(stringify!($module)),+],
            );
        }
    };
}

/// Tests that predictions are judged in a page as in a file: the crate of the checks, and for
/// each exercise to predict and run, as in [`both_sides!`], which stands above it.
#[macro_export]
macro_rules! predictions {
    ($checks:ident: $($module:ident :: $function:ident),+ $(,)?) => {
        #[test]
        fn predictions_are_judged_in_a_page_as_in_a_file() {
            let manifest = env!("CARGO_MANIFEST_DIR");
            $crate::proofs::assert_all_predictions(
                manifest,
                $checks::PREDICTIONS,
                &[$(stringify!($module)),+],
            );
            $(
                $crate::proofs::assert_predicted(
                    (manifest, stringify!($module)),
                    $checks::PREDICTIONS,
                    $checks::$module::check,
                    $checks::$module::MISTAKES,
                    solutions::$module::$function,
                );
            )+
        }
    };
}
