//! Which files the book is made of, and what happens to them.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use anyhow::{Context as _, Result};
use notify_debouncer_full::notify::event::ModifyKind;
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
};

/// How long after a change the press waits for more of the same save.
const SETTLE: Duration = Duration::from_millis(80);
/// Programs of ours in `book/`, which the book is made with and not of.
const CODE: [&str; 6] = [
    "book/course",
    "book/exercise",
    "book/judge",
    "book/outline",
    "book/page",
    "book/press",
];

/// Sends changes of the folders that the book is made from.
pub(super) fn watch(
    root: &Path,
    changed: Sender<DebounceEventResult>,
) -> Result<Debouncer<RecommendedWatcher, RecommendedCache>> {
    let mut debouncer =
        new_debouncer(SETTLE, None, move |events: DebounceEventResult| {
            // The receiver is gone only when the program ends.
            let _ = changed.send(events);
        })
        .context("cannot watch files")?;
    for folder in ["book", "chapters"].map(|folder| root.join(folder)) {
        debouncer
            .watch(&folder, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch {}", folder.display()))?;
    }
    // Its own files, for the README and the profiles in the manifest.
    debouncer
        .watch(root, RecursiveMode::NonRecursive)
        .with_context(|| format!("cannot watch {}", root.display()))?;
    Ok(debouncer)
}

/// The files that a batch of events may have changed.
pub(super) fn changed(batch: DebounceEventResult) -> Vec<PathBuf> {
    match batch {
        Ok(events) => events
            .into_iter()
            .filter(is_change)
            .flat_map(|event| event.event.paths)
            .collect(),
        Err(errors) => {
            for error in errors {
                eprintln!("a file cannot be watched: {error}");
            }
            Vec::new()
        }
    }
}

/// Whether an event may change the book. Reading a file is an event too: without this,
/// each build would start the next.
fn is_change(event: &DebouncedEvent) -> bool {
    match event.kind {
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Any => true,
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        EventKind::Access(_) | EventKind::Other => false,
    }
}

/// Whether the book is made of a file.
pub(super) fn is_of_the_book(root: &Path, path: &Path) -> bool {
    let within = path.strip_prefix(root).unwrap_or(path);
    if within.components().count() == 1 {
        return within == Path::new("Cargo.toml")
            || within == Path::new("README.md");
    }
    let is_hidden =
        |part: &std::ffi::OsStr| part.to_string_lossy().starts_with('.');
    let is_output = within.starts_with("book/book");
    // Our programs: what is changed in them shows when they are started again.
    let mut code = CODE.iter();
    let is_ours = code.any(|folder| within.starts_with(folder));
    // What a reader does in the course is on no page.
    let is_attempt = within.iter().any(|part| part == "attempts");
    let is_backup = within.to_string_lossy().ends_with('~');
    !is_output
        && !is_ours
        && !is_attempt
        && !is_backup
        && !within.iter().any(is_hidden)
}
