//! Where something stands: the line of a text, the id of a heading, a path without
//! detours.

use std::path::{Component, Path, PathBuf};

/// The line, counted from 1, of a place in a text.
#[must_use]
pub fn line_at(text: &str, at: usize) -> usize {
    // By bytes: a place inside a character has a line too.
    text.as_bytes()[..at.min(text.len())].split(|byte| *byte == b'\n').count()
}

/// Where the line begins that holds a place in a text.
#[must_use]
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// A heading's id, by the rule of mdBook.
#[must_use]
pub fn id_of(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars()
        .filter_map(|c| match c {
            c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}

/// A path without `.` and `..`.
#[must_use]
pub fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

/// Whether two ids, or a term and an id, have a word in common that says something.
#[must_use]
pub fn shares_a_word(id: &str, other: &str) -> bool {
    id.split('-').any(|word| word.len() > 2 && other.split('-').any(|o| o == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_mdbook() {
        assert_eq!(
            id_of("What goes wrong: it's 2 + 2"),
            "what-goes-wrong-its-2--2"
        );
    }

    #[test]
    fn places_have_lines() {
        let text = "é\nb\n";
        assert_eq!([0, 1, 3, 9].map(|at| line_at(text, at)), [1, 1, 2, 3]);
        assert_eq!([0, 3, 4].map(|at| line_start(text, at)), [0, 3, 3]);
    }

    #[test]
    fn a_path_has_no_detours() {
        let path = Path::new("book/src/./../../chapters/a.rs");
        assert_eq!(normal(path), Path::new("chapters/a.rs"));
    }
}
