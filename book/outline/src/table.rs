//! TOML, read so that what is wrong in it has a line.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::{Fault, line_at, read_text};

/// A file of TOML, by its text.
#[derive(Debug)]
pub struct File {
    path: PathBuf,
    text: String,
}

impl File {
    /// Reads the file `path` of the workspace at `root`.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(root: &Path, path: impl AsRef<Path>) -> Result<Self, Fault> {
        let path = path.as_ref().to_owned();
        match read_text(&root.join(&path)) {
            Ok(text) => Ok(Self { path, text }),
            Err(error) => Err(Fault::unreadable(&path, &error)),
        }
    }

    /// What it says.
    ///
    /// # Errors
    /// If it says something else, at the line where it does.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        toml::from_str(&self.text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let message = error.message().trim_end();
            Fault::new(&self.path, line_at(&self.text, start), message)
        })
    }

    /// The line on which a part of it begins.
    #[must_use]
    pub fn line<T>(&self, part: &Spanned<T>) -> usize {
        line_at(&self.text, part.span().start)
    }
}
