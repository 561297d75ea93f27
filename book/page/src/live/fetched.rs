//! Files that figures need.

use std::sync::OnceLock;

use anyhow::{Context as _, Result};

/// A file that figures need, whatever is in it.
pub trait Data: Sync {
    /// Where it is in the workspace.
    fn file(&self) -> &'static str;

    /// Whether it is still to be given.
    fn waits(&self) -> bool;

    /// Takes what a page has fetched.
    ///
    /// # Errors
    /// If these bytes are not that file.
    fn give(&self, bytes: &[u8]) -> Result<()>;
}

/// A file of the workspace that is unpacked once, for all figures that need it. A page
/// fetches it, and natively it is there: [`fetched!`](crate::fetched) makes one.
#[derive(Debug)]
pub struct Fetched<T> {
    file: &'static str,
    here: Option<&'static [u8]>,
    unpack: fn(&[u8]) -> Result<T>,
    unpacked: OnceLock<T>,
}

impl<T> Fetched<T> {
    /// The `file` of the workspace, with its bytes where they are `here`, and how it is
    /// unpacked.
    pub const fn new(
        file: &'static str,
        here: Option<&'static [u8]>,
        unpack: fn(&[u8]) -> Result<T>,
    ) -> Self {
        Self { file, here, unpack, unpacked: OnceLock::new() }
    }

    /// What is in the file.
    ///
    /// # Errors
    /// Those of unpacking it, if it was changed; in a page, before it is given.
    pub fn get(&self) -> Result<&T> {
        if self.unpacked.get().is_none()
            && let Some(bytes) = self.here
        {
            self.give(bytes)?;
        }
        self.unpacked
            .get()
            .with_context(|| format!("{} is not here yet", self.file))
    }

    /// Takes what a page has fetched.
    ///
    /// # Errors
    /// If these bytes are not that file.
    pub fn give(&self, bytes: &[u8]) -> Result<()> {
        let unpacked = (self.unpack)(bytes)?;
        self.unpacked.get_or_init(|| unpacked);
        Ok(())
    }
}

impl<T: Send + Sync> Data for Fetched<T> {
    fn file(&self) -> &'static str {
        self.file
    }

    fn waits(&self) -> bool {
        self.get().is_err()
    }

    fn give(&self, bytes: &[u8]) -> Result<()> {
        self.give(bytes)
    }
}

/// A file by its place in the workspace, and the function that unpacks it.
#[macro_export]
macro_rules! fetched {
    ($file:literal, $unpack:path) => {{
        #[cfg(not(target_family = "wasm"))]
        const HERE: Option<&[u8]> = Some(include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../",
            $file
        )));
        #[cfg(target_family = "wasm")]
        const HERE: Option<&[u8]> = None;
        $crate::live::Fetched::new($file, HERE, $unpack)
    }};
}
