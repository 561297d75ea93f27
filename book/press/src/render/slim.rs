//! Scripts and styles of the theme without what only their writers read: a page with all
//! that it loads is lighter by it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use walkdir::WalkDir;

use super::places::put;
use super::slim_page::page;
use super::slim_text::{script, style};
use super::slim_used::{classes_of, used};

/// Files of the theme that are slimmed: their folder in the book, their name and its end.
const FILES: [(&str, &str, &str); 12] = [
    ("", "book", "js"),
    ("theme", "marks", "js"),
    ("theme", "search", "js"),
    ("theme", "reading", "js"),
    ("theme", "dark", "css"),
    ("theme", "figures", "css"),
    ("theme", "katex", "css"),
    ("css", "variables", "css"),
    ("css", "general", "css"),
    ("css", "chrome", "css"),
    ("css", "print", "css"),
    ("fonts", "fonts", "css"),
];

/// Slims the pages in `out`, and what mdBook has copied there from `theme`, under names with
/// a sum behind.
pub(super) fn write(theme: &Path, out: &Path) -> Result<()> {
    let mut classes = BTreeSet::new();
    for entry in WalkDir::new(out) {
        let path = entry.context("cannot read the built book")?.into_path();
        if path.extension().is_some_and(|extension| extension == "html") {
            let html = read(&path)?;
            classes.extend(classes_of(&html).map(str::to_owned));
            put(&path, page(&html))?;
        }
    }
    for (folder, name, end) in FILES {
        let inside = match folder {
            "css" | "fonts" => theme.join(folder),
            _ => theme.to_owned(),
        };
        let folder = out.join(folder);
        let is_ours = inside.join(name).with_extension(end).is_file();
        if !is_ours || !folder.is_dir() {
            continue;
        }
        let files = fs::read_dir(&folder)
            .with_context(|| format!("cannot read {}", folder.display()))?;
        for file in files {
            let path = file.context("cannot read the built book")?.path();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let is_it =
                stem.strip_prefix(name).is_some_and(|sum| sum.starts_with('-'));
            if is_it && path.extension().is_some_and(|extension| extension == end) {
                let text = read(&path)?;
                let text = if end == "js" { script(&text) } else { style(&text) };
                // What formulas can use is more than what they do.
                let text =
                    if name == "katex" { used(&text, &classes) } else { text };
                put(&path, &text)?;
            }
        }
    }
    Ok(())
}

/// Reads a file of the built book.
fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file)
        .with_context(|| format!("cannot read {}", file.display()))
}
