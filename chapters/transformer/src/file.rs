//! Checkpoints in files.

use std::path::{Path, PathBuf};

use files::{Format, ReadError, Target, TargetError, name_of_format, read_bytes};

use crate::checkpoint::{Checkpoint, CheckpointError, TITLE};

// ANCHOR: save
/// By which a checkpoint is known.
pub const FORMAT: Format = Format { name: "checkpoint", title: TITLE };

/// Saves a checkpoint. Whatever happens on the way, the file holds either what it
/// held before or the whole checkpoint: the bytes go to a new file beside it, onto
/// the disk, and only then take its name.
///
/// # Errors
/// If a number is not finite, so that no training could go on from it, or the system
/// refuses.
pub fn save(checkpoint: &Checkpoint, target: &mut Target) -> Result<(), FileError> {
    if !checkpoint.state.is_finite() {
        return Err(FileError::NotFinite);
    }
    Ok(target.save(&checkpoint.to_bytes())?)
}
// ANCHOR_END: save

// ANCHOR: load
/// Reads a checkpoint.
///
/// # Errors
/// If the file cannot be read, or holds no whole checkpoint.
pub fn load(file: &Path) -> Result<Checkpoint, FileError> {
    let bytes = read_bytes(file)?;
    Checkpoint::from_bytes(&bytes).map_err(|source| {
        let file = file.into();
        match (&source, name_of_format(&bytes)) {
            (CheckpointError::Foreign, Some(format)) => {
                FileError::Format { file, format }
            }
            _ => FileError::Checkpoint { file, source },
        }
    })
}
// ANCHOR_END: load

// ANCHOR: file-error
/// Why a checkpoint could not be saved or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// A parameter is infinite or not a number.
    #[error("the model holds a number that is not finite: nothing worth keeping")]
    NotFinite,
    /// It cannot be saved there.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It is some other format that is known.
    #[error(
        "cannot use {}: it is no checkpoint but {format}: name a file that `train` \
         has written",
        file.display()
    )]
    Format {
        /// The file.
        file: PathBuf,
        /// Such as "a gz file (application/gzip)".
        format: String,
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
