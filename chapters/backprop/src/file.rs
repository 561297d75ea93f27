//! Networks in files.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use neurons::Network;

use crate::saved::{SavedError, from_text, to_text};

// ANCHOR: save
/// Saves a network. Whatever happens on the way, `file` holds either what it held
/// before or the whole network: the text goes to a new file beside it, onto the disk,
/// and only then takes its name.
///
/// # Errors
/// If `file` is there already and shall not be replaced, the network holds a number
/// that is not finite, or the system refuses.
pub fn save(
    network: &Network,
    file: &Path,
    is_replaced: bool,
) -> Result<(), FileError> {
    let text = to_text(network)?;
    save_bytes(text.as_bytes(), file, is_replaced).map_err(|source| {
        let file = file.into();
        match source.kind() {
            io::ErrorKind::AlreadyExists => FileError::Exists { file },
            _ => FileError::Write { file, source },
        }
    })
}

/// Saves bytes in the same way.
///
/// # Errors
/// If `file` is there already and shall not be replaced (`AlreadyExists`), or the system
/// refuses.
pub fn save_bytes(bytes: &[u8], file: &Path, is_replaced: bool) -> io::Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut new = new_file(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    if is_replaced {
        new.persist(file)?
    } else {
        new.persist_noclobber(file)?
    };
    sync(folder)
}
// ANCHOR_END: save

// ANCHOR: load
/// Reads a saved network.
///
/// # Errors
/// If the file cannot be read, or holds no whole network: with its line.
pub fn load(file: &Path) -> Result<Network, FileError> {
    let text = fs::read_to_string(file)
        .map_err(|source| FileError::Read { file: file.into(), source })?;
    Ok(from_text(&text, file)?)
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
/// Why a network could not be saved or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file is there already.
    #[error(
        "{} is there already: name another file, or replace it with --force",
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
    /// The system does not read the file, or it is no text.
    #[error("cannot read {} as a saved network", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The network, or what the file holds, is not fit.
    #[error(transparent)]
    Saved(#[from] SavedError),
}
// ANCHOR_END: file-error
