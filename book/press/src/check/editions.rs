//! The editions say what mdBook's own configuration says, and have all the words that are
//! printed.

use std::path::Path;

use anyhow::Result;
use outline::{EDITIONS, Edition, Fault, Slashed as _};

use crate::expand::WORDS;
use crate::read::files;

/// What mdBook's configuration says of the book.
pub(crate) struct Bound<'c> {
    pub language: Option<&'c str>,
    pub title: Option<&'c str>,
    /// The folder of the pages, from the workspace.
    pub folder: &'c Path,
}

impl Bound<'_> {
    /// The edition that mdBook is to build.
    pub fn find<'e>(
        &self,
        editions: &'e [Edition],
        faults: &mut Vec<Fault>,
    ) -> Option<&'e Edition> {
        let found = editions.iter().find(|edition| edition.folder == self.folder);
        let Some(edition) = found else {
            let message = format!(
                "no edition has its pages in {}, as book.toml says: list it",
                self.folder.slashed()
            );
            faults.push(Fault::new(EDITIONS, 1, message));
            return None;
        };
        let mut same = |what: &str, here: &str, there: Option<&str>| {
            if there != Some(here) {
                let message = format!(
                    "the {what} of this edition is `{here}`, and book.toml says `{}`",
                    there.unwrap_or_default()
                );
                faults.push(Fault::new(EDITIONS, edition.line, message));
            }
        };
        same("language", &edition.language, self.language);
        same("title", &edition.title, self.title);
        Some(edition)
    }
}

/// Pages of the first edition that another has not: then it cannot be built.
pub(crate) fn untranslated(
    root: &Path,
    first: &Edition,
    edition: &Edition,
) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    let (theirs, ours) = (root.join(&first.folder), root.join(&edition.folder));
    for path in files(&theirs, "md")? {
        let name = path.strip_prefix(&theirs).unwrap_or(&path);
        if !ours.join(name).is_file() {
            let message = format!(
                "the edition `{}` has no {}: translate {}",
                edition.language,
                edition.folder.join(name).slashed(),
                first.folder.join(name).slashed()
            );
            faults.push(Fault::new(EDITIONS, edition.line, message));
        }
    }
    Ok(faults)
}

/// An edition has every word that is printed, and no other.
pub(super) fn words(edition: &Edition, faults: &mut Vec<Fault>) {
    edition.check(WORDS, faults);
}
