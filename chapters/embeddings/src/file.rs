//! Word vectors in files.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use files::{NoText, ReadError, ReadFault, read_text, text_of};
use indicatif::{ProgressBar, ProgressStyle};

use crate::WordVectors;
use crate::glove::{GloveError, GloveParser, parse};

// ANCHOR: load
/// Reads a file of word vectors. How far it is shows on standard error, if that is
/// a terminal.
///
/// # Errors
/// If the file cannot be read, or holds no word vectors: with its line.
pub fn load(file: &Path) -> Result<WordVectors, FileError> {
    let failed = |source| FileError::Read { file: file.into(), source };
    let refused = |fault| ReadError { file: file.into(), fault };
    let metadata = match std::fs::metadata(file) {
        Ok(found) if found.is_file() => found,
        // Whatever else it is, it is read at once or has a name.
        _ => return Ok(parse(read_text(file)?.as_bytes(), file)?),
    };
    let bar = bar(metadata.len());
    let opened = File::open(file).map_err(failed)?;
    let mut bytes = BufReader::with_capacity(1 << 20, opened);
    let start = bytes.fill_buf().map_err(failed)?;
    if !start.contains(&b'\n') && start.contains(&b'\r') {
        // Lines that end as they did on old machines.
        return Ok(parse(read_text(file)?.as_bytes(), file)?);
    }
    let start = &start[..start.len().min(1 << 13)];
    // What is wrong with other bytes, its line says.
    if let Err(fault @ (NoText::Encoding { .. } | NoText::Format { .. })) =
        text_of(start.to_vec())
    {
        return Err(refused(ReadFault::NoText(fault)).into());
    }
    let mut parser = GloveParser::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut one = bytes.by_ref().take(LONGEST);
        if one.read_until(b'\n', &mut line).map_err(failed)? == 0 {
            bar.finish_and_clear();
            return Ok(parser.finish()?);
        }
        bar.inc(line.len() as u64);
        parser.line(&line)?;
    }
}

/// Whether the last line of a file has its end. One that lacks it is read, since many
/// a good file lacks it, but a download that broke off may look the same: a number cut
/// short is a number.
///
/// # Errors
/// If the file cannot be read.
pub fn last_line_has_its_end(file: &Path) -> Result<bool, FileError> {
    let failed = |source| FileError::Read { file: file.into(), source };
    let mut opened = File::open(file).map_err(failed)?;
    opened.seek(SeekFrom::End(-1)).map_err(failed)?;
    let mut last = [0];
    opened.read_exact(&mut last).map_err(failed)?;
    Ok(matches!(last, [b'\n' | b'\r']))
}

/// More bytes than a word and its numbers have.
const LONGEST: u64 = 1 << 24;

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
    /// It is no file, or no text.
    #[error(transparent)]
    NoText(#[from] ReadError),
    /// It holds none.
    #[error(transparent)]
    Glove(#[from] GloveError),
}
// ANCHOR_END: load
