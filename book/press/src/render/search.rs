//! What the search of a built book reads: which words stand in which sections, and the
//! text of each page, which is asked for when a search has found something on it.
//!
//! Both are JSON in a script, since a page opened from a disk may load nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use anyhow::{Context as _, Result};
use outline::Words;
use regex::Regex;
use serde::Serialize;
use serde_json::json;

use super::links::Rendered;
use super::places::{self, Filling};
use super::sections::Section;
use crate::html::escape;

/// Where the page template wants the name of the index.
const PLACE: &str = "search_index = ''";
/// Where it wants what is said of a page that was found, before the index is there.
const HEARD: &str = "<p id=\"heard\"";

/// The index, as `theme/search.js` reads it.
#[derive(Debug, Default, Serialize)]
struct Index {
    /// What the search says, with `{}` in the gaps.
    words: BTreeMap<&'static str, String>,
    /// Each page with its title and the file of its text.
    pages: Vec<(String, String, String)>,
    /// For each section its page, level, id and title.
    sections: Vec<(usize, u8, String, String)>,
    /// For each word the sections that have it: how many further on each is than the one
    /// before, times 3, plus 0 where the word stands there once, 1 up to three times, 2
    /// more often.
    terms: BTreeMap<String, Vec<usize>>,
}

/// Writes the index of an edition in `out`, if its `theme` has a search, and says what its
/// pages are to know of it. `pages` are those of the edition, in its order.
pub(super) fn write(
    theme: &Path,
    out: &Path,
    pages: &[(PathBuf, Arc<Rendered>)],
    words: &Words,
) -> Result<Vec<Filling>> {
    if !theme.join("search.js").is_file() {
        return Ok(Vec::new());
    }
    let folder = out.join("search");
    fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut index = Index { words: said(words), ..Index::default() };
    let mut last = BTreeMap::new();
    for (path, page) in pages {
        let path = slashed(path);
        let texts: Vec<_> = page.sections.iter().map(|s| s.text.as_str()).collect();
        let call =
            format!("book_search.text({}, {});\n", json!(path), json!(texts));
        let file = keep(out, &name_of(&path), &call)?;
        let title = page.sections.first().map_or("", |section| &section.title);
        index.pages.push((path, title.to_owned(), file));
        for section in &page.sections {
            index.add(section, &mut last);
        }
    }
    let call = format!("book_search.index({});\n", serde_json::to_string(&index)?);
    let file = keep(out, "index", &call)?;
    let gap: &dyn std::fmt::Display = &"{}";
    let marked = escape(&words.say("search-marked", &[gap, gap]));
    let unmarked = escape(&words.say("search-unmarked", &[gap]));
    let heard =
        format!("{HEARD} data-marked=\"{marked}\" data-unmarked=\"{unmarked}\"");
    let place = format!("search_index = '{file}'");
    Ok(vec![Filling::same(HEARD, heard), Filling::same(PLACE, place)])
}

impl Index {
    fn add(&mut self, section: &Section, last: &mut BTreeMap<String, usize>) {
        let (page, number) = (self.pages.len() - 1, self.sections.len());
        let (id, title) = (section.id.clone(), section.title.clone());
        self.sections.push((page, section.level, id, title));
        for (token, count) in &section.tokens {
            let often = match count {
                1 => 0,
                2..=3 => 1,
                _ => 2,
            };
            let before = last.insert(token.clone(), number).unwrap_or(0);
            let places = self.terms.entry(token.clone()).or_default();
            places.push((number - before) * 3 + often);
        }
    }
}

/// The words of the edition that the search says.
fn said(words: &Words) -> BTreeMap<&'static str, String> {
    let gap: &dyn std::fmt::Display = &"{}";
    BTreeMap::from([
        ("search", words.say("search", &[])),
        ("found", words.say("search-found", &[gap, gap])),
        ("one", words.say("search-one", &[gap])),
        ("none", words.say("search-none", &[gap])),
        ("near", words.say("search-near", &[gap, gap])),
        ("some", words.say("search-some", &[gap, gap])),
        ("more", words.say("search-more", &[])),
    ])
}

/// Writes a script under a name that says what is in it, so that no browser takes an old
/// one for it, and gives that name back.
fn keep(out: &Path, name: &str, text: &str) -> Result<String> {
    let file = places::named(&format!("search/{name}"), "js", text.as_bytes());
    places::put(&out.join(&file), text)?;
    Ok(file)
}

/// The path of a page as a link has it.
fn slashed(path: &Path) -> String {
    let parts = path.iter().map(|part| part.to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// A name for the file of a page's text.
fn name_of(path: &str) -> String {
    static OTHER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("[^A-Za-z0-9]+").expect("a valid pattern"));
    OTHER.replace_all(path.trim_end_matches(".html"), "-").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<script>window.search_index = '';</script><main>\
        <h1 id=\"a\">Loss</h1><p>loss, loss and 梯度</p><h2 id=\"b\">Next</h2><p>and σ</p></main>";

    fn pages() -> Vec<(PathBuf, Arc<Rendered>)> {
        let page = Rendered::read(PAGE);
        vec![(Path::new("on").join("loss.html"), Arc::new(page))]
    }

    fn built() -> (tempfile::TempDir, String) {
        let out = tempfile::tempdir().unwrap();
        fs::create_dir(out.path().join("on")).unwrap();
        fs::write(out.path().join("on/loss.html"), PAGE).unwrap();
        let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../theme");
        let fillings =
            write(&theme, out.path(), &pages(), &Words::default()).unwrap();
        places::fill(out.path(), &fillings).unwrap();
        let html = fs::read_to_string(out.path().join("on/loss.html")).unwrap();
        let name = html.split('\'').nth(1).unwrap().to_owned();
        (out, name)
    }

    #[test]
    fn a_page_names_the_index_and_the_index_the_text_of_the_page() {
        let (out, name) = built();
        let script = fs::read_to_string(out.path().join(&name)).unwrap();
        let json = script.strip_prefix("book_search.index(").unwrap();
        let json = json.strip_suffix(");\n").unwrap();
        let index: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(
            index["terms"]["loss"],
            json!([1]),
            "twice in the first section"
        );
        assert_eq!(index["terms"]["and"], json!([0, 3]), "once in both");
        assert_eq!(index["terms"]["梯"], json!([0]));
        assert_eq!(index["terms"]["σ"], json!([3]));
        assert_eq!(index["sections"][1], json!([0, 2, "b", "Next"]));
        assert_eq!(index["pages"][0][0], "on/loss.html");
        let text = index["pages"][0][2].as_str().unwrap();
        let text = fs::read_to_string(out.path().join(text)).unwrap();
        assert_eq!(
            text,
            "book_search.text(\"on/loss.html\", [\"loss, loss and 梯度\",\"and σ\"]);\n"
        );
    }

    #[test]
    fn the_same_pages_make_the_same_index() {
        let ((_one, first), (_two, second)) = (built(), built());
        assert_eq!(first, second);
    }

    #[test]
    fn a_theme_without_a_search_gets_no_index() {
        let out = tempfile::tempdir().unwrap();
        let theme = out.path().join("no-theme");
        let fillings =
            write(&theme, out.path(), &pages(), &Words::default()).unwrap();
        assert!(fillings.is_empty() && !out.path().join("search").exists());
    }
}
