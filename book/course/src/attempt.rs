//! The files that readers work in.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::course::{Course, Place};
use crate::save;
use crate::screen::{code, dim, say, wrapped};

/// Where copies of what readers wrote are kept, from the workspace: a folder a chapter.
pub const KEPT: &str = "my-course/kept";

/// Puts a file where one is missing, as at the beginning of its exercise, and says which.
pub fn restore_missing(course: &Course) -> Result<()> {
    let mut restored = Vec::new();
    for place in course.places().filter(|place| place.exercise.kind.has_file()) {
        let file = place.attempt();
        let path = course.root.join(&file);
        if path.exists() {
            continue;
        }
        let gap = place.part.texts.gap(&course.root, place.exercise)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        match save::create(&path, gap.untouched.as_bytes()) {
            Ok(()) => restored.push(file.display().to_string()),
            // Another terminal was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot write {}", file.display()));
            }
        }
    }
    match restored.as_slice() {
        [] => {}
        [file] => say!("{}", dim(&format!("Put back {file}, which was missing."))),
        files => {
            let text = format!(
                "Put back {} files that were missing, such as {}.",
                files.len(),
                files[0]
            );
            say!("{}", dim(&text));
        }
    }
    Ok(())
}

/// Begins an exercise again, and keeps what was written.
pub fn reset(course: &Course, place: Place) -> Result<ExitCode> {
    let name = place.name();
    if !place.exercise.kind.has_file() {
        course.progress.change(name, |entry| {
            entry.done = false;
            entry.numbers.clear();
        })?;
        say!("{}", wrapped(&format!("`{name}` is open again.")));
        let answers = course.progress.entry(name).answers;
        if !answers.is_empty() {
            let kept =
                format!("Your answer is kept in {}.", code(crate::progress::FILE));
            say!("{}", wrapped(&kept));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let file = place.attempt();
    let path = course.root.join(&file);
    let gap = place.part.texts.gap(&course.root, place.exercise)?;
    let metadata = fs::metadata(&path)
        .with_context(|| format!("cannot read {}", file.display()))?;
    if !metadata.is_file() {
        bail!(
            "{} is no file: move it away, and the course puts one there",
            file.display()
        );
    }
    let bytes = fs::read(&path)
        .with_context(|| format!("cannot read {}", file.display()))?;
    if bytes == gap.untouched.as_bytes() {
        say!("{}", wrapped(&format!("`{name}` is as at the beginning already.")));
        course.progress.change(name, |entry| entry.done = false)?;
        return Ok(ExitCode::SUCCESS);
    }
    save::ensure_writable(&path)
        .with_context(|| format!("cannot write {}", file.display()))?;
    let stem = place.exercise.file();
    let stem = stem.file_stem().unwrap_or_default().to_string_lossy();
    let kept = keep(&course.root, &place.part.texts.package, &stem, &path)?;
    save::replace(&path, &gap.untouched)
        .with_context(|| format!("cannot write {}", file.display()))?;
    course.progress.change(name, |entry| {
        entry.done = false;
        entry.file.clear();
    })?;
    say!(
        "{}",
        wrapped(&format!(
            "{} is as at the beginning.",
            code(&file.display().to_string())
        ))
    );
    say!("What you had written is kept:\n  {}", code(&kept));
    Ok(ExitCode::SUCCESS)
}

/// Copies a reader's file to the first free name among what is kept of a chapter, and gives
/// back that name.
pub fn keep(root: &Path, package: &str, stem: &str, path: &Path) -> Result<String> {
    let folder = Path::new(KEPT).join(package);
    fs::create_dir_all(root.join(&folder))
        .with_context(|| format!("cannot make {}", folder.display()))?;
    for number in 1..10_000 {
        let kept = folder.join(format!("{stem}-{number}.rs"));
        if root.join(&kept).symlink_metadata().is_ok() {
            continue;
        }
        // Whole or not at all: half a copy would look like what was written.
        match save::copy(path, &root.join(&kept)) {
            Ok(()) => return Ok(kept.display().to_string()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot write {}", kept.display()));
            }
        }
    }
    bail!("{} holds 9,999 copies already: move some away", folder.display())
}
