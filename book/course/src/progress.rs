//! What of the course is done, kept in a file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use chrono::{Local, NaiveDate};
use files::{ReadError, ReadFault};
use sha2::{Digest as _, Sha256};
use study::{Entry, Record, RecordError};

use crate::save;

/// The file, from the workspace.
pub const FILE: &str = "my-course/progress.toml";

/// What is done, as of the last look at the file.
#[derive(Clone)]
pub struct Progress {
    file: PathBuf,
    kept: Record,
    /// What exercises were called before, and what they are called now.
    former: BTreeMap<String, String>,
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

    /// All that is kept.
    pub fn record(&self) -> &Record {
        &self.kept
    }

    pub fn is_done(&self, name: &str) -> bool {
        self.kept.is_done(name)
    }

    pub fn entry(&self, name: &str) -> Entry {
        self.kept.entry(name)
    }

    /// Changes what is known of an exercise: see [`Progress::change_record`].
    pub fn change(
        &self,
        name: &str,
        change: impl FnOnce(&mut Entry),
    ) -> Result<()> {
        self.change_record(|record| {
            change(record.exercises.entry(name.to_owned()).or_default())
        })
    }

    /// Changes what is known. The file is read again first, since another terminal may have
    /// changed it, and replaced as a whole. Meanwhile others wait.
    pub fn change_record(&self, change: impl FnOnce(&mut Record)) -> Result<()> {
        let folder = self.file.parent().context("the file lies in a folder")?;
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        let _lock = save::Lock::take(folder);
        let mut kept = read(&self.file)?;
        let is_renamed = kept.rename(&self.former);
        let before = kept.clone();
        change(&mut kept);
        if kept == before && !is_renamed {
            return Ok(());
        }
        let text = kept.text().context("what is done cannot be written down")?;
        save::replace(&self.file, &text)
            .with_context(|| format!("cannot write {FILE}"))
    }
}

fn read(file: &Path) -> Result<Record> {
    let text = match save::read(file) {
        Ok(text) => text,
        Err(ReadError { fault: ReadFault::Missing, .. }) => {
            return Ok(Record::default());
        }
        Err(ReadError { fault, .. }) => bail!(
            "cannot read {FILE}: {fault}. This file keeps what you have done, and I do not touch \
             it while I cannot read it: mend it, or move it away to begin the course anew"
        ),
    };
    Record::parse(&text).map_err(|RecordError { line, message }| {
        anyhow::anyhow!(
            "{FILE}:{line}: {message}. This file keeps what you have done, and I do not touch it \
             while I cannot read it: mend the line, or move the file away to begin the course anew"
        )
    })
}

/// The fingerprint of a text.
pub fn fingerprint(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The day of today, where the reader is.
pub fn today() -> NaiveDate {
    Local::now().date_naive()
}
