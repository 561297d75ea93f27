//! Checkpoints in files.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

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
    let failed = |source| FileError::Write { file: file.into(), source };
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut new = new_file(folder).map_err(failed)?;
    new.write_all(&checkpoint.to_bytes()).map_err(failed)?;
    new.as_file().sync_all().map_err(failed)?;
    let named =
        if is_replaced { new.persist(file) } else { new.persist_noclobber(file) };
    match named {
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(FileError::Exists { file: file.into() })
        }
        Err(error) => Err(failed(error.error)),
        Ok(_) => sync(folder).map_err(failed),
    }
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

// ANCHOR: new-file
/// A file beside the one to be, which goes away again if it never gets its name.
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".saving-");
    #[cfg(unix)]
    {
        // As any new file: the system takes away what the user's mask forbids.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Makes sure that the name is on the disk too. Only Unix opens folders for that.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
// ANCHOR_END: new-file

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
