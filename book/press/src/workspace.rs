//! What the book is made from: the chapters' snapshots and sources, read from disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::Fault;
use crate::curriculum::Curriculum;
use crate::exercises::Exercises;
use crate::fault::{line_at, list};
use crate::measured::Measured;
use crate::source::{Named, Source};

/// The file that a run's numbers are in, one `name = text` a line.
const NUMBERS: &str = "numbers.snap";

/// Finds the workspace: the nearest folder, from `start` upward, that holds the book.
///
/// # Errors
/// If there is none.
pub fn find_root(start: &Path) -> Result<PathBuf> {
    for folder in start.ancestors() {
        if folder.join("book/book.toml").is_file()
            && folder.join("Cargo.toml").is_file()
        {
            return Ok(folder.to_owned());
        }
    }
    bail!(
        "no book in {} or above it: run this inside a clone of the book, where book/book.toml is",
        start.display()
    )
}

/// The workspace, read once for a build.
#[derive(Debug)]
pub struct Workspace {
    pub(crate) curriculum: Curriculum,
    pub(crate) chapters: BTreeMap<String, Chapter>,
    /// The exercises of each chapter that has some, if they can be read.
    pub(crate) exercises: BTreeMap<String, Option<Exercises>>,
    /// What was wrong while reading.
    pub(crate) faults: Vec<Fault>,
}

/// A chapter's crate, as the prose sees it.
#[derive(Debug, Default)]
pub(crate) struct Chapter {
    /// The folder of its snapshots, relative to the workspace.
    pub snapshots: PathBuf,
    pub outputs: BTreeMap<String, String>,
    pub numbers: BTreeMap<String, Number>,
    pub figures: BTreeMap<String, String>,
    pub measured: Measured,
    /// Sources whose public items the page must quote.
    pub taught: Vec<Source>,
    /// Every other Rust file of the crate.
    pub other: Vec<Source>,
    /// The chapter crates that it depends on.
    pub needs: Vec<String>,
}

/// A number's text and its line among the numbers.
#[derive(Debug)]
pub(crate) struct Number {
    pub text: String,
    pub line: usize,
}

impl Workspace {
    /// Reads the workspace at `root`.
    ///
    /// # Errors
    /// If a file cannot be read. What is wrong *in* the files becomes faults instead.
    pub fn read(root: &Path) -> Result<Self> {
        let mut faults = Vec::new();
        let curriculum = Curriculum::read(root, &mut faults)?;
        let mut chapters = BTreeMap::new();
        for folder in sorted_entries(&root.join("chapters"))? {
            if folder.join("Cargo.toml").is_file() {
                let name = file_name(&folder);
                let chapter = Chapter::read(root, &name, &mut faults)?;
                chapters.insert(name, chapter);
            }
        }
        let names: Vec<_> = chapters.keys().cloned().collect();
        for chapter in chapters.values_mut() {
            chapter.needs.retain(|need| names.contains(need));
        }
        let exercises = Exercises::read(root, &curriculum, &mut faults);
        Ok(Self { curriculum, chapters, exercises, faults })
    }

    /// The exercises of a chapter, if it has some and they can be read.
    pub(crate) fn exercises_of(&self, package: &str) -> Option<&Exercises> {
        self.exercises.get(package)?.as_ref()
    }

    /// A chapter by the name of its package.
    pub(crate) fn chapter(&self, name: &str) -> Result<&Chapter, String> {
        self.chapters.get(name).ok_or_else(|| {
            format!(
                "there is no chapter `{name}`: there are {}",
                list(self.chapters.keys())
            )
        })
    }
}

impl Chapter {
    fn read(root: &Path, name: &str, faults: &mut Vec<Fault>) -> Result<Self> {
        let folder = Path::new("chapters").join(name);
        let mut chapter =
            Self { snapshots: folder.join("tests/snapshots"), ..Self::default() };
        chapter.read_snapshots(root, faults)?;
        chapter.measured = Measured::read(root, name, faults)?;
        chapter.needs = dependencies(root, &folder.join("Cargo.toml"), faults)?;
        for path in rust_files(&root.join(&folder))? {
            let relative = path.strip_prefix(root).unwrap_or(&path).to_owned();
            let source = Source::read(&relative, &read(&path)?, faults);
            let within = relative.strip_prefix(&folder).unwrap_or(&relative);
            if is_taught(within) {
                chapter.taught.push(source);
            } else {
                chapter.other.push(source);
            }
        }
        Ok(chapter)
    }

    fn read_snapshots(
        &mut self,
        root: &Path,
        faults: &mut Vec<Fault>,
    ) -> Result<()> {
        let folder = root.join(&self.snapshots);
        if !folder.is_dir() {
            return Ok(());
        }
        for path in sorted_entries(&folder)? {
            let file = file_name(&path);
            let relative = self.snapshots.join(&file);
            if file == NUMBERS {
                let body = snapshot_body(&path, &relative, faults)?;
                for (index, line) in body.text.lines().enumerate() {
                    let number = body.first_line + index;
                    match line.split_once(" = ") {
                        Some((name, text)) => {
                            let text = text.to_owned();
                            self.numbers.insert(name.into(), Number { text, line: number });
                        }
                        None => faults.push(Fault::new(
                            &relative,
                            number,
                            "a number's line reads `name = text`: record the run again",
                        )),
                    }
                }
            } else if let Some(name) = stem(&file, "output-", ".snap") {
                self.outputs
                    .insert(name, snapshot_body(&path, &relative, faults)?.text);
            } else if let Some(name) = stem(&file, "figure-", ".snap.svg") {
                self.figures.insert(name, read(&path)?);
            }
        }
        Ok(())
    }

    /// All sources of the crate.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.taught.iter().chain(&self.other)
    }

    /// A public item by its name, such as `Layer::forward`.
    pub fn item(&self, name: &str) -> Result<(&Source, &Named), String> {
        let all = || {
            self.taught
                .iter()
                .flat_map(|s| s.items.iter().map(move |item| (s, item)))
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
    let runs = ["src/main.rs", "src/page.rs", "src/figures.rs"];
    within.starts_with("src") && !runs.iter().any(|file| within == Path::new(file))
}

fn stem(file: &str, prefix: &str, suffix: &str) -> Option<String> {
    Some(file.strip_prefix(prefix)?.strip_suffix(suffix)?.to_owned())
}

struct Body {
    text: String,
    first_line: usize,
}

/// What stands below the header of a snapshot.
fn snapshot_body(
    path: &Path,
    relative: &Path,
    faults: &mut Vec<Fault>,
) -> Result<Body> {
    let text = read(path)?;
    let header =
        text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let Some((header, body)) = header else {
        let message = "this is no snapshot: it does not start with a header between `---` lines";
        faults.push(Fault::new(relative, 1, message));
        return Ok(Body { text, first_line: 1 });
    };
    let first_line = header.lines().count() + 3;
    Ok(Body { text: body.trim_end().to_owned(), first_line })
}

pub(crate) fn dependencies(
    root: &Path,
    manifest: &Path,
    faults: &mut Vec<Fault>,
) -> Result<Vec<String>> {
    let text = read(&root.join(manifest))?;
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start);
            let line = line_at(&text, start);
            faults.push(Fault::new(manifest, line, error.message()));
            return Ok(Vec::new());
        }
    };
    let dependencies = table.get("dependencies").and_then(toml::Value::as_table);
    Ok(dependencies
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default())
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in sorted_entries(folder)? {
        if path.join("Cargo.toml").is_file() {
            continue; // another package, such as the exercises
        }
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

pub(crate) fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>()
    });
    let mut entries =
        entries.with_context(|| format!("cannot read {}", folder.display()))?;
    entries.sort();
    Ok(entries)
}

pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path)
        .with_context(|| format!("cannot read {}", path.display()))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
