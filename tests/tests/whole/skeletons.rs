//! New chapters and exercises: they build as they are written, and say what is missing.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use exercise::Kind;
use press::{BuildError, new_chapter, new_exercise};
use tests::copy_of_workspace;

fn faults(root: &Path) -> Vec<String> {
    match press::check(root) {
        Ok(_) => Vec::new(),
        Err(BuildError::Faults(faults)) => {
            faults.iter().map(ToString::to_string).collect()
        }
        Err(error) => panic!("no faults, but an error: {error}"),
    }
}

/// One test and not many: it compiles.
#[test]
fn a_new_chapter_with_exercises_builds_and_says_what_is_missing() {
    let copy = copy_of_workspace();
    let root = copy.path();
    new_chapter(root, "trial-run", Some("A \"trial\" run")).unwrap();
    let found = faults(root);
    let is_of_it = |fault: &String| fault.contains("trial-run");
    assert!(found.iter().all(is_of_it), "{found:#?}");
    let says = |what: &str| found.iter().any(|fault| fault.contains(what));
    assert!(says("book/curriculum.toml:"), "{found:#?}");
    assert!(says("say what `trial-run` is about"), "{found:#?}");
    assert!(says("`cargo run -- new exercise trial-run NAME`"), "{found:#?}");
    assert!(says("book/src/trial-run.md:3: still to be written: "), "{found:#?}");

    for (name, kind) in [
        ("first-try", Kind::Function),
        ("second-try", Kind::Bug),
        ("third-try", Kind::Predict),
        ("fourth-try", Kind::Predict),
        ("with-a-pencil", Kind::ByHand),
        ("with-another-pencil", Kind::ByHand),
        ("in-words", Kind::Open),
    ] {
        new_exercise(root, "trial-run", name, kind).unwrap();
    }
    let manifest = outline::read_text(&root.join("Cargo.toml")).unwrap();
    for arrow in ["#   trial-run: page\n", "#   trial-run-exercises: judge\n"] {
        assert!(manifest.contains(arrow), "{arrow}");
    }
    let found = faults(root);
    let is_missing = |fault: &String| {
        fault.contains(": still to be written: ") || fault.contains("say what")
    };
    assert!(found.iter().all(is_missing), "{found:#?}");
    let texts = "chapters/trial-run/exercises/exercises.toml:";
    assert!(found.iter().filter(|fault| fault.starts_with(texts)).count() > 12);
    for file in [
        "chapters/trial-run/tests/snapshots/output-first.snap",
        "chapters/trial-run/exercises/src/first_try.rs",
        "chapters/trial-run/exercises/solutions/third_try.rs",
        "chapters/trial-run/exercises/tests/proofs.rs",
    ] {
        let is_told = found.iter().any(|fault| fault.starts_with(file));
        assert!(is_told, "{file}: {found:#?}");
    }

    // As they are written: formatted, without a warning, and tested.
    for arguments in [
        &["fmt", "--check", "-p", "trial-run", "-p", "trial-run-exercises"][..],
        &["test", "--offline", "-p", "trial-run", "-p", "trial-run-exercises"],
    ] {
        // Where libraries are built already.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(root)
            .env("CARGO_TARGET_DIR", target)
            .assert()
            .success();
        let said =
            String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        assert!(!said.contains("warning"), "{said}");
    }

    // Nothing that is there is overwritten, and a wrong name is answered with the right.
    let error =
        |result: anyhow::Result<Vec<String>>| result.unwrap_err().to_string();
    let before = fs::read(root.join("book/curriculum.toml")).unwrap();
    let again = error(new_chapter(root, "trial-run", None));
    assert!(again.contains("of this workspace already"), "{again}");
    assert_eq!(fs::read(root.join("book/curriculum.toml")).unwrap(), before);
    let again = error(new_exercise(root, "trial-run", "first-try", Kind::Open));
    assert!(
        again.contains("`first-try` is an exercise of trial-run already"),
        "{again}"
    );
    let other = error(new_exercise(root, "trail-run", "x", Kind::Open));
    assert!(
        other.starts_with(
            "there is no chapter `trail-run`: there are `begin`, `neurons`"
        ),
        "{other}"
    );
    let other = error(new_chapter(root, "errata", None));
    assert!(other.contains("is an appendix"), "{other}");
    let other = error(new_chapter(root, "begin", None));
    assert!(other.contains("is a preface"), "{other}");
    for name in ["page", "ndarray", "std", "build", "index", "neurons-exercises"] {
        let taken = error(new_chapter(root, name, None));
        assert!(taken.contains(" already: take another"), "{taken}");
    }
    let title = error(new_chapter(root, "other", Some("a | b")));
    assert!(title.starts_with("`a | b` is no title"), "{title}");
    for name in ["Trial", "../x", "type"] {
        let wrong = error(new_chapter(root, name, None));
        assert!(wrong.contains("is no name: write small letters"), "{wrong}");
    }
}
