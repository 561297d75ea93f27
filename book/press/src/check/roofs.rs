//! `page.rs` of a chapter is its roof: it runs what stands below it, and nobody stands on
//! it.

use std::path::Path;

use outline::{Fault, chapter_folder};

use crate::read::{Named, Source, Workspace};

/// Files of a package that may call its own page: they start it.
const STARTERS: [&str; 2] = ["src/main.rs", "src/page.rs"];

/// No package uses another's page, and none of a package's own modules uses its own.
pub(super) fn check(workspace: &Workspace, faults: &mut Vec<Fault>) {
    for (name, package) in &workspace.packages {
        let exercises = package.exercises.iter().map(AsRef::as_ref);
        for source in package.sources().chain(exercises) {
            for path in &source.into_pages {
                if let Some(owner) = owner(workspace, name, path)
                    && !may_start(source, &owner, name)
                {
                    faults.push(fault(source, path, &owner));
                }
            }
        }
    }
}

/// The package into whose page a path leads, if it is one of the chapters'.
fn owner(workspace: &Workspace, from: &str, path: &Named) -> Option<String> {
    let first = path.name.split("::").next()?;
    if ["crate", "self", "super"].contains(&first) {
        return Some(from.to_owned());
    }
    let mut names = workspace.packages.keys();
    names.find(|name| name.replace('-', "_") == first).cloned()
}

/// Whether a file may call the page of `owner`: only that which starts it, and the
/// package's own tests.
fn may_start(source: &Source, owner: &str, from: &str) -> bool {
    let folder = chapter_folder(from);
    let within = source.path.strip_prefix(&folder).unwrap_or(&source.path);
    let starts = STARTERS.iter().any(|file| within == Path::new(file));
    owner == from && (starts || within.starts_with("tests"))
}

fn fault(source: &Source, path: &Named, owner: &str) -> Fault {
    let message = format!(
        "`{}` stands on the page of `{owner}`, which only runs what stands below it: move what \
         you need into a module of {owner} that is named for what it is",
        path.name
    );
    Fault::new(&source.path, path.line, message)
}
