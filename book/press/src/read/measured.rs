//! Speed, which a snapshot cannot hold: ratios from a benchmark's last recorded run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use outline::{Fault, chapter_folder, table};
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// A chapter's `benches/measured.toml`: which ratios its page claims, and what the last
/// recorded run gave.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Measured {
    /// What the last recorded run ran on.
    #[serde(default)]
    pub machine: String,
    #[serde(default, rename = "ratio")]
    pub ratios: BTreeMap<String, Ratio>,
}

/// How many times as long one benchmark takes as another, over several inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ratio {
    /// The benchmark that takes longer, as `group/function`, with `{}` for the input.
    pub slow: String,
    /// The benchmark that it is compared with.
    pub fast: String,
    /// The inputs that both ran on.
    pub inputs: Vec<String>,
    /// The command that measures it, where that is not `cargo bench`: it may need what
    /// a machine has not, so a check passes over it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The smallest ratio over the inputs, to two digits.
    #[serde(default)]
    pub least: f64,
    /// The largest.
    #[serde(default)]
    pub most: f64,
    /// Its line in the file.
    #[serde(skip)]
    pub line: usize,
}

impl Ratio {
    /// The command that measures it.
    pub fn command(&self, package: &str) -> String {
        self.by.clone().unwrap_or_else(|| format!("cargo bench -p {package}"))
    }

    /// The range as a sentence quotes it.
    pub fn text(&self) -> String {
        if self.least == self.most {
            self.least.to_string()
        } else {
            format!("{} to {}", self.least, self.most)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(default)]
    machine: String,
    #[serde(default, rename = "ratio")]
    ratios: BTreeMap<String, Spanned<Ratio>>,
}

impl Measured {
    /// The file of a chapter's ratios, from the workspace.
    pub fn file(package: &str) -> PathBuf {
        chapter_folder(package).join("benches/measured.toml")
    }

    /// Reads the ratios of a chapter of the workspace at `root`: none, if it claims none.
    ///
    /// # Errors
    /// If the file cannot be read, or says something else.
    pub fn read(root: &Path, package: &str) -> Result<Self, Fault> {
        let path = Self::file(package);
        if !root.join(&path).is_file() {
            return Ok(Self::default());
        }
        let file = table::File::read(root, path)?;
        let Tables { machine, ratios } = file.parse()?;
        let placed = |(name, ratio): (String, Spanned<Ratio>)| {
            let line = file.line(&ratio);
            (name, Ratio { line, ..ratio.into_inner() })
        };
        Ok(Self { machine, ratios: ratios.into_iter().map(placed).collect() })
    }
}
