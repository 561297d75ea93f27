//! Checkpoints in files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use backprop::file::save_bytes;

use crate::checkpoint::{Checkpoint, CheckpointError};

// ANCHOR: save
/// Saves a checkpoint. Whatever happens on the way, `file` holds either what it
/// held before or the whole checkpoint: the bytes go to a new file beside it, onto
/// the disk, and only then take its name.
///
/// # Errors
/// If `file` is there already and shall not be replaced, or the system refuses.
pub fn save(
    checkpoint: &Checkpoint,
    file: &Path,
    is_replaced: bool,
) -> Result<(), FileError> {
    save_bytes(&checkpoint.to_bytes(), file, is_replaced).map_err(|source| {
        let file = file.into();
        match source.kind() {
            io::ErrorKind::AlreadyExists => FileError::Exists { file },
            _ => FileError::Write { file, source },
        }
    })
}
// ANCHOR_END: save

// ANCHOR: load
/// Reads a checkpoint.
///
/// # Errors
/// If the file cannot be read, or holds no whole checkpoint.
pub fn load(file: &Path) -> Result<Checkpoint, FileError> {
    let bytes = fs::read(file)
        .map_err(|source| FileError::Read { file: file.into(), source })?;
    Checkpoint::from_bytes(&bytes)
        .map_err(|source| FileError::Checkpoint { file: file.into(), source })
}
// ANCHOR_END: load

// ANCHOR: file-error
/// Why a checkpoint could not be saved or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file is there already.
    #[error(
        "{} is there already: name another file, go on from it with --resume, or \
         replace it with --force",
        file.display()
    )]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The system does not write the file.
    #[error("cannot write {}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The system does not read the file.
    #[error("cannot read {}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What the file holds is not fit.
    #[error("cannot use {}", file.display())]
    Checkpoint {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: CheckpointError,
    },
}
// ANCHOR_END: file-error
