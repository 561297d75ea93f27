//! The book that is served: the last one that could be built, and what is wrong with it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use anyhow::{Context as _, anyhow};
use outline::{Fault, in_one_line};
use tempfile::TempDir;

use super::say::complain;
use crate::modules::Modules;
use crate::render::{BuildError, build_with_faults, summary};

/// The last book, and what is wrong with the present pages.
#[derive(Default)]
pub(super) struct Shelf {
    state: RwLock<Shelved>,
    /// What makes figures live, once it is compiled.
    modules: RwLock<Option<Modules>>,
    /// Held while building, so that closing waits for the end of a build.
    is_closed: Mutex<bool>,
}

#[derive(Default, Clone)]
pub(super) struct Shelved {
    book: Option<Arc<TempDir>>,
    /// What is wrong on the pages of the book.
    pub faults: Vec<Fault>,
    /// Why the pages as they are now are not in it.
    pub error: Option<String>,
}

impl Shelved {
    /// The folder of the book.
    pub fn folder(&self) -> Option<PathBuf> {
        Some(book_in(self.book.as_ref()?))
    }

    pub fn is_good(&self) -> bool {
        self.faults.is_empty() && self.error.is_none()
    }
}

impl Shelf {
    /// Builds into a folder of its own and puts the book on the shelf.
    pub fn build(&self, root: &Path) {
        let is_closed =
            self.is_closed.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_closed {
            return;
        }
        // On a thread of its own: if it panics, the press still waits for the next save.
        let built =
            std::thread::scope(|scope| scope.spawn(|| self.new_book(root)).join());
        let built = built.unwrap_or_else(|_| {
            Err(anyhow!("the press broke off, which is a mistake in it").into())
        });
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        match built {
            Ok((folder, faults)) => {
                if !faults.is_empty() {
                    complain(format_args!(
                        "{}: the book is shown with them",
                        summary(&faults)
                    ));
                }
                *state =
                    Shelved { book: Some(Arc::new(folder)), faults, error: None };
            }
            Err(error) => {
                let error = in_one_line(&error);
                complain(&error);
                state.error = Some(error);
            }
        }
    }

    /// From the next build on, figures are live.
    pub fn enliven(&self, modules: Modules) {
        *self.modules.write().unwrap_or_else(PoisonError::into_inner) =
            Some(modules);
    }

    fn new_book(&self, root: &Path) -> Result<(TempDir, Vec<Fault>), BuildError> {
        let folder =
            tempfile::tempdir().context("cannot make a temporary folder")?;
        let modules =
            self.modules.read().unwrap_or_else(PoisonError::into_inner).clone();
        let faults = build_with_faults(root, &book_in(&folder), modules.as_ref())?;
        Ok((folder, faults))
    }

    /// Deletes the book and builds no other.
    pub fn close(&self) {
        let mut is_closed =
            self.is_closed.lock().unwrap_or_else(PoisonError::into_inner);
        *is_closed = true;
        *self.state.write().unwrap_or_else(PoisonError::into_inner) =
            Shelved::default();
    }

    pub fn state(&self) -> Shelved {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn book_in(folder: &TempDir) -> PathBuf {
    folder.path().join("book")
}
