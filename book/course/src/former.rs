//! What a reader did while exercises lay in a folder of their own at the top: it is theirs,
//! and comes along.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::attempt::{KEPT, keep};
use crate::screen::{dim, say, wrapped};
use crate::{progress, save};

/// Where exercises were, from the workspace.
const FOLDER: &str = "exercises";
/// Where what is done was kept.
const PROGRESS: &str = "exercises/progress.toml";

/// Takes over what lies where the course kept it before, and says so. It is moved and not
/// copied: a copy left behind would come back where a reader begins the course anew. Gives
/// back whether there was something.
pub fn take_over(root: &Path) -> Result<bool> {
    let mut is_any = false;
    if take_progress(root)? {
        is_any = true;
        let text = format!(
            "Moved {PROGRESS}, where the course kept it before, to {}.",
            progress::FILE
        );
        say!("{}", dim(&wrapped(&text)));
    }
    let copies = old_copies(root);
    for (chapter, stem, copy) in &copies {
        keep(root, chapter, stem, copy)?;
        fs::remove_file(copy)
            .with_context(|| format!("cannot remove {}", copy.display()))?;
    }
    if !copies.is_empty() {
        is_any = true;
        let count = copies.len();
        let files = if count == 1 { "file" } else { "files" };
        let text = format!(
            "Moved {count} {files} that you had reset from {FOLDER}/*/attempts/kept to {KEPT}."
        );
        say!("{}", dim(&wrapped(&text)));
    }
    Ok(is_any)
}

/// Moves the file of what is done, unless there is a newer one.
fn take_progress(root: &Path) -> Result<bool> {
    let (old, new) = (root.join(PROGRESS), root.join(progress::FILE));
    if new.exists() || !old.exists() {
        return Ok(false);
    }
    let folder = new.parent().context("the file lies in a folder")?;
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let _lock = save::Lock::take(folder);
    if new.exists() {
        return Ok(false); // another terminal was faster
    }
    match fs::rename(&old, &new) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot move {PROGRESS}")),
    }
}

/// The copies of files that were reset, each with its chapter and the name of its file
/// without the number, in the order of their names.
fn old_copies(root: &Path) -> Vec<(String, String, PathBuf)> {
    let entries = |folder: &Path| {
        let found = fs::read_dir(folder).into_iter().flatten();
        let mut found: Vec<_> = found.flatten().map(|entry| entry.path()).collect();
        found.sort();
        found
    };
    let mut copies = Vec::new();
    for chapter in entries(&root.join(FOLDER)) {
        let Some(name) = chapter.file_name() else { continue };
        let name = name.to_string_lossy().into_owned();
        for copy in entries(&chapter.join("attempts/kept")) {
            if copy.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let stem = copy.file_stem().unwrap_or_default().to_string_lossy();
            let stem = stem.trim_end_matches(|c: char| c.is_ascii_digit());
            let stem = stem.trim_end_matches('-').to_owned();
            copies.push((name.clone(), stem, copy));
        }
    }
    copies
}
