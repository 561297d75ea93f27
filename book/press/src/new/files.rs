//! Writing the files of a skeleton: all of them or none, and nothing that is there already
//! is overwritten.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

/// Files to write, with paths from the workspace.
#[derive(Debug, Default)]
pub(super) struct Files {
    new: Vec<(PathBuf, String)>,
    changed: Vec<(PathBuf, String)>,
}

impl Files {
    /// A file that is not there yet.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) {
        self.new.push((path.into(), text.into()));
    }

    /// A file that is there, with what it is to hold instead.
    pub fn change(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) {
        self.changed.push((path.into(), text.into()));
    }

    /// Writes them into the workspace at `root`, and says which.
    ///
    /// # Errors
    /// If one that is new is there already, or one cannot be written.
    pub fn write(self, root: &Path) -> Result<Vec<String>> {
        for (path, _) in &self.new {
            ensure!(
                !root.join(path).exists(),
                "{} is there already, and is not overwritten: take another name",
                path.display()
            );
        }
        let mut written = Vec::new();
        let all = self.new.into_iter().map(|file| ("new    ", file));
        let all = all.chain(self.changed.into_iter().map(|file| ("changed", file)));
        for (how, (path, text)) in all {
            let file = root.join(&path);
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)
                    .with_context(|| format!("cannot make {}", folder.display()))?;
            }
            fs::write(&file, text)
                .with_context(|| format!("cannot write {}", path.display()))?;
            written.push(format!("{how} {}", path.display()));
        }
        Ok(written)
    }
}

/// A skeleton with names in the place of their marks.
pub(super) fn filled(skeleton: &str, names: &[(&str, &str)]) -> String {
    let mut text = skeleton.to_owned();
    for (mark, name) in names {
        text = text.replace(mark, name);
    }
    text
}

/// A text with `lines` before the first line that starts with `before`, or at its end.
pub(super) fn inserted(text: &str, before: &str, lines: &str) -> String {
    let at = text.match_indices('\n').map(|(at, _)| at + 1);
    let place =
        std::iter::once(0).chain(at).find(|at| text[*at..].starts_with(before));
    let (above, below) = text.split_at(place.unwrap_or(text.len()));
    format!("{above}{lines}{below}")
}

/// A text with `lines` behind the last line that `is_last`, or at its end.
pub(super) fn behind_last(
    text: &str,
    is_last: impl Fn(&str) -> bool,
    lines: &str,
) -> String {
    let mut end = text.len();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if is_last(line) {
            end = at;
        }
    }
    let (above, below) = text.split_at(end);
    format!("{above}{lines}{below}")
}

/// Whether a name is one that Cargo, Rust and a web address can all have.
///
/// # Errors
/// If it is not, in words.
pub(super) fn check_name(name: &str) -> Result<()> {
    let is_plain =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    let is_name = starts && name.chars().all(is_plain) && !name.ends_with('-');
    ensure!(
        is_name && syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_ok(),
        "`{name}` is no name: write small letters, digits and `-`, a letter first, and no word of \
         Rust's own"
    );
    Ok(())
}

/// What a name is called where nobody has said: `self-attention` is *Self attention*.
pub(super) fn title_of(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_put_where_they_belong() {
        assert_eq!(inserted("a\nb\nc\n", "b", "x\n"), "a\nx\nb\nc\n");
        assert_eq!(inserted("a\n", "b", "x\n"), "a\nx\n");
        assert_eq!(
            behind_last("- a\n  - b\n\nc\n", |line| line.contains("- "), "x\n"),
            "- a\n  - b\nx\n\nc\n"
        );
    }

    #[test]
    fn names_are_those_of_packages_and_modules() {
        for name in ["today", "multi-head", "gpt2"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in
            ["", "Today", "2day", "a_b", "a b", "-a", "a-", "type", "ü", "../a"]
        {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert_eq!(title_of("self-attention"), "Self attention");
    }
}
