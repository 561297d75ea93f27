//! The index of listings: every piece of code that a chapter shows, by page and section.

use std::path::{Path, PathBuf};

use outline::{CodeBlock, directives, normal};

use super::page::{Page, Section};

/// Listings of the whole book, in its order.
#[derive(Debug, Default)]
pub(crate) struct Listings {
    pub shown: Vec<Shown>,
}

/// A piece of a file that a page shows.
#[derive(Debug)]
pub(crate) struct Shown {
    pub section: Section,
    /// The id of its block on the page.
    pub id: String,
    pub path: PathBuf,
    pub anchor: String,
}

impl Listings {
    /// Notes down what a page shows. Pages come in the order of the book.
    pub fn add(&mut self, page: &Page) {
        let folder = page.file.parent().unwrap_or(Path::new(""));
        for block in &page.prose.code_blocks {
            let Some(id) = listing_id(block) else { continue };
            let section = Section::of(page, block.range.start);
            self.shown.extend(includes(block).into_iter().map(|(path, anchor)| {
                Shown {
                    section: section.clone(),
                    id: id.clone(),
                    path: normal(&folder.join(path)),
                    anchor,
                }
            }));
        }
    }
}

/// The id of a block of included code: its first anchor's name.
pub(crate) fn listing_id(block: &CodeBlock) -> Option<String> {
    includes(block).first().map(|(_, anchor)| format!("listing-{anchor}"))
}

/// The files and anchors that a block of code includes.
fn includes(block: &CodeBlock) -> Vec<(String, String)> {
    let found = directives(&block.text);
    let included = found.iter().filter(|directive| directive.name == "include");
    included
        .filter_map(|directive| directive.plain().next()?.rsplit_once(':'))
        .map(|(path, anchor)| (path.to_owned(), anchor.to_owned()))
        .collect()
}
