//! The pages of an edition, each parsed once.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use outline::{Fault, Heading, Plan, Prose, Slashed as _};

use crate::html::{escape, markdown_proof};
use crate::read::Remembered;

/// Pages that were parsed before.
static PARSED: LazyLock<Remembered<Prose>> = LazyLock::new(Remembered::default);

/// A page of the book.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// Relative to the folder of the pages, as other pages link to it.
    pub path: PathBuf,
    /// Relative to the workspace.
    pub file: PathBuf,
    /// What the contents call it.
    pub name: String,
    /// The preface, chapter or appendix that it is about.
    pub package: Option<String>,
    pub is_numbered: bool,
    pub prose: Arc<Prose>,
}

impl Page {
    /// The page `path` of the folder `folder`, which the contents call `name`.
    pub fn of(
        folder: &Path,
        (path, name): (PathBuf, &str),
        text: &str,
        is_numbered: bool,
        plan: &Plan,
    ) -> Self {
        let file = folder.join(&path);
        let prose = PARSED.of(&file, text, || Prose::parse(text));
        let package = package_of(&path, is_numbered, plan);
        Self { path, file, name: name.to_owned(), package, is_numbered, prose }
    }

    /// Whether it is the chapter's own page. One in a folder goes on where that ends.
    pub fn is_own(&self) -> bool {
        self.package.is_some() && self.path.parent() == Some(Path::new(""))
    }

    /// Sections before the exercises, each with where it stands.
    fn sections(&self) -> Vec<(&Heading, Range<usize>)> {
        let prose = &*self.prose;
        let exercises = prose.named("exercises").next();
        let end = exercises
            .and_then(|found| prose.section(found.range.start))
            .map_or(prose.text.len(), |heading| heading.start);
        let sections = prose.headings.iter();
        let sections: Vec<_> = sections
            .filter(|heading| heading.level < 3 && heading.start < end)
            .collect();
        let ends = sections.iter().skip(1).map(|next| next.start).chain([end]);
        sections.iter().zip(ends).map(|(h, end)| (*h, h.start..end)).collect()
    }

    /// Sections before the exercises without a figure, as `page: section`.
    pub fn without_picture(&self) -> Vec<String> {
        let is_bare = |range: &Range<usize>| {
            let mut figures = self.prose.named("figure");
            !figures.any(|figure| range.contains(&figure.range.start))
        };
        let bare = self.sections().into_iter().filter(|(_, range)| is_bare(range));
        bare.map(|(heading, _)| {
            format!("{}: {}", self.file.slashed(), heading.text)
        })
        .collect()
    }

    /// A fault at a place in its text.
    pub fn fault(&self, at: usize, message: impl Into<String>) -> Fault {
        Fault::new(&self.file, self.prose.line(at), message)
    }
}

/// The package that a page belongs to: numbered chapters have one of the page's name, and
/// so have the prefaces and appendices of the plan. A numbered page in a folder continues the chapter
/// of the folder's name.
fn package_of(path: &Path, is_numbered: bool, plan: &Plan) -> Option<String> {
    let folder = path.parent().and_then(Path::file_name);
    let name = folder.unwrap_or(path.file_stem()?).to_string_lossy().into_owned();
    let has_package =
        is_numbered || plan.is_preface(&name) || plan.is_appendix(&name);
    has_package.then_some(name)
}

/// A section of a page, and a line in it.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub file: PathBuf,
    pub line: usize,
    /// The page, as other pages link to it, and its title.
    pub page: String,
    pub title: String,
    /// The heading above, and its id.
    pub heading: String,
    pub id: String,
}

impl Section {
    /// The section that holds the place `at` of a page.
    pub fn of(page: &Page, at: usize) -> Self {
        let title = page.prose.headings.first();
        let above = page.prose.section(at);
        Self {
            file: page.file.clone(),
            line: page.prose.line(at),
            page: page.path.slashed().to_string(),
            title: title.map(|title| title.text.clone()).unwrap_or_default(),
            heading: above.map(|above| above.text.clone()).unwrap_or_default(),
            id: above.map(|above| above.id.clone()).unwrap_or_default(),
        }
    }

    pub fn fault(&self, message: String) -> Fault {
        Fault::new(&self.file, self.line, message)
    }

    /// A link to it, as Markdown.
    pub fn link(&self, label: &str) -> String {
        format!("[{}]({}#{})", markdown_proof(&escape(label)), self.page, self.id)
    }
}
