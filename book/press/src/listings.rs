//! The index of listings: every piece of code that a chapter shows, by page and section.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::expand::{escape, normal};
use crate::index::Section;
use crate::maths::markdown_proof;
use crate::prose::{CodeBlock, Prose, directives};
use crate::workspace::{Chapter, Workspace};

/// Listings of the whole book, in its order.
#[derive(Debug, Default)]
pub(crate) struct Listings {
    shown: Vec<Shown>,
}

/// A piece of a file that a page shows.
#[derive(Debug)]
struct Shown {
    section: Section,
    /// The id of its block on the page.
    id: String,
    path: PathBuf,
    anchor: String,
}

impl Listings {
    /// Reads one page; `path` is relative to `prose_folder`.
    pub fn add(&mut self, prose_folder: &Path, path: &Path, text: &str) {
        let prose = Prose::parse(text);
        let file = prose_folder.join(path);
        let folder = file.parent().unwrap_or(Path::new(""));
        for block in &prose.code_blocks {
            let Some(id) = id_of(block) else { continue };
            let section = Section::of(&prose, &file, path, block.range.start);
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

    /// The index, as Markdown: a heading for each page, an item for each section.
    pub fn index(&self, workspace: &Workspace) -> String {
        let mut index = String::new();
        let (mut page, mut section) = ("", "");
        for shown in &self.shown {
            let at = &shown.section;
            if at.page != page {
                let title = markdown_proof(&escape(&at.title));
                let _ = writeln!(index, "\n\n## {title}");
                section = "";
            }
            let is_new = at.id != section;
            if is_new {
                let _ = write!(index, "\n- {}: ", at.link(&at.heading));
            }
            for (place, name) in shown.names(workspace).into_iter().enumerate() {
                let comma = if is_new && place == 0 { "" } else { ", " };
                let _ =
                    write!(index, "{comma}[`{name}`]({}#{})", at.page, shown.id);
            }
            (page, section) = (&at.page, &at.id);
        }
        index + "\n"
    }
}

impl Shown {
    /// The public items that it shows, or what its anchor is called if there is none.
    fn names(&self, workspace: &Workspace) -> Vec<String> {
        let mut sources = workspace.chapters.values().flat_map(Chapter::sources);
        let named = sources.find(|source| source.path == self.path).map(|source| {
            let lines = source.anchors.get(&self.anchor);
            let items = source.items.iter();
            items
                .filter(|item| {
                    lines.is_some_and(|lines| lines.contains(&item.line))
                })
                .map(|item| item.name.clone())
                .collect::<Vec<_>>()
        });
        match named {
            Some(names) if !names.is_empty() => names,
            _ => vec![self.anchor.clone()],
        }
    }
}

/// The id of a block of included code: its first anchor's name.
pub(crate) fn id_of(block: &CodeBlock) -> Option<String> {
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
