//! Files that are written whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use files::{ReadError, ReadFault};

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
    builder.prefix(".saving-");
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
        let file = fs::File::create(folder.join(".saving-lock")).ok()?;
        file.lock().ok()?;
        Some(Self(file))
    }
}
