//! Places in the page template that are filled when all pages are there.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

/// A place in the template, and what comes there, from the HTML of the page.
pub(super) struct Filling {
    pub place: Cow<'static, str>,
    pub with: Box<dyn Fn(&str) -> String>,
}

impl Filling {
    /// The same on every page.
    pub fn same(place: impl Into<Cow<'static, str>>, text: String) -> Self {
        Self { place: place.into(), with: Box::new(move |_| text.clone()) }
    }
}

/// Fills the places of the pages in `out`, on those that have them.
pub(super) fn fill(out: &Path, fillings: &[Filling]) -> Result<()> {
    for entry in walkdir::WalkDir::new(out).sort_by_file_name() {
        let path = entry.context("cannot read the built book")?.into_path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let mut html = fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let mut is_filled = false;
        for Filling { place, with } in fillings {
            if html.contains(&**place) {
                html = html.replace(&**place, &with(&html));
                is_filled = true;
            }
        }
        if is_filled {
            put(&path, &html)?;
        }
    }
    Ok(())
}

/// Writes a file of the built book.
pub(super) fn put(file: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    fs::write(file, content)
        .with_context(|| format!("cannot write {}", file.display()))
}

/// A file's name with a sum of what is in it, so that no browser takes an old one for it.
pub(super) fn named(name: &str, end: &str, content: &[u8]) -> String {
    let sum = Sha256::digest(content);
    let sum: String =
        sum.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{name}-{sum}.{end}")
}
