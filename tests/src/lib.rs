//! What spans chapters. The tests are in `tests/`; this is what they share.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use walkdir::WalkDir;

pub mod modules;
mod programs;

pub use programs::{Programs, programs};

/// The workspace.
///
/// # Panics
/// If this crate is not in one.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("the tests lie in the workspace").to_owned()
}

/// A text file of the workspace.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn read(file: &str) -> String {
    let path = root().join(file);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.replace("\r\n", "\n")
}

/// Every file below `folder`, by its path in it.
///
/// # Panics
/// If one cannot be read.
#[must_use]
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = WalkDir::new(folder).into_iter();
    entries
        .map(|entry| entry.expect("a folder that can be read"))
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("it lies below");
            let bytes = fs::read(entry.path()).expect("a file that can be read");
            (name.to_owned(), bytes)
        })
        .collect()
}

/// Asserts that two folders hold the same files with the same bytes.
///
/// # Panics
/// If they do not; names the files that differ.
pub fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    let names: Vec<_> = one.keys().chain(other.keys()).collect();
    let differing: Vec<_> = names
        .into_iter()
        .filter(|name| one.get(*name) != other.get(*name))
        .collect();
    assert!(differing.is_empty(), "these differ: {differing:?}");
}

/// A copy of the workspace, but for what was built and what is no part of it.
///
/// # Panics
/// If a file cannot be read, or nothing can be written.
#[must_use]
pub fn copy_of_workspace() -> TempDir {
    let copy = tempfile::tempdir().expect("a folder to write in");
    let is_other = |name: &str| {
        ["target", "node_modules", "my-course"].contains(&name)
            || name.starts_with('.')
    };
    let all = WalkDir::new(root()).into_iter();
    let ours = all.filter_entry(|entry| {
        entry.depth() == 0 || !is_other(&entry.file_name().to_string_lossy())
    });
    for entry in ours {
        let entry = entry.expect("a folder that can be read");
        let within = entry.path().strip_prefix(root()).expect("it lies below");
        let target = copy.path().join(within);
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a folder to write in");
        } else {
            fs::copy(entry.path(), target).expect("a file that can be copied");
        }
    }
    copy
}
