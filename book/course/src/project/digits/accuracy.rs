//! A baseline, a network that beats it, and what is said of it over the seeds.

use crate::project::digits::data::Data;
use crate::project::digits::predictions::{Asked, Predictions};
use crate::project::digits::split::Split;
use crate::project::fault::{Checked, Fault, wrong};
use crate::project::form::Form;
use crate::project::numbers::{instead, is_near, mean, other_spreads, spread};
use crate::project::work::Work;

/// What rounding to three decimals may do.
const ROUNDED: f64 = 0.0006;
/// Chance, as it counts here: so many standard deviations.
const CHANCE: f64 = 3.0;

/// What the course has counted.
pub struct Counted {
    pub baseline: Vec<f64>,
    pub network: Vec<f64>,
    pub unknown: Vec<f64>,
    pub predictions: Predictions,
}

/// The rows of the commonest class, and that class: all of them, where several are alike.
fn commonest(
    data: &Data,
    rows: impl Iterator<Item = usize> + Clone,
) -> Vec<&String> {
    let count = |class: &String| {
        rows.clone().filter(|row| data.known[*row] == *class).count()
    };
    let most = data.classes.iter().map(count).max();
    data.classes.iter().filter(|class| Some(count(class)) == most).collect()
}

/// The third milestone: the commonest class of what is learned from, for each row.
pub fn check_baseline(
    work: &Work,
    data: &Data,
    split: &Split,
    report: &Form,
) -> Checked<(Vec<f64>, String)> {
    let said =
        Predictions::read(work, "baseline.csv", data, Asked::Test(split), false)?;
    for (place, rows) in said.of_seeds.iter().enumerate() {
        let training: Vec<_> = split.training(place).collect();
        let right = commonest(data, training.iter().copied());
        let Some(wrong) = rows.iter().find(|said| !right.contains(&&said.class))
        else {
            continue;
        };
        let test: Vec<_> = split.test(place).collect();
        let of_test = commonest(data, test.iter().copied());
        wrong!(
            "baseline.csv: with seed {}, row {} is called `{}`, which is not the commonest class \
             of the rows to learn from.{}",
            split.seeds[place],
            wrong.row + 1,
            wrong.class,
            if of_test.contains(&&wrong.class) {
                " It is that of the rows to test with, which a baseline does not see either."
            } else {
                ""
            }
        );
    }
    let accuracies = said.accuracies(&data.known);
    check_list(report, "baseline.accuracies", &accuracies, "baseline.csv")?;
    let note = format!("Always the commonest class: {:.3}.", mean(&accuracies));
    Ok((accuracies, note))
}

/// Compares accuracies that are stated with those that were counted.
fn check_list(
    report: &Form,
    key: &str,
    counted: &[f64],
    file: &str,
) -> Checked<()> {
    let stated = report.numbers(key)?;
    let at = report.at(key);
    if stated.len() != counted.len() {
        wrong!(
            "{at}: {} numbers stand there, and plan.toml has {} seeds: give one for each, in the \
             order of the plan.",
            stated.len(),
            counted.len()
        );
    }
    for (number, (stated, counted)) in (1..).zip(stated.iter().zip(counted)) {
        if is_near(*stated, *counted, ROUNDED) {
            continue;
        }
        let hint = match () {
            () if is_near(*stated, 100.0 * counted, 100.0 * ROUNDED) => {
                " Near: it is in per cent, and should be a share."
            }
            () if is_near(*stated, 1.0 - counted, ROUNDED) => {
                " Near: it is the share of mistakes."
            }
            () if is_near(*stated, *counted, 0.006) => {
                " Near: give three decimals."
            }
            () => "",
        };
        wrong!(
            "{at}: number {number}, {stated}, is not the share of rows that {file} has right.{hint}"
        );
    }
    Ok(())
}

/// The fourth milestone: better than the baseline by more than the spread, on rows to test
/// with and on rows whose labels nobody gave away.
pub fn check_network(
    work: &Work,
    data: &Data,
    split: &Split,
    baseline: Vec<f64>,
) -> Checked<(Counted, String)> {
    let asked = Asked::Test(split);
    let predictions =
        Predictions::read(work, "predictions.csv", data, asked, true)?;
    let network = predictions.accuracies(&data.known);
    beats(&predictions, &data.known, &network, mean(&baseline), "to test with")?;
    let asked = Asked::Unknown(split);
    let file = "unknown-predictions.csv";
    let of_unknown = Predictions::read(work, file, data, asked, false)?;
    let unknown = of_unknown.accuracies(&data.unknown);
    check_alike(&network, &unknown, split.tested(), data.unknown.len()).map_err(
        |fault| match of_unknown.lost(&data.unknown) {
            Some(says) => lost(file, says),
            None => fault,
        },
    )?;
    let count =
        |class: &String| data.unknown.iter().filter(|l| *l == class).count();
    let most = data.classes.iter().map(count).max().unwrap_or_default();
    let guessing = most as f64 / data.unknown.len() as f64;
    beats(&of_unknown, &data.unknown, &unknown, guessing, "that were unknown")?;
    let note = format!(
        "Right of the rows to test with: {:.3}; of those without labels: {:.3}; the commonest \
         class: {:.3}.",
        mean(&network),
        mean(&unknown),
        mean(&baseline)
    );
    Ok((Counted { baseline, network, unknown, predictions }, note))
}

fn lost(file: &str, says: &str) -> Fault {
    Fault::wrong(format_args!(
        "{file}: the answers stand beside the wrong rows. Near: {says}."
    ))
}

fn beats(
    said: &Predictions,
    labels: &[String],
    accuracies: &[f64],
    baseline: f64,
    which: &str,
) -> Checked<()> {
    if let Some(says) = said.lost(labels) {
        return Err(lost(said.file, says));
    }
    let (mean, spread) = (mean(accuracies), spread(accuracies));
    if mean - baseline > spread {
        return Ok(());
    }
    wrong!(
        "{}: the network reads {mean:.3} of the rows {which}, with a spread of {spread:.3} over \
         the seeds, and the commonest class alone gives {baseline:.3}. That is no more than \
         chance may do: train longer, standardise the features (by the rows to learn from), or \
         see whether rows and answers belong together.",
        said.file
    )
}

/// A network that has not seen answers does as well on rows whose labels it was not given, but
/// for chance: two shares are compared, of so many different rows that were `tested` and
/// `asked`.
fn check_alike(
    test: &[f64],
    unknown: &[f64],
    tested: usize,
    asked: usize,
) -> Checked<()> {
    let (on_test, on_unknown) = (mean(test), mean(unknown));
    let (tested, asked) = (tested as f64, asked as f64);
    let both = (on_test * tested + on_unknown * asked) / (tested + asked);
    let each = 1.0 / tested + 1.0 / asked;
    // Rows are whole: half of one may be missing on either side.
    let chance = CHANCE * (both * (1.0 - both) * each).sqrt() + each / 2.0;
    if on_test - on_unknown > chance {
        wrong!(
            "predictions.csv: {on_test:.3} of the rows to test with are right, and only \
             {on_unknown:.3} of those whose labels your program was not given. Chance does not \
             explain that: your network has seen answers. Is the label among its features? Were \
             rows to test with among those that it learned from?"
        );
    }
    if on_unknown - on_test > chance {
        wrong!(
            "unknown-predictions.csv: {on_unknown:.3} are right, and only {on_test:.3} of the \
             rows to test with. Chance does not explain that: has your program learned from your \
             whole file, in place of known.csv?"
        );
    }
    Ok(())
}

/// The fifth milestone: what the report says of the seeds is so, and the goal is reached.
pub fn check_seeds(
    work: &Work,
    counted: &Counted,
    plan: &Form,
    report: &Form,
) -> Checked<String> {
    let accuracies = &counted.network;
    check_list(report, "network.accuracies", accuracies, "predictions.csv")?;
    let is = mean(accuracies);
    let mut others = Vec::new();
    for (accuracy, number) in accuracies.iter().zip(1..) {
        let says = format!("that is the accuracy of seed number {number} alone");
        others.push((*accuracy, says));
    }
    let most = accuracies.iter().copied().fold(0.0, f64::max);
    others.insert(0, (most, "that is the best seed, and not the mean".to_owned()));
    others.push((mean(&counted.unknown), "that is of the unknown rows".to_owned()));
    others.push((100.0 * is, "that is in per cent".to_owned()));
    check_one(report, "network.mean", is, &others)?;
    check_one(
        report,
        "network.spread",
        spread(accuracies),
        &other_spreads(accuracies),
    )?;
    let goal = plan.number("goal")?;
    if is < goal {
        wrong!(
            "{}: the mean over the seeds is {is:.3}, and you want {goal}. Go on, or write down \
             why it is out of reach: the course keeps what the goal was before.",
            plan.at("goal")
        );
    }
    Ok(format!(
        "{is:.3} with a spread of {:.3} over {} seeds. The goal of {goal} is reached{}.",
        spread(accuracies),
        accuracies.len(),
        if work.kept.goals.len() > 1 { ", which was another before" } else { "" }
    ))
}

/// Compares a stated number with what was counted, without giving that away.
fn check_one(
    report: &Form,
    key: &str,
    counted: f64,
    others: &[(f64, String)],
) -> Checked<()> {
    let stated = report.number(key)?;
    if is_near(stated, counted, ROUNDED) {
        return Ok(());
    }
    let hint = match instead(stated, ROUNDED, others) {
        Some(says) => format!(" Near: {says}."),
        None if is_near(stated, counted, 0.006) => {
            " Near: give three decimals.".to_owned()
        }
        None => String::new(),
    };
    let name = key.rsplit('.').next().unwrap_or(key);
    wrong!(
        "{}: {stated} is not the {name} of the accuracies that predictions.csv gives.{hint}",
        report.at(key)
    )
}
