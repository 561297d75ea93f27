//! First stage: everything that the book is made from, read from disk.

mod anchors;
mod disk;
mod exercises;
mod into_pages;
mod measured;
mod named;
mod package;
mod profiles;
mod remembered;
mod shown;
mod source;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use outline::{Edition, Fault, Plan, list};

use walkdir::WalkDir;

use crate::readme;

pub(crate) use disk::{files, no_texts};
pub(crate) use exercises::Exercises;
pub(crate) use measured::Measured;
pub(crate) use named::Named;
pub(crate) use package::Package;
pub(crate) use profiles::Profiles;
pub(crate) use remembered::Remembered;
pub(crate) use source::{Source, UNWRITTEN};

/// The workspace, read once for a build.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub plan: Plan,
    pub editions: Vec<Edition>,
    /// The packages of chapters and appendices, by name.
    pub packages: BTreeMap<String, Package>,
    /// The exercises of each chapter that has some, if they can be read.
    pub exercises: BTreeMap<String, Option<Exercises>>,
    /// What the profiles say, if they can be read.
    pub profiles: Option<Profiles>,
    /// What visitors of the repository see first, if there is such a file.
    pub readme: Option<String>,
}

impl Workspace {
    /// Reads the workspace at `root`. What is wrong *in* its files becomes faults.
    ///
    /// # Errors
    /// If a folder cannot be read, or the plan or the editions are none: a [`Fault`].
    pub fn read(root: &Path, faults: &mut Vec<Fault>) -> Result<Self> {
        // Without these nothing else can be told rightly.
        let plan = Plan::read(root)?;
        let editions = Edition::all(root)?;
        let packages = packages(root, faults)?;
        let exercises = Exercises::read(root, &plan, faults);
        let profiles = told(Profiles::read(root), faults);
        let readme =
            told(disk::text_if_there(root, readme::FILE), faults).flatten();
        Ok(Self { plan, editions, packages, exercises, profiles, readme })
    }

    /// Whether what a page is about is there: without it nothing can be quoted.
    pub fn has(&self, package: Option<&String>) -> bool {
        package.is_none_or(|package| self.packages.contains_key(package))
    }

    /// The exercises of a chapter, if it has some and they can be read.
    pub fn exercises_of(&self, package: &str) -> Option<&Exercises> {
        self.exercises.get(package)?.as_ref()
    }

    /// A chapter's package by its name.
    pub fn package(&self, name: &str) -> Result<&Package, String> {
        self.packages.get(name).ok_or_else(|| {
            format!(
                "there is no chapter `{name}`: there are {}",
                list(self.packages.keys())
            )
        })
    }
}

/// Every package in `chapters/`, read side by side.
fn packages(
    root: &Path,
    faults: &mut Vec<Fault>,
) -> Result<BTreeMap<String, Package>> {
    let mut names = Vec::new();
    let chapters = WalkDir::new(root.join("chapters")).min_depth(1).max_depth(1);
    for folder in chapters.sort_by_file_name() {
        let folder = folder.context("cannot read the folder of the chapters")?;
        if folder.path().join("Cargo.toml").is_file() {
            names.push(folder.file_name().to_string_lossy().into_owned());
        }
    }
    let read = |name: &str| {
        let mut faults = Vec::new();
        Package::read(root, name, &mut faults).map(|package| (package, faults))
    };
    let read: Vec<_> = std::thread::scope(|scope| {
        let reading: Vec<_> =
            names.iter().map(|name| scope.spawn(|| read(name))).collect();
        reading
            .into_iter()
            .map(|read| read.join().expect("reading does not panic"))
            .collect()
    });
    let mut packages = BTreeMap::new();
    for (name, read) in names.iter().zip(read) {
        let (mut package, found) = read?;
        faults.extend(found);
        let all = std::mem::take(&mut package.libraries);
        (package.needs, package.libraries) =
            all.into_iter().partition(|need| names.contains(need));
        packages.insert(name.clone(), package);
    }
    Ok(packages)
}

/// The value of a result; or else nothing, and its fault is noted down.
fn told<T>(result: Result<T, Fault>, faults: &mut Vec<Fault>) -> Option<T> {
    result.map_err(|fault| faults.push(fault)).ok()
}
