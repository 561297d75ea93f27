//! The exercises of the chapters, with the files of those that have one.

use std::collections::BTreeMap;
use std::path::Path;

use exercise::{Exercise, Gap, Texts};
use outline::{Fault, PLAN, Plan, exercises_folder};

use super::package::dependencies;

/// The exercises of a chapter.
#[derive(Debug, Default)]
pub(crate) struct Exercises {
    pub texts: Texts,
    /// By the name of the exercise.
    pub gaps: BTreeMap<String, Gap>,
    /// The packages that their own package depends on.
    pub needs: Vec<String>,
}

impl Exercises {
    /// Reads the exercises of every chapter that is written; none of those that cannot be
    /// read. A book in which no chapter has exercises is a book without a course.
    pub fn read(
        root: &Path,
        plan: &Plan,
        faults: &mut Vec<Fault>,
    ) -> BTreeMap<String, Option<Self>> {
        let mut all = BTreeMap::new();
        let mut folders = plan
            .written()
            .map(|planned| root.join(exercises_folder(&planned.package)));
        if !folders.any(|folder| folder.is_dir()) {
            return all;
        }
        for planned in plan.written() {
            let package = &planned.package;
            if !root.join(exercises_folder(package)).is_dir() {
                let message = format!(
                    "`{package}` has no exercises: `cargo run -- new exercise {package} NAME` \
                     writes the skeleton of one"
                );
                faults.push(Fault::new(PLAN, planned.line, message));
                all.insert(package.clone(), None);
                continue;
            }
            let exercises = Self::of_chapter(root, package, faults);
            all.insert(package.clone(), exercises);
        }
        all
    }

    fn of_chapter(
        root: &Path,
        package: &str,
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let texts = Texts::read(root, package);
        let texts = texts.map_err(|fault| faults.push(fault)).ok()?;
        let mut gaps = BTreeMap::new();
        for exercise in texts.exercises.iter().filter(|e| e.kind.has_file()) {
            match texts.gap(root, exercise) {
                Ok(gap) => {
                    gaps.insert(exercise.name.clone(), gap);
                }
                Err(fault) => faults.push(fault),
            }
        }
        let manifest = exercises_folder(package).join("Cargo.toml");
        let needs = dependencies(root, &manifest).unwrap_or_else(|fault| {
            faults.push(fault);
            Vec::new()
        });
        Some(Self { texts, gaps, needs })
    }

    /// The minutes of the exercises that are `chosen`.
    pub fn minutes(&self, chosen: impl Fn(&Exercise) -> bool) -> usize {
        let chosen =
            self.texts.exercises.iter().filter(|exercise| chosen(exercise));
        chosen.map(|exercise| exercise.minutes).sum()
    }
}
