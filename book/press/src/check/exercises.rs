//! The exercises are those of their pages: every objective is exercised, every quiz is
//! asked, in the order of the page.

use std::collections::BTreeMap;
use std::path::Path;

use exercise::{Exercise, Texts, former_names};
use outline::{Fault, Slashed as _};

use crate::read::Workspace;
use crate::survey::{Page, Survey};

/// A chapter has at least so many, and so has a preface.
const FEWEST: usize = 5;

/// Holds the exercises to the pages of their chapters.
pub(super) fn check(
    workspace: &Workspace,
    survey: &Survey,
    faults: &mut Vec<Fault>,
) {
    let course = || workspace.plan.course().map(|(_, planned)| planned);
    let all: Vec<_> = course()
        .filter_map(|planned| workspace.exercises_of(&planned.package))
        .map(|exercises| &exercises.texts)
        .collect();
    faults.extend(former_names(all.iter().copied()).err());
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for planned in course() {
        let package = planned.package.as_str();
        let Some(exercises) = workspace.exercises_of(package) else { continue };
        let Some(page) = survey.page_of(package) else { continue };
        let file = Texts::file(package);
        let texts = &exercises.texts;
        for exercise in &texts.exercises {
            if let Some(other) = names.insert(&exercise.name, package) {
                let message = format!(
                    "`{}` is an exercise of {other} already: give each its own name",
                    exercise.name
                );
                faults.push(Fault::new(&file, exercise.line, message));
            }
        }
        let later = course().skip_while(|other| other.package != package).skip(1);
        for other in later.filter(|other| exercises.needs.contains(&other.package))
        {
            let message = format!(
                "the exercises of {package} depend on {}, a later chapter: no exercise needs one",
                other.package
            );
            faults.push(Fault::new(file.with_file_name("Cargo.toml"), 1, message));
        }
        order(page, texts, &file, faults);
        objectives(page, texts, &file, faults);
        quizzes(page, texts, &file, faults);
        if texts.exercises.len() < FEWEST {
            let message = format!(
                "{package} has {} exercises: a chapter has {FEWEST} or more",
                texts.exercises.len()
            );
            faults.push(Fault::new(&file, 1, message));
        }
        if page.prose.named("exercises").next().is_none() {
            let message = "this chapter's exercises are not on its page: write `{{#exercises}}` at its end";
            faults.push(Fault::new(&page.file, 1, message));
        }
    }
}

/// Exercises follow a section of the page, in its order.
fn order(page: &Page, texts: &Texts, file: &Path, faults: &mut Vec<Fault>) {
    let headings = &page.prose.headings;
    let mut latest = 0;
    for exercise in &texts.exercises {
        let place =
            headings.iter().position(|heading| heading.id == exercise.after);
        let message = match place {
            None => format!(
                "`{}` follows no section of {}: there is no `{}`",
                exercise.name,
                page.file.slashed(),
                exercise.after
            ),
            Some(place) if place < latest => format!(
                "`{}` follows the section `{}`, which comes before that of the exercise above: \
                 exercises stand in the order of the page",
                exercise.name, exercise.after
            ),
            Some(place) => {
                latest = place;
                continue;
            }
        };
        faults.push(Fault::new(file, exercise.line, message));
    }
}

/// Every objective of the chapter's opening is exercised, and no other.
fn objectives(page: &Page, texts: &Texts, file: &Path, faults: &mut Vec<Fault>) {
    let objectives = page.prose.objectives();
    for exercise in &texts.exercises {
        for objective in &exercise.objectives {
            if !(1..=objectives.len()).contains(objective) {
                let message = format!(
                    "`{}` exercises objective {objective}: {} has {}",
                    exercise.name,
                    page.file.slashed(),
                    objectives.len()
                );
                faults.push(Fault::new(file, exercise.line, message));
            }
        }
    }
    for (index, objective) in objectives.iter().enumerate() {
        let is_its =
            |exercise: &&Exercise| exercise.objectives.contains(&(index + 1));
        if !texts.exercises.iter().any(|exercise| is_its(&exercise)) {
            let message = format!(
                "no exercise in {} is about objective {}, \"{}\"",
                file.slashed(),
                index + 1,
                objective.text
            );
            faults.push(Fault::new(&page.file, objective.line, message));
        }
    }
}

/// Every quiz is on the page.
fn quizzes(page: &Page, texts: &Texts, file: &Path, faults: &mut Vec<Fault>) {
    let shown: Vec<_> = page
        .prose
        .named("quiz")
        .filter_map(|directive| directive.plain().next())
        .collect();
    for quiz in &texts.quizzes {
        let count = shown.iter().filter(|name| **name == quiz.name).count();
        if count != 1 {
            let message = format!(
                "the quiz `{}` is on {} {count} times: write `{{{{#quiz {0}}}}}` there, once",
                quiz.name,
                page.file.slashed()
            );
            faults.push(Fault::new(file, quiz.line, message));
        }
    }
}
