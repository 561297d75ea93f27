//! A chapter's package, as the prose sees it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use outline::{Fault, Recorded, chapter_folder, list, table};

use super::disk::{files, text};
use super::measured::Measured;
use super::named::Named;
use super::source::Source;
use page::live;

/// A chapter's package: what it recorded, and what its files offer.
#[derive(Debug, Default)]
pub(crate) struct Package {
    pub recorded: Recorded,
    pub measured: Measured,
    /// Figures that a reader works, by name.
    pub live: BTreeMap<String, live::Recorded>,
    /// Sources whose public items the page must quote.
    pub taught: Vec<Arc<Source>>,
    /// Every other Rust file of the package.
    pub other: Vec<Arc<Source>>,
    /// The Rust files of its exercises.
    pub exercises: Vec<Arc<Source>>,
    /// The chapters that it depends on.
    pub needs: Vec<String>,
    /// What else it depends on.
    pub libraries: Vec<String>,
}

impl Package {
    /// Reads the package of a chapter of the workspace at `root`.
    pub fn read(root: &Path, name: &str, faults: &mut Vec<Fault>) -> Result<Self> {
        let folder = chapter_folder(name);
        let mut package = Self {
            recorded: Recorded::read(root, name, faults),
            ..Self::default()
        };
        for (figure, text) in &package.recorded.live {
            match serde_json::from_str(&text.text) {
                Ok(live) => drop(package.live.insert(figure.clone(), live)),
                Err(error) => {
                    let message = format!(
                        "this is no live figure ({error}): record the run again"
                    );
                    faults.push(Fault::new(&text.file, 1, message));
                }
            }
        }
        match Measured::read(root, name) {
            Ok(measured) => package.measured = measured,
            Err(fault) => faults.push(fault),
        }
        match dependencies(root, &folder.join("Cargo.toml")) {
            Ok(all) => package.libraries = all,
            Err(fault) => faults.push(fault),
        }
        for path in files(&root.join(&folder), "rs")? {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let within = relative.strip_prefix(&folder).unwrap_or(relative);
            if within.starts_with("exercises/attempts") {
                continue; // a reader's own, in any state
            }
            let text = match text(&path) {
                Ok(text) => text,
                Err(error) => {
                    let message = format!("cannot be read: {}", error.root_cause());
                    faults.push(Fault::new(relative, 1, message));
                    continue;
                }
            };
            let source = Source::of(relative, &text);
            faults.extend(source.faults.iter().cloned());
            let sources = if within.starts_with("exercises") {
                &mut package.exercises
            } else if is_taught(within) {
                &mut package.taught
            } else {
                &mut package.other
            };
            sources.push(source);
        }
        Ok(package)
    }

    /// All sources of the package.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.taught.iter().chain(&self.other).map(AsRef::as_ref)
    }

    /// A public item by its name, such as `Layer::forward`.
    pub fn item(&self, name: &str) -> Result<(&Source, &Named), String> {
        let all = || {
            self.taught
                .iter()
                .flat_map(|s| s.items.iter().map(move |item| (s.as_ref(), item)))
        };
        let found = all().find(|(_, item)| item.name == name);
        found.ok_or_else(|| {
            format!(
                "there is no public item `{name}`: there are {}",
                list(all().map(|i| &i.1.name))
            )
        })
    }

    /// A test by the name of its function.
    pub fn test(&self, name: &str) -> Result<(&Source, &Named), String> {
        let all = || {
            self.sources().flat_map(|s| s.tests.iter().map(move |test| (s, test)))
        };
        let found = all().find(|(_, test)| test.name == name);
        found.ok_or_else(|| {
            format!(
                "there is no test `{name}`: there are {}",
                list(all().map(|i| &i.1.name))
            )
        })
    }
}

/// Whether a file of a chapter's crate teaches: its public items belong on the page.
fn is_taught(within: &Path) -> bool {
    let runs = ["src/main.rs", "src/page.rs", "src/figures.rs", "src/live.rs"];
    within.starts_with("src")
        && !within.starts_with("src/live")
        && !runs.iter().any(|file| within == Path::new(file))
}

/// The packages that the package of a manifest depends on.
pub(super) fn dependencies(
    root: &Path,
    manifest: &Path,
) -> Result<Vec<String>, Fault> {
    let table: toml::Table = table::File::read(root, manifest)?.parse()?;
    let dependencies = table.get("dependencies").and_then(toml::Value::as_table);
    Ok(dependencies
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default())
}
