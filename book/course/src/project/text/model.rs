//! What a model says of places that it was not given, against counting; and how much better
//! it knows those that it learned from.

use crate::project::fault::{Checked, open, wrong};
use crate::project::folder::{Folder, rows};
use crate::project::form::Form;
use crate::project::numbers::{
    instead, is_near, mean, other_spreads, spread, standard_error,
};
use crate::project::text::contexts::{FILE, Place};
use crate::project::text::corpus::Corpus;
use crate::project::text::counted::Counted;

/// The probabilities of a line may sum to so much more or less than 1.
const SUM: f64 = 5e-3;
/// No probability counts as less.
const LEAST: f64 = 1e-30;
/// A lead of so many standard errors is no chance.
const CHANCE: f64 = 2.0;
/// By so much the held-out text may be easier than what comes after it, and chance besides.
const ANOTHER_TEXT: f64 = 0.25;
/// What rounding to three decimals may do.
const ROUNDED: f64 = 0.0006;

/// What the course has found, for each seed.
pub struct Found {
    /// The mean loss at places that were set aside.
    pub losses: Vec<f64>,
    /// And by counting threes.
    pub trigram: f64,
    /// What each place costs, as the mean over the seeds.
    costs: Vec<f64>,
}

/// The fourth milestone: the model beats counting where nobody could look.
pub fn check(
    folder: &Folder,
    corpus: &Corpus,
    places: &[Place],
    counted: &Counted,
    (plan, report): (&Form, &Form),
) -> Checked<(Found, String)> {
    let seeds = plan.seeds(2)?;
    let of_seeds = of_seeds(folder, corpus, places, &seeds)?;
    let threes: Vec<f64> = places
        .iter()
        .map(|place| counted.trigram.cost(&place.row, counted.smoothing))
        .collect();
    let mean_of = |at: usize| {
        let costs = of_seeds.iter().map(|costs| costs[at]);
        costs.sum::<f64>() / seeds.len() as f64
    };
    let costs: Vec<f64> = (0..places.len()).map(mean_of).collect();
    let losses = of_seeds.iter().map(|costs| mean(&aside(places, costs)));
    let trigram = mean(&aside(places, &threes));
    let found = Found { losses: losses.collect(), trigram, costs };
    check_lead(places, &found, &threes, &seeds)?;
    let error = standard_error(&aside(places, &found.costs));
    check_stated(report, &found.losses, error)?;
    let note = format!(
        "{:.3} nats with a spread of {:.3} over {} seeds, at {} places that were set aside; \
         counting threes costs {trigram:.3} there.",
        mean(&found.losses),
        spread(&found.losses),
        seeds.len(),
        aside(places, &threes).len()
    );
    Ok((found, note))
}

/// Of what each place costs, that of the places that were set aside.
fn aside(places: &[Place], costs: &[f64]) -> Vec<f64> {
    let all = places.iter().zip(costs);
    let its = all.filter(|(place, _)| !place.is_learned);
    its.map(|(_, cost)| *cost).collect()
}

/// What each place costs with each seed.
fn of_seeds(
    folder: &Folder,
    corpus: &Corpus,
    places: &[Place],
    seeds: &[u64],
) -> Checked<Vec<Vec<f64>>> {
    let mut of_seeds: Vec<Vec<f64>> = Vec::new();
    for seed in seeds {
        let file = format!("probabilities-{seed}.csv");
        let costs = costs(folder, &file, corpus, places)?;
        if let Some(same) = of_seeds.iter().position(|known| *known == costs) {
            wrong!(
                "{file} says the same as probabilities-{}.csv, to the last bit: is the seed used?",
                seeds[same]
            );
        }
        of_seeds.push(costs);
    }
    Ok(of_seeds)
}

/// Each seed leads over counting, and their mean by more than chance may do.
fn check_lead(
    places: &[Place],
    found: &Found,
    threes: &[f64],
    seeds: &[u64],
) -> Checked<()> {
    let trigram = found.trigram;
    let leads: Vec<f64> =
        threes.iter().zip(&found.costs).map(|(one, other)| one - other).collect();
    let leads = aside(places, &leads);
    for (seed, loss) in seeds.iter().zip(&found.losses) {
        if *loss >= trigram {
            wrong!(
                "probabilities-{seed}.csv: {loss:.3} nats at {} places of text that your program \
                 was not given. Counting threes costs {trigram:.3} there.",
                leads.len()
            );
        }
    }
    let (lead, error) = (mean(&leads), standard_error(&leads));
    if lead <= CHANCE * error {
        wrong!(
            "Your model leads counting threes by {lead:.3} nats at {} places, with a standard \
             error of {error:.3}. That may be chance: lead by more than two of them.",
            leads.len()
        );
    }
    Ok(())
}

/// What the character at each place costs in nats.
fn costs(
    folder: &Folder,
    file: &str,
    corpus: &Corpus,
    places: &[Place],
) -> Checked<Vec<f64>> {
    let said = chances(folder, file, corpus.vocabulary.len(), places)?;
    let cost = |chances: &[f64], place: &Place| {
        place.row.last().map_or(0.0, |is| -libm::log(chances[*is].max(LEAST)))
    };
    let pairs = said.iter().zip(places);
    let costs: Vec<f64> = pairs.map(|(said, place)| cost(said, place)).collect();
    let moved = |by: usize| {
        let all = said.iter().cycle().skip(by).zip(places);
        let costs: Vec<f64> = all.map(|(said, place)| cost(said, place)).collect();
        mean(&costs)
    };
    let others = [1, places.len() - 1];
    if others.iter().any(|by| moved(*by) < 0.8 * mean(&costs)) {
        wrong!(
            "{file}: the lines belong to others of {FILE}. Near: they are one off."
        );
    }
    let nothing = -libm::log(LEAST);
    if let Some(at) = costs.iter().position(|cost| *cost >= nothing) {
        wrong!(
            "{file}: line {} gives 0 to what stands there. No model is so sure: write more digits, \
             as in 1e-9.",
            at + 1
        );
    }
    Ok(costs)
}

/// A line of probabilities for each place.
fn chances(
    folder: &Folder,
    file: &str,
    vocabulary: usize,
    places: &[Place],
) -> Checked<Vec<Vec<f64>>> {
    let holds = format!(
        "for each line of {FILE}, in that order, it has a line of {vocabulary} probabilities"
    );
    let text = folder.read(file, &holds)?;
    let lines = rows(file, &text, b',')?;
    if lines.len() != places.len() {
        let length = places.first().map_or(0, |place| place.row.len() - 1);
        wrong!(
            "{file} has {} lines, and {FILE} has {}.{}",
            lines.len(),
            places.len(),
            if lines.len() == places.len() * length {
                " Near: only what follows the last character of each line is asked for."
            } else {
                ""
            }
        );
    }
    let mut said = Vec::new();
    for line in &lines {
        line.has(vocabulary, "a probability for each character of the vocabulary")?;
        let columns = 0..vocabulary;
        let chances = columns.map(|column| line.number(column, "a probability"));
        let chances = chances.collect::<Checked<Vec<f64>>>()?;
        let sum: f64 = chances.iter().sum();
        let is_chance = |chance: &f64| (0.0..=1.0 + SUM).contains(chance);
        if !chances.iter().all(is_chance) || !is_near(sum, 1.0, SUM) {
            wrong!(
                "{}: these are no probabilities: each is from 0 to 1, and they sum to 1, not to \
                 {sum:.4}. (Logits become some by softmax.)",
                line.place()
            );
        }
        said.push(chances);
    }
    Ok(said)
}

/// What the report says of the held-out text must be of a piece with what was found.
fn check_stated(report: &Form, losses: &[f64], error: f64) -> Checked<()> {
    let stated = report.numbers("model.losses")?;
    let at = report.at("model.losses");
    if stated.len() != losses.len() {
        wrong!(
            "{at}: {} numbers stand there, and plan.toml has {} seeds.",
            stated.len(),
            losses.len()
        );
    }
    for (stated, found) in stated.iter().zip(losses) {
        let off = ANOTHER_TEXT + 3.0 * error;
        if *stated < found - off {
            wrong!(
                "{at}: {stated} nats on held-out text, and {found:.3} on text that your program \
                 was not given. That is no chance: was the held-out text learned from, or does \
                 the model see the character that it is to predict?"
            );
        }
        if *stated > found + off {
            let bits = is_near(stated * std::f64::consts::LN_2, *found, off);
            wrong!(
                "{at}: {stated} nats on held-out text, and {found:.3} on text that your program \
                 was not given.{}",
                if bits {
                    " Near: is it in bits?"
                } else {
                    " Has it learned from your whole file, in place of training.txt?"
                }
            );
        }
    }
    let of = |number: f64, says: &str| (number, says.to_owned());
    let mut others = vec![of(
        stated.iter().copied().fold(f64::INFINITY, f64::min),
        "that is the best seed alone",
    )];
    others.extend(stated.iter().map(|one| of(*one, "that is one seed alone")));
    one(report, "model.mean", mean(&stated), &others)?;
    one(report, "model.spread", spread(&stated), &other_spreads(&stated))
}

fn one(report: &Form, key: &str, is: f64, others: &[(f64, String)]) -> Checked<()> {
    let stated = report.number(key)?;
    if is_near(stated, is, ROUNDED) {
        return Ok(());
    }
    let hint =
        instead(stated, ROUNDED, others).map(|says| format!(" Near: {says}."));
    let name = key.rsplit('.').next().unwrap_or(key);
    wrong!(
        "{}: {stated} is not the {name} of the losses in the report.{}",
        report.at(key),
        hint.unwrap_or_default()
    )
}

/// The sixth milestone: how much better the model knows what it has learned from.
pub fn check_memory(
    places: &[Place],
    found: &Found,
    report: &Form,
) -> Checked<String> {
    let of = |is_learned: bool| -> Vec<f64> {
        let all = places.iter().zip(&found.costs);
        let its = all.filter(|(place, _)| place.is_learned == is_learned);
        its.map(|(_, cost)| *cost).collect()
    };
    let (aside, learned) = (of(false), of(true));
    let gap = mean(&aside) - mean(&learned);
    let (one, other) = (standard_error(&aside), standard_error(&learned));
    let error = (one * one + other * other).sqrt();
    let at = report.at("memory.gap");
    let stated = report.number("memory.gap")?;
    if !is_near(stated, gap, 3.0 * error) {
        if is_near(-stated, gap, 3.0 * error) {
            wrong!(
                "{at}: {stated}. Near: take what was learned from what was held out."
            );
        }
        wrong!(
            "{at}: {stated}. At {} places of either kind your model does not lead by that. \
             Measure both losses with the same model, at the end of its training, in nats.",
            aside.len()
        );
    }
    if report.text("memory.cannot")?.split_whitespace().count() < 5 {
        open!(
            "{}: say in a sentence what it cannot do.",
            report.at("memory.cannot")
        );
    }
    Ok(format!(
        "{gap:.3} nats better where it has learned, with a standard error of {error:.3}."
    ))
}
