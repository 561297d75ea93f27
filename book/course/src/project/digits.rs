//! *A data set of your own*: from a file with labels to an accuracy with a spread.

mod accuracy;
mod data;
mod mistakes;
mod predictions;
mod split;

use crate::project::fault::Checked;
use crate::project::form::Form;
use crate::project::numbers::{mean, spread};
use crate::project::words::{self, Named};
use crate::project::work::Work;

/// The milestones: each by the name that the record has, and what a reader calls it.
pub const MILESTONES: [(&str, &str); 7] = [
    ("data", "The data is read"),
    ("split", "A split, and a goal"),
    ("baseline", "The commonest class"),
    ("network", "A network that leads"),
    ("seeds", "Five seeds, and the goal"),
    ("mistakes", "What it takes for what"),
    ("words", "In your own words"),
];

/// What we would say.
const OURS: &str = "\
The mean over the seeds with its spread, on so many rows, against what the commonest class gives \
alone. What the goal was, when it was set, and whether it was moved. Which classes are taken for \
each other, and what the surest mistakes have in common. And what this does not show: rows that \
come from elsewhere than these.";

/// And what of it a reader's words should say.
const POINTS: [&str; 5] = [
    "how many rows the accuracy is measured on, and over how many seeds",
    "what the baseline reaches on the same rows",
    "whether the goal was set before, and kept",
    "which classes are confused, and why that may be",
    "on which rows, other than these, you would not rely on it",
];

/// Notes each milestone that is met, and says why the next is not.
pub fn check(work: &mut Work) -> Checked<()> {
    let plan =
        Form::read(&work.folder, "plan.toml", "write into it what you plan")?;
    let data = data::Data::laid(work, &plan)?;
    split::keep_goal(work, &data, &plan);
    let holds = "your program writes into it what it has found";
    let report = Form::read(&work.folder, "report.toml", holds)?;
    let says = data::check_counts(&data, &report)?;
    work.meets(says);
    let (split, says) = split::checked(work, &data, &plan)?;
    work.meets(says);
    let (baseline, says) = accuracy::check_baseline(work, &data, &split, &report)?;
    work.meets(says);
    let (counted, says) = accuracy::check_network(work, &data, &split, baseline)?;
    work.meets(says);
    let says = accuracy::check_seeds(work, &counted, &plan, &report)?;
    work.meets(says);
    let says = mistakes::check(work, &data, &split, &counted)?;
    work.meets(says);
    let numbers = [
        Named {
            is: mean(&counted.network),
            what: "the mean over the seeds",
            within: 0.0051,
        },
        Named {
            is: spread(&counted.network),
            what: "the spread over the seeds",
            within: 0.0051,
        },
        Named {
            is: mean(&counted.baseline),
            what: "what the commonest class gives",
            within: 0.0051,
        },
    ];
    let says = words::check(work, &numbers, OURS, &POINTS)?;
    work.meets(says);
    Ok(())
}
