//! Files and folders.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use walkdir::WalkDir;

/// The files in a folder and below it whose names end with `.ending`, in order.
pub(crate) fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry =
            entry.with_context(|| format!("cannot read {}", folder.display()))?;
        let path = entry.into_path();
        if path.extension().is_some_and(|found| found == ending) && path.is_file() {
            files.push(path);
        }
    }
    Ok(files)
}

/// A file as text.
pub(super) fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path)
        .with_context(|| format!("cannot read {}", path.display()))
}
