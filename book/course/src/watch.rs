//! Checks a file each time that it is saved.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};

use crate::check::check;
use crate::course::{Course, Place};
use crate::screen::{dim, say, wrong};
use crate::show::introduce;

/// How long a file must rest before it counts as saved.
const SETTLE: Duration = Duration::from_millis(150);

/// Checks files of exercises as they are saved, until Ctrl-C.
pub fn watch(course: &Course) -> Result<ExitCode> {
    let (sender, changes) = mpsc::channel();
    let mut watcher =
        new_debouncer(SETTLE, None, move |events: DebounceEventResult| {
            let _ = sender.send(events);
        })
        .context("cannot watch files on this system")?;
    for part in &course.chapters {
        let folder = course
            .root
            .join(outline::exercises_folder(&part.texts.package))
            .join("attempts");
        if folder.is_dir() {
            watcher
                .watch(&folder, RecursiveMode::NonRecursive)
                .with_context(|| format!("cannot watch {}", folder.display()))?;
        }
    }
    // What the files hold already: a file that is saved unchanged is no news.
    let mut seen: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for place in course.places().filter(|place| place.exercise.kind.has_file()) {
        let path = course.root.join(place.attempt());
        seen.insert(path.clone(), bytes(&path).unwrap_or_default());
    }
    if let Some(place) = course.next() {
        introduce(course, place, &mut std::io::stdout())?;
    }
    say!("\n{}", dim("Watching chapters/*/exercises/attempts. Ctrl-C stops."));
    while let Ok(first) = changes.recv() {
        let mut paths = Vec::new();
        for batch in std::iter::once(first).chain(changes.try_iter()) {
            match batch {
                Ok(events) => {
                    paths.extend(
                        events.into_iter().flat_map(|event| event.event.paths),
                    );
                }
                Err(errors) => {
                    for error in errors {
                        files::complain(format_args!(
                            "{} a file cannot be watched: {error}",
                            wrong("error:")
                        ));
                    }
                }
            }
        }
        paths.sort();
        paths.dedup();
        for path in paths {
            let Some(known) = seen.get_mut(&path) else { continue };
            let Some(bytes) = bytes(&path) else { continue };
            if *known == bytes {
                continue;
            }
            *known = bytes;
            saved(&course.root, &path);
            // Ends the watch where nobody reads on.
            writeln!(io::stdout(), "\n{}", dim("Watching. Ctrl-C stops."))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What a file holds. A pipe would keep us waiting.
fn bytes(path: &Path) -> Option<Vec<u8>> {
    let is_file = fs::metadata(path).is_ok_and(|found| found.is_file());
    is_file.then(|| fs::read(path).ok()).flatten()
}

/// Checks the exercise of a file that was saved. What goes wrong is told, and the watch
/// goes on.
fn saved(root: &Path, path: &Path) {
    let result = Course::find(root).and_then(|course| {
        let is_of = |place: &Place| root.join(place.attempt()) == *path;
        let Some(place) = course.places().find(is_of) else { return Ok(()) };
        say!("\n{}", dim(&"─".repeat(crate::screen::width())));
        check(&course, place, &[])?;
        let now = Course::find(root)?;
        if let Some(next) = now.next()
            && now.progress.is_done(place.name())
        {
            say!();
            introduce(&now, next, &mut std::io::stdout())?;
        }
        Ok(())
    });
    if let Err(error) = result {
        crate::screen::error(&error);
    }
}
