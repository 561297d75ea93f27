//! *A model of your own text*: trained, measured against counting, and criticised.

mod contexts;
mod corpus;
mod counted;
mod model;
mod samples;

use crate::project::fault::Checked;
use crate::project::form::Form;
use crate::project::numbers::mean;
use crate::project::words::{self, Named};
use crate::project::work::Work;

/// The milestones: each by the name that the record has, and what a reader calls it.
pub const MILESTONES: [(&str, &str); 7] = [
    ("text", "The text is read"),
    ("split", "Cut at a place"),
    ("counts", "What counting costs"),
    ("model", "A model that leads"),
    ("samples", "What it writes, and has by heart"),
    ("memory", "What it has learned, and what it cannot do"),
    ("words", "In your own words"),
];

/// What we would say.
const OURS: &str = "\
The loss over the seeds with its spread, on text that was held out, against that of counting \
threes, in the same nats a character. How much better the model knows what it has read, and the \
longest run that it copies. What it writes that holds for a line, and where it falls apart. And \
what a lower loss would not show: that anything in it is true.";

/// And what of it a reader's words should say.
const POINTS: [&str; 5] = [
    "on which part of the text the loss was measured, and over how many seeds",
    "what counting costs on the same text",
    "how much of what it writes is copied",
    "one thing that it cannot do, with an example",
    "what another text, a larger model or more steps might change",
];

/// Notes each milestone that is met, and says why the next is not.
pub fn check(work: &mut Work) -> Checked<()> {
    let plan =
        Form::read(&work.folder, "plan.toml", "write into it what you plan")?;
    let corpus = corpus::Corpus::laid(&work.folder, &plan)?;
    let holds = "your program writes into it what it has found";
    let report = Form::read(&work.folder, "report.toml", holds)?;
    let says = corpus::check_counts(&corpus, &report)?;
    work.meets(says);
    let (parts, says) = corpus::check_split(&work.folder, &corpus, &plan)?;
    work.meets(says);
    let (counted, says) = counted::check(&corpus, &parts, &plan, &report)?;
    work.meets(says);
    let places = contexts::laid(&work.folder, &corpus, &parts, &plan)?;
    let forms = (&plan, &report);
    let (found, says) =
        model::check(&work.folder, &corpus, &places, &counted, forms)?;
    work.meets(says);
    let (longest, says) =
        samples::check(&work.folder, &corpus, &parts, &counted, &report)?;
    work.meets(says);
    let says = model::check_memory(&places, &found, &report)?;
    work.meets(says);
    let stated = report.number("model.mean")?;
    let named =
        |is: f64, what: &'static str, within: f64| Named { is, what, within };
    let numbers = [
        named(stated, "the mean loss over the seeds", 0.0051),
        named(
            counted.losses[2],
            "what counting threes costs on held-out text",
            0.0051,
        ),
        named(longest as f64, "the longest run that is copied", 0.1),
    ];
    let says = words::check(work, &numbers, OURS, &POINTS)?;
    work.meets(format!(
        "{says} At the places that were set aside, {:.3} nats against {:.3}.",
        mean(&found.losses),
        found.trigram
    ));
    Ok(())
}
