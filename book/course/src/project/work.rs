//! What a check of a project has at hand.

use study::{Day, Goal, Project};

use crate::progress::today;
use crate::project::fault::{Checked, Fault};
use crate::project::folder::Folder;

/// A project that is being checked.
pub struct Work {
    pub folder: Folder,
    /// What is kept of it.
    pub kept: Project,
    /// What was met, a line or more for each milestone.
    pub met: Vec<String>,
}

impl Work {
    /// Keeps a goal with the day on which it was seen first. `late` says whether how far it
    /// is could be seen already.
    pub fn keep_goal(&mut self, is: f64, late: bool) {
        let last = self.kept.goals.last();
        if last.is_none_or(|last| last.is.to_bits() != is.to_bits()) {
            self.kept.goals.push(Goal { is, on: Day(today()), late });
        }
    }

    /// What to say of the goal: when it was set, and what it was before.
    pub fn goal_told(&self) -> String {
        let Some((now, before)) = self.kept.goals.split_last() else {
            return String::new();
        };
        let mut told = format!("The goal of {} is kept since {}", now.is, now.on.0);
        if !before.is_empty() {
            let before = before.iter().map(|goal| {
                let day = goal.on.0;
                format!("{} on {day}", goal.is)
            });
            let before: Vec<_> = before.collect();
            told +=
                &format!("; it was {}, and a report says so", before.join(", "));
        } else if now.late {
            told += ", when there were predictions already: a report says so";
        }
        told + "."
    }

    /// Notes that the next milestone is met, and what to say of it.
    pub fn meets(&mut self, says: impl Into<String>) {
        self.met.push(says.into());
    }
}

/// An error of the system's, as a milestone tells it.
pub fn told(error: &anyhow::Error) -> Fault {
    Fault::wrong(format_args!("{error:#}."))
}

/// What checks a project: it notes each milestone that is met, and gives back why the next
/// one is not.
pub type Check = fn(&mut Work) -> Checked<()>;
