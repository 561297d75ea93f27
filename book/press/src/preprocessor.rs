//! The press as a preprocessor of mdBook, in our program and behind stock `mdbook`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context as _, Result};
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext, parse_input};

use crate::curriculum::Curriculum;
use crate::exercises;
use crate::expand::{About, Kind, Place, Quotes, expand};
use crate::fault::list;
use crate::measured::Measured;
use crate::source::Source;
use crate::workspace::sorted_entries;
use crate::{Fault, Workspace};

/// Our preprocessor. It runs before mdBook's own, so that it sees the prose as written.
#[derive(Debug, Default)]
pub struct Press {
    links: Mutex<BTreeMap<PathBuf, Vec<(usize, String)>>>,
}

/// All faults of a build, as one error.
#[derive(Debug)]
pub(crate) struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for fault in &self.0 {
            writeln!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

impl Press {
    /// The links of the last run: for each page, relative to the prose's folder, the line
    /// and target of each.
    pub(crate) fn take_links(&self) -> BTreeMap<PathBuf, Vec<(usize, String)>> {
        let mut links =
            self.links.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        std::mem::take(&mut *links)
    }
}

impl Preprocessor for Press {
    fn name(&self) -> &'static str {
        "press"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let root = context.root.parent().context("book/ lies in the workspace")?;
        let mut workspace = Workspace::read(root)?;
        let mut faults = std::mem::take(&mut workspace.faults);
        let source_url: Option<String> =
            context.config.get("preprocessor.press.source-url")?;
        let source_url = source_url.context(
            "book/book.toml must say where sources are shown: source-url in [preprocessor.press]",
        )?;
        let prose_folder = Path::new("book").join(&context.config.book.src);

        workspace.curriculum.check(&workspace.chapters, &mut faults);
        let mut about = About::default();
        let mut shown = BTreeSet::new();
        for chapter in book.chapters() {
            let package = package_of(chapter, &workspace.curriculum);
            // A page in a folder goes on where the chapter's own page ends: it is extra.
            let is_own = |path: &PathBuf| path.parent() == Some(Path::new(""));
            if let Some(package) = &package
                && chapter.path.as_ref().is_some_and(is_own)
            {
                about.times.add(package, &chapter.content);
            }
            if let Some(path) = &chapter.path {
                about.index.add(
                    &prose_folder,
                    path,
                    &chapter.content,
                    package.is_some(),
                );
                about.listings.add(&prose_folder, path, &chapter.content);
                shown.insert(path.clone());
            }
        }
        about.index.check(&mut faults);
        let pages = book.chapters().filter_map(|chapter| {
            Some((chapter.path.as_deref()?, chapter.content.as_str()))
        });
        exercises::check(&workspace, pages, &prose_folder, &mut faults);

        let mut quotes = Quotes::default();
        let mut links = BTreeMap::new();
        let mut packages = Vec::new();
        book.for_each_mut(|item| {
            let BookItem::Chapter(chapter) = item else { return };
            let Some(path) = chapter.path.clone() else { return };
            let file = prose_folder.join(&path);
            let package = package_of(chapter, &workspace.curriculum);
            if let Some(package) = &package {
                packages.push(package.clone());
                let is_appendix = workspace.curriculum.is_appendix(package);
                if is_appendix && chapter.number.is_some() {
                    let message = format!(
                        "{package}.md is an appendix in the plan: list it below the chapters, \
                         without the dash that numbers it"
                    );
                    let summary = prose_folder.join("SUMMARY.md");
                    faults.push(Fault::new(summary, 1, message));
                }
                let kind = if is_appendix { "appendix" } else { "chapter" };
                if !workspace.chapters.contains_key(package) {
                    let message = format!(
                        "this is the page of the {kind} `{package}`, but there is no crate \
                         chapters/{package}: there are {}",
                        list(workspace.chapters.keys())
                    );
                    faults.push(Fault::new(&file, 1, message));
                    return;
                }
            }
            let place =
                Place { file: &file, chapter: package.as_deref(), source_url: &source_url };
            let expanded = expand(&chapter.content, &place, &workspace, &about);
            chapter.content = expanded.text;
            faults.extend(expanded.faults);
            quotes.extend(expanded.quotes);
            links.insert(path, expanded.links);
        });

        unquoted(&workspace, &quotes, &prose_folder, &mut faults);
        pageless(&workspace, &packages, &prose_folder, &mut faults);
        left_out(root, &prose_folder, &shown, &mut faults)?;
        faults.sort();
        faults.dedup();
        if !faults.is_empty() {
            return Err(Faults(faults).into());
        }
        *self.links.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
            links;
        Ok(book)
    }
}

/// The package that a page belongs to: numbered chapters have one of the page's name, and
/// so have the appendices of the plan. A numbered page in a folder continues the chapter
/// of the folder's name.
fn package_of(chapter: &Chapter, curriculum: &Curriculum) -> Option<String> {
    let path = chapter.path.as_ref()?;
    let folder = path.parent().and_then(Path::file_name);
    let name = folder.unwrap_or(path.file_stem()?).to_string_lossy().into_owned();
    let has_crate = chapter.number.is_some() || curriculum.is_appendix(&name);
    has_crate.then_some(name)
}

/// Snapshots that no page quotes, and public items that the chapter's page does not show.
fn unquoted(
    workspace: &Workspace,
    quotes: &Quotes,
    prose_folder: &Path,
    faults: &mut Vec<Fault>,
) {
    for (package, chapter) in &workspace.chapters {
        let page = prose_folder.join(format!("{package}.md"));
        let page = page.display();
        let is_quoted = |kind: Kind, name: &String| {
            quotes.snapshots.contains(&(package.clone(), kind, name.clone()))
        };
        let mut unused = |file: PathBuf,
                          line: usize,
                          directive: &str,
                          name: &str| {
            let message = format!(
                "nobody quotes the {directive} `{name}`: quote it on {page} with \
                 `{{{{#{directive} {name}}}}}`, or record it no more"
            );
            faults.push(Fault::new(file, line, message));
        };
        for name in
            chapter.outputs.keys().filter(|name| !is_quoted(Kind::Output, name))
        {
            unused(
                chapter.snapshots.join(format!("output-{name}.snap")),
                1,
                "output",
                name,
            );
        }
        for name in
            chapter.figures.keys().filter(|name| !is_quoted(Kind::Figure, name))
        {
            unused(
                chapter.snapshots.join(format!("figure-{name}.snap.svg")),
                1,
                "figure",
                name,
            );
        }
        for (name, number) in &chapter.numbers {
            if !is_quoted(Kind::Number, name) {
                unused(
                    chapter.snapshots.join("numbers.snap"),
                    number.line,
                    "number",
                    name,
                );
            }
        }
        for (name, ratio) in &chapter.measured.ratios {
            if !is_quoted(Kind::Measured, name) {
                unused(Measured::file(package), ratio.line, "measured", name);
            }
        }
        for source in &chapter.taught {
            for item in source
                .items
                .iter()
                .filter(|item| !is_shown(quotes, source, item.line))
            {
                let message = format!(
                    "`{}` is public, but no listing on {page} shows it: put it between anchors and \
                     include it, or make it private",
                    item.name
                );
                faults.push(Fault::new(&source.path, item.line, message));
            }
        }
    }
}

fn is_shown(quotes: &Quotes, source: &Source, line: usize) -> bool {
    quotes
        .lines
        .iter()
        .any(|(path, lines)| *path == source.path && lines.contains(&line))
}

/// Crates of chapters and appendices without a page.
fn pageless(
    workspace: &Workspace,
    packages: &[String],
    prose_folder: &Path,
    faults: &mut Vec<Fault>,
) {
    for package in
        workspace.chapters.keys().filter(|package| !packages.contains(package))
    {
        let place = if workspace.curriculum.is_appendix(package) {
            "below the chapters, without a number"
        } else {
            "as a numbered chapter"
        };
        let message = format!(
            "the crate chapters/{package} has no page: list {package}.md {place}"
        );
        faults.push(Fault::new(prose_folder.join("SUMMARY.md"), 1, message));
    }
}

/// Pages that are written but that the book does not show.
fn left_out(
    root: &Path,
    prose_folder: &Path,
    shown: &BTreeSet<PathBuf>,
    faults: &mut Vec<Fault>,
) -> Result<()> {
    let of_mdbook = ["SUMMARY.md", "404.md"].map(Path::new);
    for path in sorted_entries(&root.join(prose_folder))? {
        let name = path.strip_prefix(root.join(prose_folder)).unwrap_or(&path);
        let is_page = name.extension().is_some_and(|ending| ending == "md");
        if is_page && !of_mdbook.contains(&name) && !shown.contains(name) {
            let message = "no reader finds this page: list it in SUMMARY.md (where mdBook skips \
                           a paragraph of links right after a part's title)";
            faults.push(Fault::new(prose_folder.join(name), 1, message));
        }
    }
    Ok(())
}

/// Answers mdBook's preprocessor protocol: the book comes in as JSON and goes out as JSON.
///
/// # Errors
/// If the input is not mdBook's, or the book has faults.
pub fn answer_mdbook(input: impl Read, mut output: impl Write) -> Result<()> {
    let (context, book) =
        parse_input(input).context("this command is for mdBook to call")?;
    let book = Press::default().run(&context, book)?;
    serde_json::to_writer(&mut output, &book)
        .context("cannot hand the book back to mdBook")?;
    output.flush()?;
    Ok(())
}
