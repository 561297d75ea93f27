//! The readers' files, and which of them have been saved with another text.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, Debouncer, RecommendedCache, new_debouncer,
};

use crate::course::Course;
use crate::screen::wrong;

/// How long a file must rest before it counts as saved.
const SETTLE: Duration = Duration::from_millis(150);

/// The readers' files.
pub struct Files {
    /// What each holds: a file that is saved unchanged is no news.
    seen: BTreeMap<PathBuf, Vec<u8>>,
    _watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
}

impl Files {
    /// Watches the files of all exercises, and gives what happens to them to `tell`.
    pub fn watch(
        course: &Course,
        tell: impl Fn(DebounceEventResult) + Send + 'static,
    ) -> Result<Self> {
        let mut watcher = new_debouncer(SETTLE, None, tell)
            .context("cannot watch files on this system")?;
        for part in &course.chapters {
            let folder = course
                .root
                .join(outline::exercises_folder(&part.texts.package))
                .join("attempts");
            if folder.is_dir() {
                watcher.watch(&folder, RecursiveMode::NonRecursive).with_context(
                    || format!("cannot watch {}", folder.display()),
                )?;
            }
        }
        let with_file =
            course.places().filter(|place| place.exercise.kind.has_file());
        let paths = with_file.map(|place| course.root.join(place.attempt()));
        let seen = paths.map(|path| {
            let bytes = bytes(&path).unwrap_or_default();
            (path, bytes)
        });
        Ok(Self { seen: seen.collect(), _watcher: watcher })
    }

    /// The files that hold another text than before.
    pub fn saved(&mut self, events: DebounceEventResult) -> Vec<PathBuf> {
        let mut paths: Vec<_> = match events {
            Ok(events) => {
                events.into_iter().flat_map(|event| event.event.paths).collect()
            }
            Err(errors) => {
                for error in errors {
                    files::complain(format_args!(
                        "{} a file cannot be watched: {error}",
                        wrong("error:")
                    ));
                }
                return Vec::new();
            }
        };
        paths.sort();
        paths.dedup();
        paths.retain(|path| {
            let Some(known) = self.seen.get_mut(path) else { return false };
            let Some(bytes) = bytes(path).filter(|bytes| bytes != known) else {
                return false;
            };
            *known = bytes;
            true
        });
        paths
    }
}

/// What a file holds. A pipe would keep us waiting.
fn bytes(path: &Path) -> Option<Vec<u8>> {
    let is_file = fs::metadata(path).is_ok_and(|found| found.is_file());
    is_file.then(|| fs::read(path).ok()).flatten()
}
