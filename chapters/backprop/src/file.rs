//! Networks in files.

use std::path::{Path, PathBuf};

use files::{Format, ReadError, ReadFault, Target, TargetError, read_text};
use neurons::Network;

use crate::saved::{SavedError, TITLE, from_text, to_text};

// ANCHOR: save
/// By which a saved network is known.
pub const FORMAT: Format = Format { name: "network", title: TITLE.as_bytes() };

/// Saves a network. Whatever happens on the way, the file holds either what it held
/// before or the whole network: the text goes to a new file beside it, onto the disk,
/// and only then takes its name.
///
/// # Errors
/// If the network holds a number that is not finite, or the system refuses.
pub fn save(network: &Network, target: &mut Target) -> Result<(), FileError> {
    Ok(target.save(to_text(network)?.as_bytes())?)
}
// ANCHOR_END: save

// ANCHOR: load
/// Reads a saved network.
///
/// # Errors
/// If the file cannot be read, or holds no whole network: with its line.
pub fn load(file: &Path) -> Result<Network, FileError> {
    let text = read_text(file)
        .map_err(|ReadError { file, fault }| FileError::Read { file, fault })?;
    Ok(from_text(&text, file)?)
}
// ANCHOR_END: load

// ANCHOR: file-error
/// Why a network could not be saved or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be saved there.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The file cannot be read, or it is no text.
    #[error("cannot read {} as a saved network: {fault}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why not.
        fault: ReadFault,
    },
    /// The network, or what the file holds, is not fit.
    #[error(transparent)]
    Saved(#[from] SavedError),
}
// ANCHOR_END: file-error
