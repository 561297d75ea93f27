//! Files as text, and paths as people write them: the same on every system.

use std::borrow::Cow;
use std::io;
use std::path::{MAIN_SEPARATOR, Path};

/// Reads a file of the workspace as text. Line ends are `\n`, however the file has them, and
/// a byte order mark is no part of the text: an editor on Windows writes both.
///
/// # Errors
/// If the file cannot be read, or is no UTF-8: with its line.
pub fn read_text(path: &Path) -> io::Result<String> {
    let text = String::from_utf8(std::fs::read(path)?).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
        let message =
            format!("it is no UTF-8 text, from line {line} on: save it as UTF-8");
        io::Error::new(io::ErrorKind::InvalidData, message)
    })?;
    Ok(plain_lines(text))
}

/// A text whose lines end with `\n`, without a byte order mark.
#[must_use]
pub fn plain_lines(text: String) -> String {
    let start =
        if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if start == 0 && !text.contains('\r') {
        return text;
    }
    text[start..].replace("\r\n", "\n")
}

/// A path as a page, a link or a message writes it.
pub trait Slashed {
    /// The path with `/` between its parts, on every system.
    fn slashed(&self) -> Cow<'_, str>;
}

impl Slashed for Path {
    fn slashed(&self) -> Cow<'_, str> {
        let text = self.to_string_lossy();
        if MAIN_SEPARATOR == '/' {
            text
        } else {
            text.replace(MAIN_SEPARATOR, "/").into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_marks_of_other_systems_are_no_part_of_the_text() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("text");
        for (bytes, text) in [
            ("a\r\nb\r\n", "a\nb\n"),
            ("\u{feff}a\nb", "a\nb"),
            ("\u{feff}\r\n", "\n"),
            ("a\rb\r", "a\rb\r"),
            ("", ""),
        ] {
            std::fs::write(&file, bytes).unwrap();
            assert_eq!(read_text(&file).unwrap(), text, "{bytes:?}");
        }
        std::fs::write(&file, b"a\nb\xff").unwrap();
        let error = read_text(&file).unwrap_err().to_string();
        assert_eq!(error, "it is no UTF-8 text, from line 2 on: save it as UTF-8");
        assert!(read_text(folder.path()).is_err());
    }

    #[test]
    fn a_path_has_slashes() {
        let path: std::path::PathBuf = ["book", "src", "loss.md"].iter().collect();
        assert_eq!(path.slashed(), "book/src/loss.md");
    }
}
