//! Files and folders.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use outline::{Fault, read_text};
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

/// A file of the workspace as text, if it is there.
pub(super) fn text_if_there(
    root: &Path,
    file: &str,
) -> Result<Option<String>, Fault> {
    match read_text(&root.join(file)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::unreadable(Path::new(file), &error)),
    }
}

/// What of the texts in a folder of the workspace is none, with its line.
pub(crate) fn no_texts(root: &Path, folder: &Path) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    if !root.join(folder).is_dir() {
        return Ok(faults);
    }
    for ending in ["css", "hbs", "js", "md"] {
        for path in files(&root.join(folder), ending)? {
            if let Err(error) = read_text(&path) {
                let file = path.strip_prefix(root).unwrap_or(&path);
                faults.push(Fault::unreadable(file, &error));
            }
        }
    }
    Ok(faults)
}
