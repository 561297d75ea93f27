//! A reader who does a project.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::learner::{Learner, assert_has, copy, target};

/// A reader with the folder of a project.
pub struct Solver {
    pub learner: Learner,
    name: &'static str,
}

impl Solver {
    /// One whose workspace has the chapters that the project needs.
    pub fn new(name: &'static str, chapters: &[&str]) -> Self {
        let learner = Learner::who_compiles(name);
        let ours =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        for chapter in chapters {
            for part in ["Cargo.toml", "src", "benches"] {
                let part = format!("chapters/{chapter}/{part}");
                copy(&ours.join(&part), &learner.path(&part));
            }
        }
        copy(&ours.join("assets/data"), &learner.path("assets/data"));
        Self { learner, name }
    }

    pub fn file(&self, file: &str) -> String {
        format!("my-course/projects/{}/{file}", self.name)
    }

    pub fn read(&self, file: &str) -> String {
        self.learner.read(&self.file(file))
    }

    pub fn write(&self, file: &str, text: &str) {
        self.learner.write(&self.file(file), text);
    }

    /// Builds and runs the reader's program, as they would in its folder.
    pub fn run_program(&self) {
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--offline"])
            .current_dir(self.learner.path(&self.file("")))
            .env("CARGO_TARGET_DIR", target())
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{error}");
    }

    /// What the course says where not all is met.
    #[track_caller]
    pub fn is_told(&self, typed: &str) -> String {
        self.learner.fails(&["project", self.name], typed)
    }

    /// What it says where all is met.
    #[track_caller]
    pub fn has_met_all(&self, typed: &str) -> String {
        self.learner.succeeds(&["project", self.name], typed)
    }

    /// Every file of the project as it is.
    pub fn kept(&self) -> BTreeMap<String, Vec<u8>> {
        let folder = fs::read_dir(self.learner.path(&self.file(""))).unwrap();
        let files = folder.map(|entry| entry.unwrap());
        files
            .filter(|entry| entry.file_type().unwrap().is_file())
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read(entry.path()).unwrap())
            })
            .collect()
    }

    /// Changes a file, sees that so many milestones are met and what is said of the next,
    /// and puts all back.
    #[track_caller]
    pub fn slips(
        &self,
        met: usize,
        file: &str,
        change: impl Fn(&str) -> String,
        says: &[&str],
    ) {
        let before = self.kept();
        let text = self.read(file);
        let changed = change(&text);
        assert_ne!(text, changed, "{file} is changed");
        self.write(file, &changed);
        let told = self.is_told("");
        self.put_back(&before);
        assert_has(&told, &[&format!("{met} of 7 milestones met")]);
        assert_has(&told, says);
    }

    /// As it was before.
    pub fn put_back(&self, before: &BTreeMap<String, Vec<u8>>) {
        for name in self.kept().keys().filter(|name| !before.contains_key(*name)) {
            fs::remove_file(self.learner.path(&self.file(name))).unwrap();
        }
        for (name, bytes) in before {
            fs::write(self.learner.path(&self.file(name)), bytes).unwrap();
        }
    }
}

/// A table with one field of each line changed, where the change says something.
pub fn each_line(
    text: &str,
    change: impl Fn(usize, &mut Vec<String>) -> bool,
) -> String {
    let mut lines = String::new();
    for (index, line) in text.lines().enumerate() {
        let mut fields: Vec<_> = line.split(',').map(str::to_owned).collect();
        if index == 0 || change(index, &mut fields) {
            lines += &format!("{}\n", fields.join(","));
        }
    }
    lines
}
