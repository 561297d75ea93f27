//! Where the workspace is, and where in it a chapter's things lie.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Where the plan is, from the workspace: a folder with this file holds a book.
pub const PLAN: &str = "book/curriculum.toml";

/// There is no workspace here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "no book in {} or above it: run this inside a clone of the book, where {PLAN} is",
    .0.display()
)]
pub struct NoRoot(PathBuf);

/// Finds the workspace: the nearest folder, from `start` upward, that holds the book.
///
/// # Errors
/// If there is none.
pub fn find_root(start: &Path) -> Result<PathBuf, NoRoot> {
    let is_root = |folder: &&Path| {
        folder.join(PLAN).is_file() && folder.join("Cargo.toml").is_file()
    };
    let found = start.ancestors().find(is_root);
    found.map(Path::to_owned).ok_or_else(|| NoRoot(start.to_owned()))
}

/// The folder of a chapter or an appendix, from the workspace.
#[must_use]
pub fn chapter_folder(package: &str) -> PathBuf {
    Path::new("chapters").join(package)
}

/// The folder of a chapter's exercises, from the workspace.
#[must_use]
pub fn exercises_folder(package: &str) -> PathBuf {
    chapter_folder(package).join("exercises")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_nearest_folder_with_a_plan_is_the_workspace() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("book/src/deep");
        fs::create_dir_all(&deep).unwrap();
        let error = find_root(&deep).unwrap_err().to_string();
        assert!(error.starts_with("no book in "), "{error}");
        fs::write(root.path().join(PLAN), "").unwrap();
        assert!(find_root(&deep).is_err(), "a plan alone is no workspace");
        fs::write(root.path().join("Cargo.toml"), "").unwrap();
        assert_eq!(find_root(&deep).unwrap(), root.path());
    }
}
