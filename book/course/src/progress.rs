//! What of the course is done, kept in a file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use files::{ReadError, ReadFault};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::save;

/// The file, from the workspace.
pub const FILE: &str = "my-course/progress.toml";

/// What stands at the top of the file.
const HEADER: &str = "# What you have done in the course. `cargo run -p course` keeps this file; it stays on your
# machine. Without it the course begins anew, and your files are as you left them.

";

/// What is done, as of the last look at the file.
#[derive(Clone)]
pub struct Progress {
    file: PathBuf,
    kept: Kept,
    /// What exercises were called before, and what they are called now.
    former: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    exercise: BTreeMap<String, Entry>,
    /// What a later version of the course may have written.
    #[serde(flatten)]
    other: toml::Table,
}

/// What is known of an exercise.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    #[serde(default)]
    pub done: bool,
    /// How many hints were shown.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hints: usize,
    /// Whether the solution was shown before the exercise was done.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shown: bool,
    /// The fingerprint of the file that passed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// What the reader answered to an open question, the last answer at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<String>,
    /// The right numbers of an exercise to compute by hand, empty where there is none yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<String>,
    #[serde(flatten)]
    other: toml::Table,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !*value
}

impl Kept {
    /// Gives what is kept under former names to the names of now. Gives back whether there
    /// was something.
    fn rename(&mut self, former: &BTreeMap<String, String>) -> bool {
        let mut is_any = false;
        for (was, now) in former {
            let Some(old) = self.exercise.remove(was) else { continue };
            is_any = true;
            self.exercise.entry(now.clone()).or_default().add(old);
        }
        is_any
    }
}

impl Entry {
    /// Adds what is known under another name.
    fn add(&mut self, old: Entry) {
        self.done |= old.done;
        self.hints = self.hints.max(old.hints);
        self.shown |= old.shown;
        if self.file.is_empty() {
            self.file = old.file;
        }
        self.answers.splice(0..0, old.answers);
        if self.numbers.is_empty() {
            self.numbers = old.numbers;
        }
        for (key, value) in old.other {
            self.other.entry(key).or_insert(value);
        }
    }
}

impl Progress {
    /// Reads what is kept in the workspace at `root`. What was done under one of the
    /// `former` names is done under the name of now.
    pub fn read(root: &Path, former: BTreeMap<String, String>) -> Result<Self> {
        let file = root.join(FILE);
        let mut kept = read(&file)?;
        kept.rename(&former);
        Ok(Self { file, kept, former })
    }

    /// What an exercise of a former name is called now.
    pub fn name_now(&self, name: &str) -> Option<&str> {
        self.former.get(name).map(String::as_str)
    }

    /// The former names of exercises, each with the name of now.
    pub fn former(&self) -> &BTreeMap<String, String> {
        &self.former
    }

    pub fn is_done(&self, name: &str) -> bool {
        self.entry(name).done
    }

    pub fn entry(&self, name: &str) -> Entry {
        self.kept.exercise.get(name).cloned().unwrap_or_default()
    }

    /// Changes what is known of an exercise. The file is read again first, since another
    /// terminal may have changed it, and replaced as a whole. Meanwhile others wait.
    pub fn change(
        &self,
        name: &str,
        change: impl FnOnce(&mut Entry),
    ) -> Result<()> {
        let folder = self.file.parent().context("the file lies in a folder")?;
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        let _lock = save::Lock::take(folder);
        let mut kept = read(&self.file)?;
        let is_renamed = kept.rename(&self.former);
        let entry = kept.exercise.entry(name.to_owned()).or_default();
        let before = entry.clone();
        change(entry);
        if *entry == before && !is_renamed {
            return Ok(());
        }
        let text = toml::to_string(&kept)
            .context("what is done cannot be written down")?;
        save::replace(&self.file, &format!("{HEADER}{text}"))
            .with_context(|| format!("cannot write {FILE}"))
    }
}

fn read(file: &Path) -> Result<Kept> {
    let text = match save::read(file) {
        Ok(text) => text,
        Err(ReadError { fault: ReadFault::Missing, .. }) => {
            return Ok(Kept::default());
        }
        Err(ReadError { fault, .. }) => bail!(
            "cannot read {FILE}: {fault}. This file keeps what you have done, and I do not touch \
             it while I cannot read it: mend it, or move it away to begin the course anew"
        ),
    };
    toml::from_str(&text).map_err(|error| {
        let line = outline::line_at(&text, error.span().map_or(0, |span| span.start));
        anyhow::anyhow!(
            "{FILE}:{line}: {}. This file keeps what you have done, and I do not touch it while I \
             cannot read it: mend the line, or move the file away to begin the course anew",
            in_words(error.message())
        )
    })
}

/// What is wrong with a value, without the words of Rust.
fn in_words(message: &str) -> String {
    let wrong = message
        .strip_prefix("invalid value: ")
        .or_else(|| message.strip_prefix("invalid type: "));
    let Some((is, should)) =
        wrong.and_then(|wrong| wrong.split_once(", expected "))
    else {
        return message.to_owned();
    };
    let should = match should {
        "usize" => "a whole number, 0 or more",
        "a boolean" => "true or false",
        "a string" => "a text in quotes",
        "a sequence" => "a list in square brackets",
        "a map" | "struct Entry" | "struct Kept" => "a table",
        should => should,
    };
    format!("{is} stands where {should} should be")
}

/// The fingerprint of a text.
pub fn fingerprint(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
