//! Places in the page template that are filled when all pages are there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Puts what `with` makes of each page in the place of `place`, on those that have it.
pub(super) fn fill(
    out: &Path,
    place: &str,
    with: impl Fn(&str) -> String,
) -> Result<()> {
    for (page, html) in having(out, place)? {
        put(&page, &html.replacen(place, &with(&html), 1))?;
    }
    Ok(())
}

/// The pages in a folder that have a place, with their HTML.
pub(super) fn having(out: &Path, place: &str) -> Result<Vec<(PathBuf, String)>> {
    let mut having = Vec::new();
    for entry in walkdir::WalkDir::new(out).sort_by_file_name() {
        let path = entry.context("cannot read the built book")?.into_path();
        if path.extension().is_some_and(|extension| extension == "html") {
            let html = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            if html.contains(place) {
                having.push((path, html));
            }
        }
    }
    Ok(having)
}

/// Writes a file of the built book.
pub(super) fn put(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text)
        .with_context(|| format!("cannot write {}", file.display()))
}
