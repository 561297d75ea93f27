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
    let error = |fault| ReadError { file: file.to_owned(), fault };
    match fs::metadata(file) {
        // One that nobody writes into would keep us waiting.
        Ok(found) if is_pipe(&found) => {
            let says = "it is a pipe, which keeps nothing: move it away";
            Err(error(ReadFault::System(io::Error::other(says))))
        }
        Ok(found) if !found.is_file() && !found.is_dir() => {
            Err(error(ReadFault::Device))
        }
        _ => files::read_text(file),
    }
}

#[cfg(unix)]
fn is_pipe(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    found.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &fs::Metadata) -> bool {
    false
}

/// Writes `text` into `file`, so that whoever reads it, at any moment and after any
/// interruption, finds the old text or the new one. A link stays a link, and who may read
/// the file and write it stays too.
pub fn replace(file: &Path, text: &str) -> io::Result<()> {
    replace_like(file, text, file)
}

/// The same, but who may read it is as for the file `like`, from which the text is.
pub fn replace_like(file: &Path, text: &str, like: &Path) -> io::Result<()> {
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    ensure_writable(&file)?;
    let like = permissions(like);
    let new = written_beside(&file, text.as_bytes(), like).map_err(plain)?;
    new.persist(&file).map_err(|error| error.error)?;
    Ok(())
}

/// Writes `text` into `file`, which must not exist yet.
pub fn create(file: &Path, text: &[u8]) -> io::Result<()> {
    create_as(file, text, None)
}

/// Copies a file to `file`, which must not exist yet. Nobody else may read the copy.
pub fn copy(from: &Path, file: &Path) -> io::Result<()> {
    create_as(file, &fs::read(from)?, permissions(from))
}

fn create_as(
    file: &Path,
    text: &[u8],
    permissions: Option<fs::Permissions>,
) -> io::Result<()> {
    let new = written_beside(file, text, permissions).map_err(plain)?;
    new.persist_noclobber(file).map_err(|error| error.error)?;
    Ok(())
}

/// Sees whether the owner of a file wants it to stay as it is.
pub fn ensure_writable(file: &Path) -> io::Result<()> {
    match permissions(file) {
        Some(found) if found.readonly() => {
            Err(io::Error::other("it is read-only: allow that it is written"))
        }
        _ => Ok(()),
    }
}

fn permissions(file: &Path) -> Option<fs::Permissions> {
    fs::metadata(file).ok().map(|found| found.permissions())
}

/// What the system says, without the name of the file that was to take the place of the
/// reader's.
fn plain(error: io::Error) -> io::Error {
    let says = error.to_string();
    match says.split_once(" at path ") {
        Some((says, _)) => io::Error::new(error.kind(), says),
        None => error,
    }
}

fn written_beside(
    file: &Path,
    text: &[u8],
    permissions: Option<fs::Permissions>,
) -> io::Result<tempfile::NamedTempFile> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // As any program's files: the others of a temporary file are closed to all but its owner.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = permissions.as_ref().map_or(0o666, |like| like.mode() & 0o700);
        builder.permissions(fs::Permissions::from_mode(mode | 0o600));
    }
    let mut new = builder.tempfile_in(folder)?;
    new.write_all(text)?;
    if let Some(permissions) = permissions {
        new.as_file().set_permissions(permissions)?;
    }
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
