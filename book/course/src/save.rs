//! Files that are written whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use files::{ReadError, ReadFault};

/// How the names of files begin that are being written.
const PREFIX: &str = ".saving-";
/// The file that is locked.
const LOCK: &str = ".saving-lock";

/// Reads a text of the reader's, whatever ends its lines.
///
/// # Errors
/// If it is not there, no file, or no text: what it is instead.
pub fn read(file: &Path) -> Result<String, ReadError> {
    // A pipe that nobody writes into would keep us waiting.
    if fs::metadata(file).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return Err(ReadError { file: file.to_owned(), fault: ReadFault::Device });
    }
    files::read_text(file)
}

/// Writes `text` into `file`, so that whoever reads it, at any moment and after any
/// interruption, finds the old text or the new one. A link stays a link.
pub fn replace(file: &Path, text: &str) -> io::Result<()> {
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    written_beside(&file, text)?.persist(&file)?;
    Ok(())
}

/// Writes `text` into `file`, which must not exist yet.
pub fn create(file: &Path, text: &str) -> io::Result<()> {
    written_beside(file, text)?.persist_noclobber(file)?;
    Ok(())
}

fn written_beside(file: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // As any program's files: the others of a temporary file are closed to all but its owner.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut new = builder.tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    Ok(new)
}

/// Keeps other runs of the course from changing the files of a folder, until it is dropped.
/// The system gives it back where a run is killed.
pub struct Lock(#[expect(dead_code, reason = "it is held, not read")] fs::File);

impl Lock {
    /// Waits for the other runs, and then keeps them waiting. Gives back nothing where no
    /// lock can be had, as on some network drives: who is alone needs none.
    pub fn take(folder: &Path) -> Option<Self> {
        // It stays: who removed it could take it from under one that waits for it.
        let mut options = fs::OpenOptions::new();
        let file = options.create(true).write(true).truncate(false);
        let file = file.open(folder.join(LOCK)).ok()?;
        file.lock().ok()?;
        // Nobody else writes now: what is left was left by one that was killed.
        for left in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = left.file_name();
            let is_left =
                name.to_string_lossy().starts_with(PREFIX) && name != LOCK;
            if is_left {
                let _ = fs::remove_file(left.path());
            }
        }
        Some(Self(file))
    }
}
