//! What a reader did while exercises lay elsewhere, or had another name: it is theirs, and
//! comes along.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::attempt::{KEPT, keep};
use crate::course::{Course, Place};
use crate::progress::fingerprint;
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

/// Takes over the files of exercises that have another name now, and says so.
pub fn take_renamed(course: &Course) -> Result<()> {
    for (was, now) in course.progress.former() {
        let place = course.places().find(|place| place.name() == now);
        let Some(place) = place.filter(|place| place.exercise.kind.has_file())
        else {
            continue;
        };
        let package = &place.part.texts.package;
        let (old, new) = (was.replace('-', "_"), now.replace('-', "_"));
        for part in &course.chapters {
            let kept = course.root.join(KEPT).join(&part.texts.package);
            for copy in copies_of(&kept, &old) {
                keep(&course.root, package, &new, &copy)?;
                fs::remove_file(&copy)
                    .with_context(|| format!("cannot remove {}", copy.display()))?;
            }
            let folder = outline::exercises_folder(&part.texts.package);
            let attempt = folder.join("attempts").join(&old).with_extension("rs");
            take_attempt(course, place, was, &attempt)?;
        }
    }
    Ok(())
}

/// The copies that are kept of a file, in the order of their numbers.
fn copies_of(folder: &Path, stem: &str) -> Vec<PathBuf> {
    let number = |path: &Path| -> Option<u32> {
        let name = path.file_name()?.to_str()?.strip_suffix(".rs")?;
        name.strip_prefix(stem)?.strip_prefix('-')?.parse().ok()
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let mut found: Vec<_> =
        paths.filter_map(|path| Some((number(&path)?, path))).collect();
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

/// Moves what a reader wrote under a former name into the file of now, if nothing of theirs
/// is there yet, and keeps a copy of it as it was.
fn take_attempt(
    course: &Course,
    place: Place,
    was: &str,
    attempt: &Path,
) -> Result<()> {
    let from = course.root.join(attempt);
    let is_file = fs::symlink_metadata(&from).is_ok_and(|found| found.is_file());
    let Some(text) = is_file.then(|| save::read(&from).ok()).flatten() else {
        return Ok(());
    };
    let now = place.name();
    let renamed = text
        .replace(&was.replace('-', "_"), &now.replace('-', "_"))
        .replace(was, now);
    let gap = place.part.texts.gap(&course.root, place.exercise)?;
    let to = course.root.join(place.attempt());
    let is_free = match fs::read(&to) {
        Ok(there) => there == gap.untouched.as_bytes(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if renamed != gap.untouched {
        let stem = now.replace('-', "_");
        let kept = keep(&course.root, &place.part.texts.package, &stem, &from)?;
        let mut says = format!(
            "`{was}` is called `{now}` now. What you wrote is kept in {kept}"
        );
        if is_free {
            save::replace_like(&to, &renamed, &from).with_context(|| {
                format!("cannot write {}", place.attempt().display())
            })?;
            says += &format!(", and stands in {}", place.attempt().display());
            if course.progress.entry(now).file == fingerprint(&text) {
                course
                    .progress
                    .change(now, |entry| entry.file = fingerprint(&renamed))?;
            }
        }
        say!("{}", dim(&wrapped(&format!("{says}."))));
    }
    fs::remove_file(&from)
        .with_context(|| format!("cannot remove {}", attempt.display()))
}
