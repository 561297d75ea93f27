//! A folder to build in, which goes away however the build ends.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::TempDir;

const PREFIX: &str = ".book-";
/// Locked as long as somebody builds in the folder.
const MARK: &str = "in-use";

/// A folder to build in, deleted in the end.
#[derive(Debug)]
pub(super) struct Scratch {
    // Closed before its folder is deleted.
    _mark: File,
    folder: TempDir,
}

impl Scratch {
    /// Makes one in a folder, and deletes those of builds that were killed.
    pub fn new(within: &Path) -> io::Result<Self> {
        for entry in fs::read_dir(within)?.filter_map(Result::ok) {
            let is_named = entry.file_name().to_string_lossy().starts_with(PREFIX);
            if is_named && is_left_over(&entry.path()) {
                // If it cannot be deleted, it is in nobody's way.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(within)?;
        let mark = File::create_new(folder.path().join(MARK))?;
        // Without locks on this file system, such folders are never taken for left over.
        let _ = mark.lock();
        Ok(Self { _mark: mark, folder })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Whether a build made this folder, and is no more.
fn is_left_over(folder: &Path) -> bool {
    let mark = folder.join(MARK);
    let is_folder = folder.symlink_metadata().is_ok_and(|found| found.is_dir());
    is_folder && File::open(mark).is_ok_and(|mark| mark.try_lock().is_ok())
}
