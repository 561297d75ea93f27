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

    /// Writes them into the workspace at `root`, and says which. If one cannot be written,
    /// the others are as they were before.
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
        let mut done: Vec<(PathBuf, Option<String>)> = Vec::new();
        let mut written = Vec::new();
        let all = self.new.iter().map(|file| ("new    ", file));
        let all = all.chain(self.changed.iter().map(|file| ("changed", file)));
        for (how, (path, text)) in all {
            let file = root.join(path);
            let before = fs::read_to_string(&file).ok();
            let as_there = |text: &String| match &before {
                // Its lines end as on Windows, and go on doing so.
                Some(before) if before.contains("\r\n") => {
                    text.replace('\n', "\r\n")
                }
                _ => text.clone(),
            };
            if let Err(error) = write(&file, &as_there(text)) {
                undo(&done);
                return Err(
                    error.context(format!("cannot write {}", path.display()))
                );
            }
            done.push((file, before));
            written.push(format!("{how} {}", path.display()));
        }
        Ok(written)
    }
}

fn write(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder)?;
    fs::write(file, text)?;
    Ok(())
}

/// Makes files what they were before, and takes away those that were not there, with the
/// folders that are empty then.
fn undo(done: &[(PathBuf, Option<String>)]) {
    for (file, before) in done.iter().rev() {
        // What cannot be undone is not made better by stopping here.
        let _ = match before {
            Some(text) => fs::write(file, text),
            None => fs::remove_file(file),
        };
        let mut folder = file.parent();
        while let Some(empty) =
            folder.filter(|folder| fs::remove_dir(folder).is_ok())
        {
            folder = empty.parent();
        }
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

/// A text with `part` before the bracket that closes the one which follows `start`, and a
/// comma before it where the bracket holds something. Nothing, if there is no such bracket.
pub(super) fn into_brackets(text: &str, start: &str, part: &str) -> Option<String> {
    let from = text.find(start)? + start.len();
    let open = from + text[from..].find(['(', '[', '{'])?;
    let mut depth = 0_usize;
    for (at, sign) in text[open..].char_indices() {
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let held = text[open + 1..open + at].trim_end();
            let comma =
                if held.is_empty() || held.ends_with(',') { "" } else { "," };
            let (above, below) = (&text[..open + 1], &text[open + at..]);
            return Some(format!("{above}{held}{comma} {part}{below}"));
        }
    }
    None
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
        assert_eq!(
            into_brackets("a!(b(1)); c", "a!", "d").unwrap(),
            "a!(b(1), d); c"
        );
        assert_eq!(into_brackets("a! { b, }", "a!", "d").unwrap(), "a! { b, d}");
        assert_eq!(into_brackets("f(&[])", "f(&", "d").unwrap(), "f(&[ d])");
        assert_eq!(into_brackets("a", "b", "d"), None);
    }

    #[test]
    fn nothing_is_written_if_something_cannot_be() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("there"), "before").unwrap();
        fs::write(root.path().join("file"), "").unwrap();
        let mut files = Files::default();
        files.add("new/deep/one", "1");
        files.change("there", "after");
        files.change("file/below", "a file is no folder");
        let error = files.write(root.path()).unwrap_err();
        assert!(error.to_string().starts_with("cannot write file"), "{error:#}");
        assert!(!root.path().join("new").exists());
        let there = fs::read_to_string(root.path().join("there")).unwrap();
        assert_eq!(there, "before");
    }
}
