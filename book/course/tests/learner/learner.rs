//! A learner with a copy of the workspace of their own.
#![allow(dead_code, reason = "not every test does all that a learner can")]

use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use walkdir::WalkDir;

/// Where the course keeps what is done.
pub const PROGRESS: &str = "my-course/progress.toml";

/// A copy of what the course needs of the workspace.
pub struct Learner {
    /// What goes when the learner goes.
    _folder: Option<TempDir>,
    /// Keeps other runs of the tests out of a folder that stays.
    _lock: Option<File>,
    pub root: PathBuf,
}

impl Learner {
    /// A learner who does not compile.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("book-of-neurons");
        Self { _folder: Some(folder), _lock: None, root }.moved_in()
    }

    /// A learner who compiles. The folder is the same in each run, and what Cargo has
    /// compiled there serves again: it goes by paths and times. Programs of all learners
    /// lie in one folder, so each takes an exercise of their own, by which it is called.
    pub fn who_compiles(exercise: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("learners");
        fs::create_dir_all(&folder).unwrap();
        let lock = File::create(folder.join(format!("{exercise}.lock"))).unwrap();
        lock.lock().unwrap();
        let folder = folder.join(exercise);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let root = folder.join("book-of-neurons");
        Self { _folder: None, _lock: Some(lock), root }.moved_in()
    }

    fn moved_in(self) -> Self {
        let learner = self;
        let ours =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        for part in [
            "Cargo.lock",
            "book/curriculum.toml",
            "book/src",
            "book/exercise",
            "book/files",
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
        let few = "\"book/exercise\", \"book/files\", \"book/judge\", \"book/outline\", \"book/page\", \"chapters/neurons\", \
                   \"chapters/neurons/exercises\"";
        let manifest = manifest.replacen(members, few, 1);
        let manifest = manifest.replace("default-members = [\"book/press\"]", "");
        // Profiles name packages that the copy has not.
        let (manifest, _) = manifest.split_once("[profile.").unwrap();
        let lines = "[profile.dev]\ndebug = \"line-tables-only\"\n\
                     [profile.dev.package.\"*\"]\ndebug = false\n";
        learner.write("Cargo.toml", &format!("{manifest}{lines}"));
        // Whatever the reader of this has done.
        for chapter in fs::read_dir(learner.path("chapters")).unwrap() {
            let attempts = chapter.unwrap().path().join("exercises/attempts");
            let _ = fs::remove_dir_all(attempts);
        }
        learner
    }

    /// Every file of the learner's, with what is in it.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        files(&self.root)
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect()
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
        #[cfg(unix)]
        files::let_children_hear_of_it().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_course"));
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", target())
            .env("NO_COLOR", "1")
            .env_remove("CLICOLOR_FORCE")
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the course with `typed` at the keyboard.
    pub fn run_with(&self, arguments: &[&str], typed: &str) -> Output {
        let mut command = assert_cmd::Command::from_std(self.command(arguments));
        command.write_stdin(typed).output().unwrap()
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
        let text = self.fails_wide(arguments, typed);
        assert_narrow(&text);
        text
    }

    /// Fails, and says what others say too, in lines of any width.
    #[track_caller]
    pub fn fails_wide(&self, arguments: &[&str], typed: &str) -> String {
        let output = self.run_with(arguments, typed);
        let text = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {text}");
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

/// Where what learners compile lies.
pub fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("walkthrough")
}

/// The files of a folder, or the file itself.
fn files(path: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = WalkDir::new(path).into_iter().filter_map(Result::ok);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.into_path())
}

/// Copies what lies at `from`, if anything does, with its times, by which Cargo goes.
pub fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let within = file.strip_prefix(from).unwrap();
        // The path of a file in itself is empty, and would end the other with a slash.
        let copy = to.components().chain(within.components()).collect::<PathBuf>();
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(&file, &copy).unwrap();
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        let times = FileTimes::new().set_modified(time);
        File::options().write(true).open(&copy).unwrap().set_times(times).unwrap();
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
