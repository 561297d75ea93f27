//! What a page with live figures loads: script, style and module.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::places::{self, Filling};
use super::slim;
use crate::module::Module;

/// Where the page template wants what live figures need.
const PLACE: &str = "<!-- live figures -->";
/// What a page with a live figure has.
const LIVE: &str = " data-live=";

/// Writes script, style and module into `out`, and gives back what pages with a live figure
/// say of them. Without a module no page says anything, and its figures stay still.
pub(super) fn write(
    theme: &Path,
    out: &Path,
    module: Option<&Module>,
) -> Result<Vec<Filling>> {
    let script = theme.join("live.js");
    let Some(module) = module.filter(|_| script.is_file()) else {
        return Ok(vec![Filling::same(PLACE, String::new())]);
    };
    let read = |name: &str| {
        let file = theme.join(name);
        fs::read_to_string(&file)
            .with_context(|| format!("cannot read {}", file.display()))
    };
    let script = slim::script(&read("live.js")?);
    let style = slim::style(&read("live.css")?);
    let mut names = Vec::new();
    let contents: [(&str, &[u8]); 3] = [
        ("js", script.as_bytes()),
        ("css", style.as_bytes()),
        ("wasm", &module.bytes),
    ];
    for (end, content) in contents {
        let name = places::named("live", end, content);
        places::put(&out.join(&name), content)?;
        names.push(name);
    }
    let with = move |html: &str| {
        if !html.contains(LIVE) {
            return String::new();
        }
        let root = root(html);
        let [script, style, module] = &names[..] else { return String::new() };
        format!(
            "<link rel=\"stylesheet\" href=\"{root}{style}\"><meta name=\"live\" \
             content=\"{root}{script} {root}{module}\">"
        )
    };
    Ok(vec![Filling { place: PLACE, with: Box::new(with) }])
}

/// The way from a page to the root of the book, as the template says it.
fn root(html: &str) -> &str {
    let said = html.split_once("path_to_root = \"").map_or("", |(_, said)| said);
    said.split_once('"').map_or("", |(root, _)| root)
}
