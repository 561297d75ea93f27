//! Projects: a program of the reader's own, from an empty `main`, in milestones that check
//! themselves.
//!
//! The course reads what the program has written down, and counts again what can be counted:
//! a milestone is met by no claim. What it lays into the folder of a project it never writes
//! over, and the program itself it neither builds nor runs.

mod digits;
mod fault;
mod folder;
mod form;
mod lay;
mod numbers;
mod text;
mod words;
mod work;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use study::Day;

use crate::course::Course;
use crate::progress::today;
use crate::screen::{code, dim, fill, right, say, strong, wrapped, wrong};
use fault::Fault;
use folder::Folder;
use lay::{FOLDER, Parts, lay};
use work::{Check, Work};

/// A project of the course.
struct Project {
    title: &'static str,
    /// The chapter that it follows.
    after: &'static str,
    parts: Parts,
    milestones: [(&'static str, &'static str); 7],
    check: Check,
}

const ALL: [Project; 2] = [DIGITS, TEXT];

const DIGITS: Project = Project {
    title: "A data set of your own",
    after: "Backprop",
    parts: Parts {
        name: "digits",
        dependencies: &[
            "backprop",
            "loss",
            "neurons",
            "csv",
            "libm",
            "ndarray",
            "rand",
            "rand_chacha",
            "toml",
        ],
        plan: include_str!("project/digits/plan.toml"),
    },
    milestones: digits::MILESTONES,
    check: digits::check,
};

const TEXT: Project = Project {
    title: "A model of your own text",
    after: "Transformer",
    parts: Parts {
        name: "text",
        dependencies: &[
            "transformer",
            "softmax",
            "libm",
            "ndarray",
            "rand",
            "rand_chacha",
            "toml",
        ],
        plan: include_str!("project/text/plan.toml"),
    },
    milestones: text::MILESTONES,
    check: text::check,
};

/// Begins a project, or says which of its milestones are met; without a name, lists them.
pub fn project(course: &Course, name: Option<&str>) -> Result<ExitCode> {
    let Some(name) = name else { return list(course) };
    let Some(project) = ALL.iter().find(|project| project.parts.name == name)
    else {
        let names: Vec<_> = ALL.iter().map(|project| project.parts.name).collect();
        bail!("there is no project `{name}`: there is {}", names.join(" and "));
    };
    if lay(&course.root, &project.parts)? {
        begun(project);
        return Ok(ExitCode::SUCCESS);
    }
    check(course, project)
}

fn list(course: &Course) -> Result<ExitCode> {
    for project in &ALL {
        let name = project.parts.name;
        let kept = course.progress.record().projects.get(name);
        let met = kept.map_or(0, |kept| kept.met.len());
        let all = project.milestones.len();
        say!("{}", strong(project.title));
        let after =
            format!("After {}: {met} of {all} milestones met", project.after);
        say!("  {}", dim(&after));
        say!("  {}", code(&command(project)));
    }
    Ok(ExitCode::SUCCESS)
}

fn command(project: &Project) -> String {
    format!("cargo run -p course -- project {}", project.parts.name)
}

fn begun(project: &Project) {
    let folder = Path::new(FOLDER).join(project.parts.name);
    let folder = folder.display();
    say!("{}", strong(project.title));
    say!(
        "{}\n",
        wrapped(
            "A package of your own is laid out: an empty main, the brief in README.md, and \
             plan.toml to fill in. Nothing in it is written over from now on."
        )
    );
    say!("Open  {} in your editor, by itself", code(&folder.to_string()));
    say!("Read  {}", code(&format!("{folder}/README.md")));
    say!("Write {}", code(&format!("{folder}/src/main.rs")));
    say!("Run it there with {}, and see how far you are with", code("cargo run"));
    say!("      {}", code(&command(project)));
    let first = "The first run compiles the chapters: a minute or two.";
    say!("\n{}", dim(first));
}

fn check(course: &Course, project: &Project) -> Result<ExitCode> {
    let name = project.parts.name;
    let path = course.root.join(FOLDER).join(name);
    let kept = course.progress.record().projects.get(name).cloned();
    let mut work = Work {
        folder: Folder { path },
        kept: kept.unwrap_or_default(),
        met: Vec::new(),
    };
    let fault = (project.check)(&mut work).err();
    for (milestone, _) in project.milestones.iter().take(work.met.len()) {
        let days = &mut work.kept.met;
        days.entry((*milestone).to_owned()).or_insert(Day(today()));
    }
    course.progress.change_record(|record| {
        let default = study::Project::default();
        if work.kept != default {
            record.projects.insert(name.to_owned(), work.kept.clone());
        }
    })?;
    tell(project, &work, fault.as_ref());
    Ok(if fault.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(project: &Project, work: &Work, fault: Option<&Fault>) {
    let met = work.met.len();
    say!("{}", strong(project.title));
    for (index, (_, title)) in project.milestones.iter().enumerate() {
        let mark = match (index.cmp(&met), fault) {
            (std::cmp::Ordering::Less, _) => right("✓"),
            (std::cmp::Ordering::Equal, Some(Fault { is_open: false, .. })) => {
                wrong("✗")
            }
            (std::cmp::Ordering::Equal, _) => strong("→"),
            (std::cmp::Ordering::Greater, _) => dim("·"),
        };
        say!("  {mark} {} {title}", index + 1);
        if let Some(says) = work.met.get(index) {
            say!("{}", dim(&fill(says, "      ", "      ")));
        }
        if let Some(fault) = fault.filter(|_| index == met) {
            say!("{}", fill(&fault.says, "      ", "      "));
        }
    }
    let all = project.milestones.len();
    say!("\n{}", dim(&format!("{met} of {all} milestones met")));
    match project.milestones.get(met) {
        Some((_, title)) => say!("Next  {title}"),
        None => say!("{}", right("That is all of it, and it is yours.")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::ALL;

    #[test]
    fn a_brief_names_each_milestone_and_what_its_plan_asks_for() {
        for project in &ALL {
            let name = project.parts.name;
            let page = format!("../src/projects/{name}.md");
            let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
            let brief = std::fs::read_to_string(page).unwrap();
            assert!(brief.starts_with(&format!("# {}\n", project.title)));
            for (number, (_, title)) in (1..).zip(project.milestones) {
                let said = format!("**{number}. {title}.**");
                assert!(brief.contains(&said), "{name}: {said}");
            }
            let plan: toml::Table = project.parts.plan.parse().unwrap();
            assert!(plan.contains_key("seeds"), "{plan}");
            assert!(brief.split_whitespace().count() <= 1000, "{name} is long");
        }
    }
}
