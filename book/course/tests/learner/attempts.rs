//! The files that readers work in, as the repository has them. A reader changes them, so
//! these tests are only run by those who publish the book.

use std::fs;
use std::path::Path;
use std::process::Command;

use exercise::{Kind, Texts};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

fn chapters() -> Vec<Texts> {
    let folders = fs::read_dir(root().join("chapters")).unwrap();
    let mut packages: Vec<_> = folders
        .map(|folder| folder.unwrap())
        .filter(|folder| folder.path().join("exercises/Cargo.toml").is_file())
        .map(|folder| folder.file_name().into_string().unwrap())
        .collect();
    packages.sort();
    packages.iter().map(|package| Texts::read(root(), package).unwrap()).collect()
}

#[test]
#[ignore = "readers change these files"]
fn they_are_made_from_the_solutions() {
    for chapter in chapters() {
        for exercise in chapter.exercises.iter().filter(|e| e.kind.has_file()) {
            let file = chapter.attempt(exercise);
            let text = fs::read_to_string(root().join(&file)).unwrap_or_default();
            let gap = chapter.gap(root(), exercise).unwrap();
            assert!(
                text == gap.untouched,
                "{} is not what its solution begins with: delete it, run `cargo run -p course`, \
                 and commit what that writes",
                file.display()
            );
        }
    }
}

/// As a reader who begins: each file compiles, and its check fails and says what to do.
#[test]
#[ignore = "readers change these files, and it compiles them all"]
fn they_compile_and_say_what_to_do() {
    let chapters = chapters();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--bins", "--features", "attempts"]);
    for chapter in &chapters {
        cargo.args(["--package", &format!("{}-exercises", chapter.package)]);
    }
    let built = cargo.current_dir(root()).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let programs = Path::new(env!("CARGO_BIN_EXE_course")).parent().unwrap();
    for exercise in chapters.iter().flat_map(|chapter| &chapter.exercises) {
        if !exercise.kind.has_file() {
            continue;
        }
        let program = programs.join(&exercise.name);
        let output = Command::new(program).current_dir(root()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        // 2 says that the gap is open, 1 that what stands there is wrong.
        let expected = if exercise.kind == Kind::Bug { 1 } else { 2 };
        assert_eq!(
            output.status.code(),
            Some(expected),
            "{}: {text}",
            exercise.name
        );
        let says =
            text.contains("The gap is still open: ") || text.starts_with("- ");
        assert!(says, "{}: {text}", exercise.name);
        for line in text.lines().filter(|line| !line.starts_with('(')) {
            assert!(line.chars().count() <= 80, "{}: {line}", exercise.name);
        }
    }
}
