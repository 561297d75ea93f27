//! Word vectors in files.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use crate::WordVectors;
use crate::glove::{GloveError, VectorReader};

// ANCHOR: load
/// Reads a file of word vectors. How far it is shows on standard error, if that is
/// a terminal.
///
/// # Errors
/// If the file cannot be read, or holds no word vectors: with its line.
pub fn load(file: &Path) -> Result<WordVectors, FileError> {
    let failed = |source| FileError::Read { file: file.into(), source };
    let opened = File::open(file).map_err(failed)?;
    let bar = bar(opened.metadata().map_err(failed)?.len());
    let mut bytes = BufReader::with_capacity(1 << 20, opened);
    let mut reader = VectorReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        if bytes.read_until(b'\n', &mut line).map_err(failed)? == 0 {
            bar.finish_and_clear();
            return Ok(reader.finish()?);
        }
        bar.inc(line.len() as u64);
        reader.line(&line)?;
    }
}

/// Hidden by itself where standard error is no terminal.
fn bar(bytes: u64) -> ProgressBar {
    let style = "{bytes} of {total_bytes} {wide_bar} {bytes_per_sec}, {eta} left";
    let style = ProgressStyle::with_template(style).expect("keys that it knows");
    ProgressBar::new(bytes).with_style(style)
}
/// Why a file gave no word vectors.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system does not read it.
    #[error("cannot read {}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It holds none.
    #[error(transparent)]
    Glove(#[from] GloveError),
}
// ANCHOR_END: load
