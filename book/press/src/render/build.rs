//! Building the book whole, or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use mdbook_preprocessor::Preprocessor;
use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::Book;
use outline::{EDITIONS, Edition, Fault};
use thiserror::Error;

use super::course;
use super::html::Html;
use super::links;
use super::live;
use super::paper::{self, Imprint};
use super::places;
use super::preprocessor::{Faults, Press};
use super::publish::Place;
use super::scratch::Scratch;
use super::search;
use super::slim;
use crate::check::untranslated;
use crate::modules::Modules;
use crate::read::no_texts;

/// Why there is no new book.
#[derive(Debug, Error)]
pub enum BuildError {
    /// Something on the pages is not true.
    #[error("{}: the book was not built", summary(.0))]
    Faults(Vec<Fault>),
    /// A file could not be read or written, or mdBook failed.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

/// The faults, a line each, and how many they are.
pub(crate) fn summary(faults: &[Fault]) -> String {
    let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
    let count = lines.len();
    let noun = if count == 1 { "fault" } else { "faults" };
    format!("{}\n{count} {noun} on the pages", lines.join("\n"))
}

/// Builds the book of the workspace at `root` into the folder `out`.
///
/// Until everything was built and checked, the folder stays as it was. Then what earlier
/// builds wrote there is replaced; everything else in it stays.
///
/// # Errors
/// If the pages have faults, if a file cannot be read or written, or if `out` holds
/// something of somebody else's where the book has a file.
pub fn build(root: &Path, out: &Path) -> Result<(), BuildError> {
    build_live(root, out, None)
}

/// The same, with the modules that make its figures live.
///
/// # Errors
/// Those of [`build`].
pub fn build_live(
    root: &Path,
    out: &Path,
    modules: Option<&Modules>,
) -> Result<(), BuildError> {
    ensure_not_of_the_book(root, out)?;
    let place = Place::take(out)?;
    // Where its files need only be moved.
    let within = if out.is_dir() { out } else { folder_of(out) };
    fs::create_dir_all(within)
        .with_context(|| format!("cannot make the folder {}", within.display()))?;
    let scratch = Scratch::new(within)
        .with_context(|| format!("cannot write in {}", within.display()))?;
    let built = scratch.path().join("new");
    build_into(root, &built, modules)?;
    Ok(place.fill(&built)?)
}

/// Refuses a folder that the next build would take for pages, look or code of the book.
fn ensure_not_of_the_book(root: &Path, out: &Path) -> Result<()> {
    let real = |path: &Path| {
        let there =
            path.ancestors().find_map(|a| Some((a, a.canonicalize().ok()?)));
        let (above, real) = there?;
        Some(real.join(path.strip_prefix(above).ok()?))
    };
    let absolute =
        std::path::absolute(out).context("cannot tell where that folder is")?;
    let out = real(&absolute).unwrap_or(absolute);
    for folder in ["book/src", "book/theme", "chapters"] {
        let of_the_book = root.join(folder);
        let of_the_book = of_the_book.canonicalize().unwrap_or(of_the_book);
        anyhow::ensure!(
            !out.starts_with(&of_the_book),
            "{} lies in {folder}, from which the book is made: name a folder elsewhere",
            out.display()
        );
    }
    Ok(())
}

/// The folder that a path is in.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Checks the book without keeping it, and gives back the sections without a picture.
///
/// # Errors
/// If the pages have faults or a file cannot be read.
pub fn check(root: &Path) -> Result<Vec<String>, BuildError> {
    let scratch = tempfile::tempdir().context("cannot make a temporary folder")?;
    build_into(root, &scratch.path().join("book"), None)
}

/// Builds a book with its faults into a folder that is not there yet, for somebody who is
/// writing it, and gives back the faults.
///
/// # Errors
/// If a file cannot be read or written.
pub(crate) fn build_with_faults(
    root: &Path,
    out: &Path,
    modules: Option<&Modules>,
) -> Result<Vec<Fault>, BuildError> {
    Ok(run(root, out, Press::lenient, modules)?.faults)
}

/// Builds into a folder that is not there yet, and gives back the sections without a
/// picture.
fn build_into(
    root: &Path,
    out: &Path,
    modules: Option<&Modules>,
) -> Result<Vec<String>, BuildError> {
    let Found { faults, bare } = run(root, out, Press::default, modules)?;
    if faults.is_empty() { Ok(bare) } else { Err(BuildError::Faults(faults)) }
}

/// What was found while building.
struct Found {
    faults: Vec<Fault>,
    /// Sections without a picture, of the edition that is written.
    bare: Vec<String>,
}

/// Builds every edition, the first into `out` and each other into a folder of its
/// language there, and says what is wrong with what came out.
fn run(
    root: &Path,
    out: &Path,
    press: fn() -> Press,
    modules: Option<&Modules>,
) -> Result<Found, BuildError> {
    // mdBook takes a relative path as relative to the book.
    let out =
        std::path::absolute(out).context("cannot tell where that folder is")?;
    let file = root.join("book/book.toml");
    let mut config = Config::from_disk(&file)
        .with_context(|| format!("cannot read {}", file.display()))?;
    config.update_from_env().context("an MDBOOK_ variable of the environment")?;
    config.build.build_dir.clone_from(&out);
    let Found { mut faults, bare } =
        run_edition(root, config.clone(), press(), modules)?;
    // What is wrong with the list of editions was told with the first.
    let editions = Edition::all(root).unwrap_or_default();
    let Some((first, others)) = editions.split_first() else {
        return Ok(Found { faults, bare });
    };
    for edition in others {
        let missing = untranslated(root, first, edition)?;
        if !missing.is_empty() {
            faults.extend(missing);
            continue;
        }
        config.build.build_dir = out.join(&edition.language);
        if config.build.build_dir.exists() {
            let message = format!(
                "the book has a folder `{}` already: an edition cannot have its name",
                edition.language
            );
            faults.push(Fault::new(EDITIONS, edition.line, message));
            continue;
        }
        let folder = edition.folder.strip_prefix("book");
        config.book.src = folder.unwrap_or(&edition.folder).to_owned();
        config.book.title = Some(edition.title.clone());
        config.book.language = Some(edition.language.clone());
        let found = run_edition(root, config.clone(), press(), modules)?;
        faults.extend(found.faults);
    }
    faults.sort();
    faults.dedup();
    Ok(Found { faults, bare })
}

/// Runs mdBook with our press.
fn run_edition(
    root: &Path,
    config: Config,
    press: Press,
    modules: Option<&Modules>,
) -> Result<Found, BuildError> {
    let book = root.join("book");
    // mdBook would name neither line nor remedy.
    let mut none = no_texts(root, &Path::new("book").join(&config.book.src))?;
    none.extend(no_texts(root, Path::new("book/theme"))?);
    if !none.is_empty() {
        return Err(BuildError::Faults(none));
    }
    let out = config.build.build_dir.clone();
    let title = config.book.title.clone().unwrap_or_default();
    let description = config.book.description.clone().unwrap_or_default();
    let press = Arc::new(press);
    let (built, warnings) = listening(|| {
        let mut driver = MDBook::load_with_config(&book, config)?;
        driver.with_preprocessor(Shared(Arc::clone(&press)));
        driver.with_renderer(Html::default());
        driver.build()
    });
    built.map_err(|error| match error.downcast::<Faults>() {
        Ok(Faults(faults)) => BuildError::Faults(faults),
        Err(error) => match error.downcast::<Fault>() {
            Ok(fault) => BuildError::Faults(vec![fault]),
            Err(error) => BuildError::Other(error),
        },
    })?;
    let said = press.said();
    let mut faults = warnings;
    faults.extend(said.faults);
    let pages = links::read(&out, &said.links)?;
    faults.extend(links::check(&out, &said.folder, &said.links, &pages));
    let in_order = said.pages.iter().filter_map(|path| {
        let path = path.with_extension("html");
        pages.get(&path).map(|page| (path, Arc::clone(page)))
    });
    let in_order: Vec<_> = in_order.collect();
    let theme = book.join("theme");
    let mut fillings = search::write(&theme, &out, &in_order, &said.words)?;
    let version = version(root)?;
    let imprint = Imprint {
        title: &title,
        description: &description,
        version: version.as_deref(),
        words: &said.words,
    };
    fillings.extend(paper::fillings(&out, &imprint));
    fillings.extend(live::write(root, &out, modules)?);
    fillings.extend(course::write(root, &out, &said.folder, modules)?);
    places::fill(&out, &fillings)?;
    slim::write(&theme, &out)?;
    Ok(Found { faults, bare: said.bare })
}

/// The version of the workspace, if it has one.
fn version(root: &Path) -> Result<Option<String>> {
    let file = root.join("Cargo.toml");
    let text = fs::read_to_string(&file)
        .with_context(|| format!("cannot read {}", file.display()))?;
    let manifest: toml::Table =
        text.parse().with_context(|| format!("cannot read {}", file.display()))?;
    let package = manifest.get("workspace").and_then(|table| table.get("package"));
    let version = package.and_then(|table| table.get("version")?.as_str());
    Ok(version.map(str::to_owned))
}

/// Runs mdBook and makes a fault of everything that it warns of: nobody reads warnings.
fn listening<T>(run: impl FnOnce() -> T) -> (T, Vec<Fault>) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_max_level(tracing::Level::WARN)
        .without_time()
        .with_level(false)
        .with_target(false)
        .with_ansi(false)
        .finish();
    let result = tracing::subscriber::with_default(subscriber, run);
    let text = log.text();
    let warnings = (!text.is_empty()).then(|| {
        let message = format!("mdBook warns: {}", text.trim());
        Fault::new("book/book.toml", 1, message)
    });
    (result, warnings.into_iter().collect())
}

/// What was logged, kept in memory.
#[derive(Debug, Default, Clone)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&log).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The press, handed to mdBook and still ours to ask.
struct Shared(Arc<Press>);

impl Preprocessor for Shared {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn run(&self, context: &PreprocessorContext, book: Book) -> Result<Book> {
        self.0.run(context, book)
    }
}
