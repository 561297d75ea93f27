//! What a page with live figures loads: script, style and modules.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context as _, Result};
use regex::Regex;
use walkdir::WalkDir;

use super::places::{self, Filling};
use super::slim_text::{script as slim_script, style as slim_style};
use crate::modules::Modules;

/// Where the page template wants what live figures need.
const PLACE: &str = "<!-- live figures -->";
/// What a page with a live figure has.
const LIVE: &str = " data-live=";
/// What one has where a reader trains.
const TRAINS: &str = "class=\"figure live train\"";

/// Scripts that a live figure may load, in the order in which a page names them.
const SCRIPTS: [&str; 4] = ["live", "live-worker", "live-inputs", "live-train"];
/// The text that a page offers to train on, from the workspace.
const TEXT: &str = "assets/transformer/book.txt";

/// Writes scripts, style and modules into `out`, and gives back what pages with a live
/// figure say of them. Without modules no page says anything, and its figures stay still.
pub(super) fn write(
    root: &Path,
    out: &Path,
    modules: Option<&Modules>,
) -> Result<Vec<Filling>> {
    let theme = root.join("book/theme");
    let Some(modules) = modules.filter(|_| theme.join("live.js").is_file()) else {
        return Ok(vec![Filling::same(PLACE, String::new())]);
    };
    let read = |file: &Path| {
        fs::read_to_string(file)
            .with_context(|| format!("cannot read {}", file.display()))
    };
    let keep = |name: &str, end: &str, content: &[u8]| {
        let name = places::named(name, end, content);
        places::put(&out.join(&name), content).map(|()| name)
    };
    let style = |name: &str| {
        let style = slim_style(&read(&theme.join(name).with_extension("css"))?);
        keep(name, "css", style.as_bytes())
    };
    let styles = [(style("live")?, LIVE), (style("live-train")?, TRAINS)];
    let mut names = Vec::new();
    for script in SCRIPTS {
        let text = slim_script(&read(&theme.join(script).with_extension("js"))?);
        names.push(keep(script, "js", text.as_bytes())?);
    }
    names.push(keep("live", "wasm", modules.of("live"))?);
    names.push(keep("live-training", "wasm", modules.of("training"))?);
    let text = root.join(TEXT);
    if text.is_file() {
        names.push(keep("live-text", "txt", read(&text)?.as_bytes())?);
    }
    let with = move |html: &str| {
        if !html.contains(LIVE) {
            return String::new();
        }
        let root = way_to_root(html);
        let names: Vec<_> =
            names.iter().map(|name| format!("{root}{name}")).collect();
        let styles = styles.iter().filter(|(_, wanted)| html.contains(wanted));
        let links = styles.map(|(style, _)| {
            format!("<link rel=\"stylesheet\" href=\"{root}{style}\">")
        });
        let links = links.collect::<String>();
        format!("{links}<meta name=\"live\" content=\"{}\">", names.join(" "))
    };
    let mut fillings = vec![Filling { place: PLACE.into(), with: Box::new(with) }];
    for (place, file) in wanted(out)? {
        let file = Path::new(&file);
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let content = fs::read(root.join(file))
            .with_context(|| format!("cannot read {}", file.display()))?;
        let name = keep(&format!("live-{stem}"), "bin", &content)?;
        let with =
            move |html: &str| format!(" data-file=\"{}{name}\"", way_to_root(html));
        fillings.push(Filling { place: place.into(), with: Box::new(with) });
    }
    Ok(fillings)
}

/// Files that figures of the pages in `out` need: what a page says of each, and its place
/// in the workspace.
fn wanted(out: &Path) -> Result<BTreeMap<String, String>> {
    static FILE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(" data-file=\"([^\"]+)\"").expect("a valid pattern")
    });
    let mut wanted = BTreeMap::new();
    for entry in WalkDir::new(out) {
        let path = entry.context("cannot read the built book")?.into_path();
        if path.extension().is_some_and(|extension| extension == "html") {
            let html = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let found = FILE.captures_iter(&html);
            wanted.extend(found.map(|f| (f[0].to_owned(), f[1].to_owned())));
        }
    }
    Ok(wanted)
}

/// The way from a page to the root of the book, as the template says it.
pub(super) fn way_to_root(html: &str) -> &str {
    let said = html.split_once("path_to_root = \"").map_or("", |(_, said)| said);
    said.split_once('"').map_or("", |(root, _)| root)
}
