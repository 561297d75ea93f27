//! What stops the build.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::Slashed as _;

/// Something on a page, or around it, that is not true any more or never was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, relative to the workspace.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl Fault {
    /// A fault at a line of a file (a path relative to the workspace).
    pub fn new(
        file: impl AsRef<Path>,
        line: usize,
        message: impl Into<String>,
    ) -> Self {
        Self { file: file.as_ref().to_owned(), line, message: message.into() }
    }

    /// The fault of a file that cannot be read as text.
    #[must_use]
    pub fn unreadable(file: &Path, error: &std::io::Error) -> Self {
        Self::new(file, 1, format!("cannot be read: {error}"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.slashed(), self.line, self.message)
    }
}

impl std::error::Error for Fault {}

/// An error and what is behind it, in one line. Some errors say what is behind them already:
/// nothing is said twice.
#[must_use]
pub fn in_one_line(error: &(dyn std::error::Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(behind) = next {
        let said = behind.to_string();
        if !line.ends_with(&said) {
            line = format!("{line}: {said}");
        }
        next = behind.source();
    }
    line
}

/// Names in a sentence: `a, b, c`, or what to say where there is none.
pub fn list<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let names: Vec<_> =
        names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn nothing_is_said_twice() {
        #[derive(Debug, thiserror::Error)]
        #[error("cannot read a: {0}")]
        struct Wordy(#[source] io::Error);
        #[derive(Debug, thiserror::Error)]
        #[error("cannot build")]
        struct Brief(#[source] Wordy);
        let gone = io::Error::other("it is gone");
        let error = Brief(Wordy(gone));
        assert_eq!(in_one_line(&error), "cannot build: cannot read a: it is gone");
    }
}
