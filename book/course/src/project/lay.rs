//! Lays a project: a package with an empty `main` and its brief.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use toml::Value;

use crate::save;

/// What a package of a reader's is made of.
pub struct Parts {
    /// What the reader calls it: `digits`.
    pub name: &'static str,
    /// Packages that its program may need, from the workspace's manifest.
    pub dependencies: &'static [&'static str],
    /// What `plan.toml` begins as.
    pub plan: &'static str,
}

/// Where projects lie, from the workspace.
pub const FOLDER: &str = "my-course/projects";

const MAIN: &str = "fn main() {}\n";

/// Lays a project, unless it is there. Gives back whether it was laid.
pub fn lay(root: &Path, parts: &Parts) -> Result<bool> {
    let folder = root.join(FOLDER).join(parts.name);
    if folder.join("Cargo.toml").exists() {
        return Ok(false);
    }
    fs::create_dir_all(folder.join("src"))
        .with_context(|| format!("cannot make {FOLDER}/{}", parts.name))?;
    let lock = root.join("Cargo.lock");
    let files = [
        ("src/main.rs", MAIN.to_owned()),
        ("plan.toml", parts.plan.to_owned()),
        ("README.md", brief(root, parts.name)?),
        // The versions that the book was tested with, and nothing to be looked for.
        ("Cargo.lock", fs::read_to_string(lock).unwrap_or_default()),
        // The last, as the course goes by it.
        ("Cargo.toml", manifest(root, parts)?),
    ];
    for (file, text) in files {
        let path = folder.join(file);
        // What a reader has put there already stays.
        if path.symlink_metadata().is_ok() {
            continue;
        }
        save::create(&path, text.as_bytes()).with_context(|| {
            format!("cannot write {FOLDER}/{}/{file}", parts.name)
        })?;
    }
    Ok(true)
}

/// The page of a project as its README: what it links to, it links to from there.
fn brief(root: &Path, name: &str) -> Result<String> {
    let page = root.join(format!("book/src/projects/{name}.md"));
    let text = save::read(&page)?;
    let mut text = text.replace("](../", "](../../../book/src/");
    // What only the book's own check reads.
    while let Some((before, rest)) = text.split_once(" {{#claim ") {
        let (_, after) = rest.split_once("}}").unwrap_or_default();
        text = format!("{before}{after}");
    }
    Ok(text)
}

/// A package that is a workspace by itself, so that nothing of the book's builds it.
fn manifest(root: &Path, parts: &Parts) -> Result<String> {
    let ours: toml::Table = save::read(&root.join("Cargo.toml"))?
        .parse()
        .context("cannot read Cargo.toml")?;
    let workspace = &ours["workspace"];
    let edition = &workspace["package"]["edition"];
    let mut text = format!(
        "[package]\nname = \"{}-project\"\nversion = \"0.1.0\"\nedition = {edition}\npublish = false\n\n\
         # By itself: the book is built and tested without it.\n[workspace]\n\n\
         # Yours to change, like all that is here.\n[dependencies]\n",
        parts.name
    );
    for name in parts.dependencies {
        let mut value = workspace["dependencies"][*name].clone();
        if let Some(path) = value.get("path").and_then(Value::as_str) {
            let path = format!("../../../{path}");
            if let Some(table) = value.as_table_mut() {
                table.insert("path".to_owned(), Value::String(path));
            }
        }
        text += &format!("{name} = {value}\n");
    }
    text += "\n# What computes is optimised in any build.\n[profile.dev]\nopt-level = 3\n";
    Ok(text)
}
