//! The line that every page goes through, as a preprocessor of mdBook: in our program and
//! behind stock `mdbook`.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext, parse_input};
use outline::{Fault, Plan, Words};

use super::links::ProseLinks;
use crate::check::{Bound, Checked, check};
use crate::expand::{Ground, Quotes, expand};
use crate::read::Workspace;
use crate::survey::{Page, Survey};

/// Our preprocessor. It runs before mdBook's own, so that it sees the prose as written.
#[derive(Debug, Default)]
pub struct Press {
    /// Whether a book with faults is set all the same: see [`Press::lenient`].
    is_lenient: bool,
    said: Mutex<Said>,
}

/// What a run says besides the pages.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// The folder of the pages, from the workspace.
    pub folder: PathBuf,
    /// The pages that were set, in the order of the book.
    pub pages: Vec<PathBuf>,
    /// What the edition's search says.
    pub words: Words,
    /// The links that the prose holds.
    pub links: ProseLinks,
    /// What is wrong, if pages are set all the same.
    pub faults: Vec<Fault>,
    /// Sections of chapters without a picture.
    pub bare: Vec<String>,
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
    /// One that sets pages with their faults, for somebody who is writing them: what is
    /// wrong is left out of the page, and told by [`Press::said`].
    pub(crate) fn lenient() -> Self {
        Self { is_lenient: true, said: Mutex::default() }
    }

    /// What the last run said.
    pub(crate) fn said(&self) -> Said {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *said)
    }
}

impl Preprocessor for Press {
    fn name(&self) -> &'static str {
        "press"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let root = context.root.parent().context("book/ lies in the workspace")?;
        let source_url: Option<String> =
            context.config.get("preprocessor.press.source-url")?;
        let source_url = source_url.context(
            "book/book.toml must say where sources are shown: source-url in [preprocessor.press]",
        )?;
        let said = press(root, context, &source_url, &mut book)?;
        if !said.faults.is_empty() && !self.is_lenient {
            return Err(Faults(said.faults).into());
        }
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = said;
        Ok(book)
    }
}

/// The line: read, survey, expand, check. What comes out of it is rendered by mdBook.
fn press(
    root: &Path,
    context: &PreprocessorContext,
    source_url: &str,
    book: &mut Book,
) -> Result<Said> {
    let mut faults = Vec::new();
    let workspace = Workspace::read(root, &mut faults)?;
    let config = &context.config.book;
    let folder = Path::new("book").join(&config.src);
    let bound = Bound {
        language: config.language.as_deref(),
        title: config.title.as_deref(),
        folder: &folder,
    };
    let Some(edition) = bound.find(&workspace.editions, &mut faults) else {
        return Ok(Said { folder, faults, ..Said::default() });
    };
    let survey = Survey::of(pages(book, &folder, &workspace.plan));
    let ground = Ground { workspace: &workspace, edition, survey: &survey };
    let mut quotes = Quotes::default();
    let mut links = BTreeMap::new();
    let mut set = BTreeMap::new();
    let can_be_set = |page: &&Page| workspace.has(page.package.as_ref());
    for page in survey.pages.iter().filter(can_be_set) {
        let expanded = expand(page, source_url, ground);
        faults.extend(expanded.faults);
        quotes.extend(expanded.quotes);
        links.insert(page.path.clone(), expanded.links);
        set.insert(page.path.clone(), expanded.text);
    }
    let checked = Checked {
        root,
        workspace: &workspace,
        edition,
        survey: &survey,
        quotes: &quotes,
    };
    check(&checked, &mut faults)?;
    faults.sort();
    faults.dedup();
    book.for_each_mut(|item| {
        if let BookItem::Chapter(chapter) = item
            && let Some(path) = &chapter.path
            && let Some(text) = set.remove(path)
        {
            chapter.content = text;
        }
    });
    let pages = survey.pages.iter().map(|page| page.path.clone()).collect();
    let words = edition.words.clone();
    let bare = survey.without_picture();
    Ok(Said { folder, pages, words, links, faults, bare })
}

/// The pages of mdBook's book, in its order.
fn pages(book: &Book, folder: &Path, plan: &Plan) -> Vec<Page> {
    let chapters = book.chapters();
    chapters
        .filter_map(|chapter| {
            let path = chapter.path.clone()?;
            let is_numbered = chapter.number.is_some();
            let place = (path, chapter.name.as_str());
            Some(Page::of(folder, place, &chapter.content, is_numbered, plan))
        })
        .collect()
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
