//! Which packages the workspace's profiles make fast.

use std::collections::BTreeSet;
use std::path::Path;

use outline::{Fault, table};

/// The manifest of the workspace.
const MANIFEST: &str = "Cargo.toml";

/// The packages that are optimised in debug builds too.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    pub optimised: BTreeSet<String>,
}

impl Profiles {
    /// Reads the profiles of the workspace at `root`.
    ///
    /// # Errors
    /// If its manifest cannot be read.
    pub fn read(root: &Path) -> Result<Self, Fault> {
        let manifest: toml::Table = table::File::read(root, MANIFEST)?.parse()?;
        let packages = ["profile", "dev", "package"]
            .iter()
            .try_fold(&manifest, |table, key| table.get(*key)?.as_table());
        let is_optimised = |profile: &toml::Value| {
            profile
                .get("opt-level")
                .is_some_and(|level| level.as_integer() != Some(0))
        };
        let optimised = packages.into_iter().flatten();
        let optimised = optimised.filter(|(_, profile)| is_optimised(profile));
        Ok(Self { optimised: optimised.map(|(name, _)| name.clone()).collect() })
    }
}
