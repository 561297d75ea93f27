//! mdBook's own renderer, without what lies among the pages and is none of the book's.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use mdbook_driver::book::BookItem;
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer};
use outline::plain_lines;
use walkdir::{DirEntry, WalkDir};

/// Renders as mdBook does, which takes along every file in the folder of the pages, and
/// breaks off at a link to nowhere: an editor locks a page with one.
#[derive(Default)]
pub(super) struct Html(HtmlHandlebars);

impl Renderer for Html {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn render(&self, context: &RenderContext) -> Result<()> {
        let mut context = context.clone();
        let tidy = tempfile::tempdir().context("cannot make a temporary folder")?;
        let folder = context.root.join(&context.config.book.src);
        copy(&folder, tidy.path())?;
        context.config.book.src = tidy.path().to_owned();
        // What a page includes has the line ends of its file.
        context.book.for_each_mut(|item| {
            if let BookItem::Chapter(chapter) = item {
                chapter.content = plain_lines(std::mem::take(&mut chapter.content));
            }
        });
        self.0.render(&context)
    }
}

/// Copies the files of a folder that are for readers.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let walk = WalkDir::new(from).min_depth(1).follow_links(true).into_iter();
    let walk = walk.filter_entry(|entry| !is_left_behind(entry));
    // A link to nowhere, or around in a circle, is nothing to read.
    for entry in walk.filter_map(Result::ok) {
        let to = to.join(entry.path().strip_prefix(from).unwrap_or(entry.path()));
        let copied = if entry.file_type().is_dir() {
            fs::create_dir(&to)
        } else if entry.file_type().is_file() {
            fs::copy(entry.path(), &to).map(drop)
        } else {
            Ok(())
        };
        copied
            .with_context(|| format!("cannot copy {}", entry.path().display()))?;
    }
    Ok(())
}

/// Whether an editor keeps this beside a page, or a system in every folder.
fn is_left_behind(entry: &DirEntry) -> bool {
    const OF_SYSTEMS: [&str; 3] = ["Thumbs.db", "desktop.ini", "Icon\r"];
    const OF_EDITORS: [&str; 7] =
        ["~", "#", ".bak", ".orig", ".rej", ".swp", ".tmp"];
    let name = entry.file_name().to_string_lossy();
    // An editor tries whether it may write: `4913`.
    let is_trial = name.bytes().all(|byte| byte.is_ascii_digit());
    name.starts_with('.')
        || is_trial
        || OF_SYSTEMS.contains(&&*name)
        || OF_EDITORS.iter().any(|end| name.ends_with(end))
}
