//! Tests of exercises from both sides: what is right passes, what is wrong fails, and
//! says why.

use std::path::Path;

use exercise::{Judged, Kind, Reading, Texts};

use crate::{Mistake, Verdict};

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
