//! Scripts and styles of the theme without what only their writers read: a page with all
//! that it loads is lighter by it.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context as _, Result};
use regex::Regex;

use super::places::put;

/// Files of the theme that are slimmed: their folder in the book, their name and its end.
const FILES: [(&str, &str, &str); 10] = [
    ("", "book", "js"),
    ("theme", "marks", "js"),
    ("theme", "search", "js"),
    ("theme", "dark", "css"),
    ("theme", "figures", "css"),
    ("css", "variables", "css"),
    ("css", "general", "css"),
    ("css", "chrome", "css"),
    ("css", "print", "css"),
    ("fonts", "fonts", "css"),
];

/// Slims what mdBook has copied from `theme` into `out`, under names with a sum behind.
pub(super) fn write(theme: &Path, out: &Path) -> Result<()> {
    for (folder, name, end) in FILES {
        let inside = match folder {
            "css" | "fonts" => theme.join(folder),
            _ => theme.to_owned(),
        };
        let folder = out.join(folder);
        let is_ours = inside.join(name).with_extension(end).is_file();
        if !is_ours || !folder.is_dir() {
            continue;
        }
        let files = fs::read_dir(&folder)
            .with_context(|| format!("cannot read {}", folder.display()))?;
        for file in files {
            let path = file.context("cannot read the built book")?.path();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let is_it =
                stem.strip_prefix(name).is_some_and(|sum| sum.starts_with('-'));
            if is_it && path.extension().is_some_and(|extension| extension == end) {
                let text = fs::read_to_string(&path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                let text = if end == "js" { script(&text) } else { style(&text) };
                put(&path, &text)?;
            }
        }
    }
    Ok(())
}

/// A script without indents and without lines that are comments. Its texts end on the
/// lines that they begin on, which a test holds it to.
pub(super) fn script(text: &str) -> String {
    let lines = text.lines().map(str::trim_start);
    let kept = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    kept.map(|line| format!("{line}\n")).collect()
}

/// A stylesheet without comments, empty lines and spaces that part nothing.
pub(super) fn style(text: &str) -> String {
    static COMMENT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?s)/\*.*?\*/").expect("a valid pattern"));
    // Texts come first, so that what stands in one is left alone.
    static SPACED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?<text>"[^"\n]*"|'[^'\n]*')|\s*(?<sign>[{};,])\s*|(?<name>[\w-]:)\s+"#)
            .expect("a valid pattern")
    });
    let text = COMMENT.replace_all(text, "");
    let text = SPACED.replace_all(text.trim(), "$text$sign$name");
    text.replace(";}", "}").replace('}', "}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_does_nothing() {
        assert_eq!(
            script("a(); // b\n\n    // c\n  d('//');\n"),
            "a(); // b\nd('//');\n"
        );
        assert_eq!(style("/* a\n b */\np { c: d; }\n\n  q { }\n"), "p{c:d}\nq{}\n");
    }

    #[test]
    fn texts_of_styles_and_spaces_that_part_stay() {
        assert_eq!(
            style(
                "a > b, c d:not(.e) {\n  f: 1px 2px;\n  content: \"; , x: y\";\n}\n"
            ),
            "a > b,c d:not(.e){f:1px 2px;content:\"; , x: y\"}\n"
        );
        assert_eq!(
            style("@media (a: 1px) and (b) { c { d: calc(1px + 2px) } }"),
            "@media (a:1px) and (b){c{d:calc(1px + 2px)}\n}\n"
        );
    }

    #[test]
    fn texts_in_the_scripts_end_on_their_lines() {
        let scripts = [
            include_str!("../../../theme/book.js"),
            include_str!("../../../theme/live.js"),
            include_str!("../../../theme/marks.js"),
            include_str!("../../../theme/search.js"),
        ];
        for line in scripts.iter().flat_map(|script| script.lines()) {
            assert_eq!(line.matches('`').count() % 2, 0, "{line}");
        }
    }
}
