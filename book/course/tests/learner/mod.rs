//! A learner with a copy of the workspace of their own.
#![allow(dead_code, reason = "not every file of tests does all that a learner can")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Where the course keeps what is done.
pub const PROGRESS: &str = "my-course/progress.toml";

/// A copy of what the course needs of the workspace.
pub struct Learner {
    _folder: TempDir,
    pub root: PathBuf,
}

impl Learner {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("book-of-neurons");
        let learner = Self { _folder: folder, root };
        let ours =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        for part in [
            "Cargo.lock",
            "book/curriculum.toml",
            "book/src",
            "book/exercise",
            "book/editions.toml",
            "book/judge",
            "book/outline",
            "book/page",
            "chapters/neurons",
            "assets/data/digits.csv",
        ] {
            copy(&ours.join(part), &learner.path(part));
        }
        // The exercises of all chapters, and the numbers that their texts quote.
        for chapter in fs::read_dir(ours.join("chapters")).unwrap() {
            for part in ["exercises", "tests/snapshots/numbers.snap"] {
                let path = chapter.as_ref().unwrap().path().join(part);
                let within = path.strip_prefix(ours).unwrap();
                copy(&path, &learner.path(within.to_str().unwrap()));
            }
        }
        let manifest = fs::read_to_string(ours.join("Cargo.toml")).unwrap();
        let (_, members) = manifest.split_once("members = [").unwrap();
        let (members, _) = members.split_once(']').unwrap();
        let few = "\"book/exercise\", \"book/judge\", \"book/outline\", \"book/page\", \"chapters/neurons\", \
                   \"chapters/neurons/exercises\"";
        let manifest = manifest.replacen(members, few, 1);
        let manifest = manifest.replace("default-members = [\"book/press\"]\n", "");
        // Profiles name packages that the copy has not.
        let (manifest, _) = manifest.split_once("[profile.").unwrap();
        learner.write("Cargo.toml", manifest);
        // As in a fresh clone, whatever the reader of this has done.
        for chapter in fs::read_dir(learner.path("chapters")).unwrap() {
            let attempts = chapter.unwrap().path().join("exercises/attempts");
            let _ = fs::remove_dir_all(attempts);
        }
        let _ = fs::remove_file(learner.path(PROGRESS));
        learner
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.root.join(file)
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).unwrap();
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_course"));
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walkthrough");
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", target)
            .env("NO_COLOR", "1")
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the course with `typed` at the keyboard.
    pub fn run_with(&self, arguments: &[&str], typed: &str) -> Output {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut keyboard = child.stdin.take().unwrap();
        // It may have ended without reading.
        let _ = keyboard.write_all(typed.as_bytes());
        drop(keyboard);
        child.wait_with_output().unwrap()
    }

    #[track_caller]
    pub fn succeeds(&self, arguments: &[&str], typed: &str) -> String {
        let output = self.run_with(arguments, typed);
        let text = texts(&output);
        assert!(output.status.success(), "{arguments:?}: {text}");
        if arguments.first() != Some(&"solution") {
            assert_narrow(&text);
        }
        text
    }

    #[track_caller]
    pub fn fails(&self, arguments: &[&str], typed: &str) -> String {
        let output = self.run_with(arguments, typed);
        let text = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {text}");
        assert_narrow(&text);
        text
    }
}

pub fn texts(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    format!("{text}{}", String::from_utf8_lossy(&output.stderr))
}

/// Asserts that a text fits a terminal of 80 columns. What the compiler says, code and
/// names of files may be longer.
#[track_caller]
fn assert_narrow(text: &str) {
    for line in text.lines() {
        let is_ours = !["|", "/exercises/", "my-course/"]
            .iter()
            .any(|part| line.contains(part));
        assert!(
            !is_ours || line.chars().count() <= 80,
            "wider than 80 columns: {line}"
        );
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            copy(&path, &to.join(path.file_name().unwrap()));
        }
        return;
    }
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

#[track_caller]
pub fn assert_has(text: &str, parts: &[&str]) {
    // Wherever its lines are broken.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(words(text).contains(&words(part)), "no {part:?} in\n{text}");
    }
}
