//! mdBook's own renderer, without what lies among the pages and is none of the book's.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context as _, Result};
use mdbook_driver::book::BookItem;
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer};
use outline::plain_lines;
use regex::{Captures, Regex};
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
        self.0.render(&context)?;
        let sheets = WalkDir::new(&context.destination).into_iter();
        for sheet in sheets.filter_map(Result::ok) {
            if sheet.path().extension().is_some_and(|ending| ending == "css") {
                let path = sheet.path();
                name_what_is_there(path)
                    .with_context(|| format!("cannot mend {}", path.display()))?;
            }
        }
        Ok(())
    }
}

/// Gives what a stylesheet loads the name that mdBook has given to the file, with a part of its
/// content's hash: where folders are parted by `\`, mdBook does not find them.
fn name_what_is_there(sheet: &Path) -> Result<()> {
    static LOADED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"url\("?([^)"':]+)\.([a-z0-9]+)"?\)"#)
            .expect("a valid pattern")
    });
    let text = fs::read_to_string(sheet)?;
    let folder = sheet.parent().unwrap_or(Path::new(""));
    let named = LOADED.replace_all(&text, |found: &Captures| {
        let (name, ending) = (&found[1], &found[2]);
        let there = folder.join(format!("{name}.{ending}"));
        let hashed = with_hash(&there).filter(|_| !there.exists());
        hashed.map_or_else(
            || found[0].to_owned(),
            |hash| found[0].replace(name, &format!("{name}-{hash}")),
        )
    });
    if named != text {
        fs::write(sheet, named.as_ref())?;
    }
    Ok(())
}

/// The hash in the name of the file that mdBook has made of one with this name.
fn with_hash(path: &Path) -> Option<String> {
    let (stem, ending) = (path.file_stem()?.to_str()?, path.extension()?.to_str()?);
    let is_hash = |hash: &str| {
        hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    fs::read_dir(path.parent()?).ok()?.find_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        let rest = name.strip_prefix(stem)?.strip_prefix('-')?;
        let hash = rest.strip_suffix(ending)?.strip_suffix('.')?;
        is_hash(hash).then(|| hash.to_owned())
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_names_the_files_that_are_there() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("fonts/serif-0123abcd.woff2", "");
        write("fonts/serif-more-4567cdef.woff2", "");
        write("fonts/plain.woff2", "");
        let sheet = folder.path().join("css/text.css");
        write(
            "css/text.css",
            "url(../fonts/serif.woff2) url(\"../fonts/serif-more.woff2\") \
             url(../fonts/plain.woff2) url(../fonts/none.woff2) url(data:font/woff2;x)",
        );
        name_what_is_there(&sheet).unwrap();
        assert_eq!(
            fs::read_to_string(&sheet).unwrap(),
            "url(../fonts/serif-0123abcd.woff2) url(\"../fonts/serif-more-4567cdef.woff2\") \
             url(../fonts/plain.woff2) url(../fonts/none.woff2) url(data:font/woff2;x)"
        );
    }
}
