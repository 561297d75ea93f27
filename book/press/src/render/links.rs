//! Every link of the built book leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use anyhow::{Context as _, Result};
use scraper::{Html, Selector};

use outline::{Fault, Slashed as _, list, normal, shares_a_word};

use super::sections::{Section, sections};
use crate::read::Remembered;

/// Pages that were read before.
static READ: LazyLock<Remembered<Rendered>> = LazyLock::new(Remembered::default);

/// The links that prose holds: for each page, the line and target of each.
pub(crate) type ProseLinks = BTreeMap<PathBuf, Vec<(usize, String)>>;

/// Rendered pages, by their paths.
pub(super) type Pages = BTreeMap<PathBuf, Arc<Rendered>>;

/// Reads the rendered pages in `out`.
pub(super) fn read(out: &Path, links: &ProseLinks) -> Result<Pages> {
    let mut pages = BTreeMap::new();
    for page in links.keys() {
        let html = page.with_extension("html");
        let text = fs::read_to_string(out.join(&html))
            .with_context(|| format!("mdBook rendered no {}", html.display()))?;
        let page = READ.of(&html, &text, || Rendered::read(&text));
        pages.insert(html, page);
    }
    Ok(pages)
}

/// Checks the links in the rendered pages of `out` against its files and ids.
pub(super) fn check(
    out: &Path,
    folder: &Path,
    links: &ProseLinks,
    pages: &Pages,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (source, written) in links {
        let html = source.with_extension("html");
        for target in &pages[&html].targets {
            let (line, written) = as_written(written, target);
            let Some(message) = broken(out, pages, &html, target, written) else {
                continue;
            };
            let file = folder.join(source);
            faults.push(Fault::new(file, line, message));
        }
    }
    faults
}

/// What a rendered page links to, what can be linked to in it, and what it says.
#[derive(Debug)]
pub(super) struct Rendered {
    targets: BTreeSet<String>,
    ids: BTreeSet<String>,
    pub sections: Vec<Section>,
}

impl Rendered {
    pub fn read(html: &str) -> Self {
        let document = Html::parse_document(html);
        let all = |selector: &str, attribute: &str| -> BTreeSet<String> {
            let selector = Selector::parse(selector).expect("a valid selector");
            let found = document.select(&selector);
            found
                .filter_map(|e| e.value().attr(attribute).map(str::to_owned))
                .collect()
        };
        let mut targets = all("main a[href]", "href");
        targets.extend(all("main [src]", "src"));
        Self { targets, ids: all("[id]", "id"), sections: sections(&document) }
    }
}

/// What is wrong with a target, if anything; `written` is what the prose calls it.
fn broken(
    out: &Path,
    pages: &Pages,
    from: &Path,
    target: &str,
    written: &str,
) -> Option<String> {
    if target.contains("://")
        || target.starts_with("mailto:")
        || target.starts_with("data:")
    {
        return None;
    }
    let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
    // What is asked of the page, such as a state of one of its figures.
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let file = if path.is_empty() {
        from.to_owned()
    } else {
        normal(&from.parent().unwrap_or(Path::new("")).join(path))
    };
    let Some(page) = pages.get(&file) else {
        if out.join(&file).is_file() {
            return None;
        }
        let known = list(
            pages
                .keys()
                .map(|page| page.with_extension("md").slashed().into_owned()),
        );
        return Some(format!(
            "the link to {written} leads nowhere: the pages are {known}"
        ));
    };
    if fragment.is_empty() || page.ids.contains(fragment) {
        return None;
    }
    let near: Vec<_> =
        page.ids.iter().filter(|id| shares_a_word(id, fragment)).collect();
    let near = if near.is_empty() {
        "none is near to it".to_owned()
    } else {
        format!("near to it are {}", list(near))
    };
    let file = file.with_extension("md");
    Some(format!("{} has no `#{fragment}`: {near}", file.slashed()))
}

/// The line on which the prose links to `target` and what it writes for it, as far as
/// that can be told.
fn as_written<'w>(
    written: &'w [(usize, String)],
    target: &'w str,
) -> (usize, &'w str) {
    let is_it = |link: &str| match link.split_once(".md") {
        Some((page, rest)) => format!("{page}.html{rest}") == target,
        None => link == target,
    };
    written
        .iter()
        .find(|(_, link)| is_it(link))
        .map_or((1, target), |(line, link)| (*line, link.as_str()))
}
