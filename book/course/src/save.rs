//! Files that are written whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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
pub struct Lock(PathBuf);

impl Lock {
    /// Longer than any run holds a lock. One that is older is of a run that was killed.
    const LONGEST: Duration = Duration::from_secs(2);

    /// Waits for the other runs, and then keeps them waiting. Gives back nothing where no
    /// lock can be had: who is alone needs none.
    pub fn take(folder: &Path) -> Option<Self> {
        let file = folder.join(".saving-lock");
        let start = Instant::now();
        loop {
            let new = fs::File::create_new(&file);
            match new {
                Ok(_) => return Some(Self(file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(_) => return None,
            }
            if start.elapsed() > 2 * Self::LONGEST {
                return None;
            }
            let age = fs::metadata(&file).and_then(|found| found.modified());
            let age = age.ok().and_then(|time| time.elapsed().ok());
            if age.is_some_and(|age| age > Self::LONGEST) {
                let _ = fs::remove_file(&file);
            } else {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
