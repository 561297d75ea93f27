//! Files that are written whole or not at all.

use std::io::{self, Write as _};
use std::path::Path;

/// Writes `text` into `file`, so that whoever reads it, at any moment and after any
/// interruption, finds the old text or the new one.
pub fn replace(file: &Path, text: &str) -> io::Result<()> {
    written_beside(file, text)?.persist(file)?;
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
