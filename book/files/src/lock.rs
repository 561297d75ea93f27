//! One run at a time for one file: a lock beside it, which ends with the process however
//! that ends. What is left of it after a crash blocks nobody.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// What is in the file of a lock, before the number of the process.
const TITLE: &str = "saving here: process ";

/// Why there is no lock.
#[derive(Debug)]
pub(crate) enum LockError {
    /// Another process has it: which, if that can be seen.
    Busy(Option<u32>),
    /// The system refuses.
    System(io::Error),
}

/// A lock, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    file: PathBuf,
    open: Option<File>,
}

impl Lock {
    /// Takes the lock for `file`, which need not be there yet.
    pub(crate) fn take(file: &Path) -> Result<Lock, LockError> {
        let file = beside(file, ".lock");
        // Whoever gives a lock back removes its file, perhaps while we open it.
        for _ in 0..100 {
            let mut open = open(&file).map_err(LockError::System)?;
            match open.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(LockError::Busy(process(&mut open)));
                }
                // Some network file systems have no locks: then go without.
                Err(TryLockError::Error(_)) => {}
            }
            if is_there(&open, &file).map_err(LockError::System)? {
                let written = open
                    .set_len(0)
                    .and_then(|()| open.rewind())
                    .and_then(|()| writeln!(open, "{TITLE}{}", std::process::id()));
                let lock = Lock { file, open: Some(open) };
                return written.map(|()| lock).map_err(LockError::System);
            }
        }
        Err(LockError::Busy(None))
    }
}

impl Lock {
    /// The file that is there while the lock is held.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Before it is unlocked, so that nobody else's is removed.
        let _ = fs::remove_file(&self.file);
        self.open = None;
    }
}

/// Never a file that is somebody else's.
fn open(file: &Path) -> io::Result<File> {
    let in_the_way = || {
        let message = format!("{} is in the way: move it away", file.display());
        io::Error::other(message)
    };
    if let Ok(there) = fs::symlink_metadata(file) {
        if !there.is_file() {
            return Err(in_the_way());
        }
        let mut head = Vec::new();
        let read = File::open(file)
            .and_then(|open| open.take(TITLE.len() as u64).read_to_end(&mut head));
        if read.is_ok() && !TITLE.as_bytes().starts_with(&head) {
            return Err(in_the_way());
        }
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(file)
}

/// Whether the name still leads to the open file. Opens none: there may be no more to
/// be had.
#[cfg(unix)]
fn is_there(open: &File, file: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let place = |it: fs::Metadata| (it.dev(), it.ino());
    match fs::symlink_metadata(file) {
        Ok(there) => Ok(place(there) == place(open.metadata()?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether the name still leads to the open file.
#[cfg(windows)]
fn is_there(open: &File, file: &Path) -> io::Result<bool> {
    use io::ErrorKind::{NotFound, PermissionDenied};
    let own = same_file::Handle::from_file(open.try_clone()?)?;
    match same_file::Handle::from_path(file) {
        Ok(there) => Ok(own == there),
        // One that is about to go may not be opened any more.
        Err(error) if matches!(error.kind(), NotFound | PermissionDenied) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn process(open: &mut File) -> Option<u32> {
    let mut text = String::new();
    open.read_to_string(&mut text).ok()?;
    text.strip_prefix(TITLE)?.trim_end().parse().ok()
}

/// The name of a file of ours beside `file`.
pub(crate) fn beside(file: &Path, suffix: &str) -> PathBuf {
    file.with_file_name(format!("{}{suffix}", start_of_name(file)))
}

/// How the names of our files beside `file` start. Names may have 255 bytes at most.
pub(crate) fn start_of_name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default();
    match name.to_str() {
        Some(name) if name.len() <= 200 => format!(".saving-{name}"),
        _ => format!(".saving-{:016x}", sum(name)),
    }
}

fn sum(name: &OsStr) -> u64 {
    // FNV-1a, as the same name must give the same in every version.
    name.as_encoded_bytes().iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_nothing_left() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("model");
        let count = || fs::read_dir(folder.path()).expect("the folder").count();
        let lock = Lock::take(&file).expect("the lock");
        let busy = Lock::take(&file).expect_err("taken");
        if cfg!(unix) {
            let own = std::process::id();
            assert!(
                matches!(busy, LockError::Busy(Some(process)) if process == own)
            );
        }
        drop(lock);
        assert_eq!(count(), 0);
        // A process that was killed leaves the file, and no lock.
        let left = folder.path().join(".saving-model.lock");
        fs::write(&left, format!("{TITLE}1\n")).expect("a file");
        drop(Lock::take(&file).expect("the lock"));
        assert_eq!(count(), 0);
        // And what somebody else has put there stays.
        fs::write(&left, "a poem").expect("a file");
        assert!(matches!(Lock::take(&file), Err(LockError::System(_))));
        assert_eq!(fs::read(&left).expect("the file"), b"a poem");
    }
}
