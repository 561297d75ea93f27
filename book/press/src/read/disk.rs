//! Files and folders.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use outline::read_text;
use walkdir::{DirEntry, WalkDir};

/// The files in a folder and below it whose names end with `.ending`, in order. A name that
/// begins with a dot is nobody's: an editor or a system keeps something there.
pub(crate) fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(is_open) {
        let entry =
            entry.with_context(|| format!("cannot read {}", folder.display()))?;
        let path = entry.into_path();
        if path.extension().is_some_and(|found| found == ending) && path.is_file() {
            files.push(path);
        }
    }
    Ok(files)
}

/// Whether a name is one for everybody.
fn is_open(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
}

/// A file as text.
pub(super) fn text(path: &Path) -> Result<String> {
    read_text(path).with_context(|| format!("cannot read {}", path.display()))
}
