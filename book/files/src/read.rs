//! Reading files of the reader's.

use std::fs::{self, File, Metadata};
use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use crate::memory::{available_memory, in_words};
use crate::text::{NoText, text_of};

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {fault}", file.display())]
pub struct ReadError {
    /// The file.
    pub file: PathBuf,
    /// Why not.
    pub fault: ReadFault,
}

/// What is the matter with a file that could not be read, and what would be right.
#[derive(Debug, thiserror::Error)]
pub enum ReadFault {
    /// There is none.
    #[error("there is no such file")]
    Missing,
    /// It is a link to nowhere.
    #[error("it is a link to {}, which is not there", to.display())]
    Dangling {
        /// Where it leads.
        to: PathBuf,
    },
    /// It is a folder.
    #[error("it is a folder: name a file")]
    Folder,
    /// It is a device, which may have no end.
    #[error("it is a device: name a file")]
    Device,
    /// The reader may not read it.
    #[error("you are not allowed to read it")]
    NotAllowed,
    /// It would not fit into memory.
    #[error("it has {} or more, and memory has room for {}: give a part of it",
        in_words(*bytes), in_words(*room))]
    TooLarge {
        /// How many bytes it has, at least.
        bytes: u64,
        /// For how many there is room.
        room: u64,
    },
    /// It is no text.
    #[error(transparent)]
    NoText(#[from] NoText),
    /// The system says something else.
    #[error(transparent)]
    System(io::Error),
}

/// Reads a text: as [`text_of`] its bytes.
///
/// # Errors
/// If it cannot be read, or is no text in UTF-8: what is the matter, and where.
pub fn read_text(file: &Path) -> Result<String, ReadError> {
    let error = |fault| ReadError { file: file.into(), fault };
    let bytes = bytes(file).map_err(error)?;
    text_of(bytes).map_err(|fault| error(fault.into()))
}

/// Reads bytes, from a file, a pipe, or what is typed at a terminal.
///
/// # Errors
/// If they cannot be read, or are more than memory has room for.
pub fn read_bytes(file: &Path) -> Result<Vec<u8>, ReadError> {
    bytes(file).map_err(|fault| ReadError { file: file.into(), fault })
}

fn bytes(file: &Path) -> Result<Vec<u8>, ReadFault> {
    let metadata = fs::metadata(file).map_err(|error| fault_of(file, error))?;
    if metadata.is_dir() {
        return Err(ReadFault::Folder);
    }
    if is_block_device(&metadata) {
        return Err(ReadFault::Device);
    }
    let mut open = File::open(file).map_err(|error| fault_of(file, error))?;
    let is_stream = !metadata.is_file();
    if is_stream && is_device(&metadata) && !open.is_terminal() {
        return Err(ReadFault::Device);
    }
    let room = available_memory().unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    if is_stream {
        // It may never end; and as it grows, memory holds it twice.
        let most = room / 4;
        open.take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(ReadFault::System)?;
        if bytes.len() as u64 > most {
            return Err(ReadFault::TooLarge { bytes: most, room: most });
        }
        return Ok(bytes);
    }
    let too_large = || ReadFault::TooLarge { bytes: metadata.len(), room };
    let length = usize::try_from(metadata.len()).map_err(|_| too_large())?;
    if metadata.len() > room {
        return Err(too_large());
    }
    bytes.try_reserve_exact(length).map_err(|_| too_large())?;
    open.read_to_end(&mut bytes).map_err(|error| fault_of(file, error))?;
    Ok(bytes)
}

fn fault_of(file: &Path, error: io::Error) -> ReadFault {
    match error.kind() {
        io::ErrorKind::NotFound => match fs::read_link(file) {
            Ok(to) => ReadFault::Dangling { to },
            Err(_) => ReadFault::Missing,
        },
        io::ErrorKind::PermissionDenied => ReadFault::NotAllowed,
        io::ErrorKind::IsADirectory => ReadFault::Folder,
        _ => ReadFault::System(error),
    }
}

#[cfg(unix)]
fn is_block_device(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    metadata.file_type().is_block_device()
}

#[cfg(unix)]
fn is_device(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    metadata.file_type().is_char_device()
}

#[cfg(not(unix))]
fn is_block_device(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn is_device(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_said() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let refused = |file: &Path| {
            let error = read_text(file).expect_err("no text").to_string();
            let start = format!("cannot read {}: ", file.display());
            error.strip_prefix(&start).expect("the file first").to_owned()
        };
        let file = folder.path().join("text");
        assert_eq!(refused(&file), "there is no such file");
        assert_eq!(refused(folder.path()), "it is a folder: name a file");
        fs::write(&file, "a\r\nb").expect("a file");
        assert_eq!(read_text(&file).expect("a text"), "a\nb");
        fs::write(&file, "a\nbé\0 and so on").expect("a file");
        assert!(refused(&file).starts_with("it is no text: line 2 has a byte"));
        assert!(!refused(&file.join("below")).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_links_to_nowhere_are_said() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("gone", &link).expect("a link");
        let error = read_text(&link).expect_err("nothing there");
        assert!(error.to_string().ends_with("a link to gone, which is not there"));
        for device in ["/dev/zero", "/dev/null", "/dev/urandom"] {
            let error = read_text(Path::new(device)).expect_err("a device");
            assert!(matches!(error.fault, ReadFault::Device));
        }
    }
}
