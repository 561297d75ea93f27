//! Names that Cargo, Rust, mdBook and a web address can all have, and nobody has yet.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, ensure};
use outline::table;

use crate::read::files;

/// Crates that come with Rust, folders that Cargo builds into, pages that mdBook makes.
const RESERVED: [&str; 14] = [
    "alloc",
    "build",
    "core",
    "deps",
    "examples",
    "incremental",
    "index",
    "print",
    "proc-macro",
    "std",
    "summary",
    "target",
    "test",
    "toc",
];

/// Whether a name is one that Cargo, Rust and a web address can all have.
///
/// # Errors
/// If it is not, in words.
pub(super) fn check_name(name: &str) -> Result<()> {
    let is_plain =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    let is_name = starts && name.chars().all(is_plain) && !name.ends_with('-');
    ensure!(
        is_name && syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_ok(),
        "`{name}` is no name: write small letters, digits and `-`, a letter first, and no word of \
         Rust's own"
    );
    Ok(())
}

/// Whether nobody has a name yet: no package of the workspace, no library that it uses, and
/// none of the tools.
///
/// # Errors
/// If somebody has it, or the manifests cannot be read.
pub(super) fn check_free(root: &Path, name: &str) -> Result<()> {
    ensure!(
        !RESERVED.contains(&name),
        "`{name}` is a name that Rust, Cargo or mdBook has already: take another"
    );
    ensure!(
        !taken(root)?.contains(name),
        "`{name}` is a package or a library of this workspace already: take another name"
    );
    Ok(())
}

/// The names of all packages of the workspace and of the libraries that they use.
fn taken(root: &Path) -> Result<BTreeSet<String>> {
    let mut taken = BTreeSet::new();
    let workspace: toml::Table = table::File::read(root, "Cargo.toml")?.parse()?;
    let libraries = workspace
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"))
        .and_then(toml::Value::as_table);
    taken.extend(libraries.into_iter().flat_map(|table| table.keys().cloned()));
    for folder in ["book", "chapters", "tests"] {
        let folder = root.join(folder);
        if !folder.is_dir() {
            continue;
        }
        let manifests = files(&folder, "toml")?;
        for manifest in manifests.iter().filter(|path| path.ends_with("Cargo.toml"))
        {
            let within = manifest.strip_prefix(root).unwrap_or(manifest);
            let package: toml::Table = table::File::read(root, within)?.parse()?;
            let name =
                package.get("package").and_then(|package| package.get("name"));
            let name = name.and_then(toml::Value::as_str);
            taken.extend(name.map(str::to_owned));
        }
    }
    Ok(taken)
}

/// What a name is called where nobody has said: `self-attention` is *Self attention*.
pub(super) fn title_of(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_packages_and_modules() {
        for name in ["today", "multi-head", "gpt2"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in
            ["", "Today", "2day", "a_b", "a b", "-a", "a-", "type", "ü", "../a"]
        {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert_eq!(title_of("self-attention"), "Self attention");
    }
}
