//! What goes wrong, each on purpose.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use loss::mean_squared_error_gradient;
use ndarray::s;
use neurons::digits::{CLASSES, PIXELS};
use neurons::{Activation, Network, standard_normal};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use super::words::{cost, joined, least, mean, most};
use crate::digit_training::{SEEDS, SETTINGS, SIZES, SplitDigits, learn};
use crate::faults::{Faults, Outcome, dead, early_update_error, outcome, trained};
use crate::reading::cost_and_accuracy;
use crate::{Settings, Sgd, cost_and_gradients, figures, train};

/// The first images of the training set, for gradients before the first step.
const BATCH: usize = 32;

/// Learning rates of an early update.
const UPDATED_RATES: [f64; 4] = [0.01, 0.1, 0.5, 1.0];
/// Gradients that an early update follows, by what they are multiplied with.
const ROWS: [(&str, f64); 2] =
    [("the mean's gradient", 1.0), ("without its factor", CLASSES as f64)];

pub(super) fn updated_weights(page: &mut Record, data: &SplitDigits) -> Result<()> {
    let images = data.training.images.slice(s![..BATCH, ..]).to_owned(); // (32, 64)
    let targets = data.targets.slice(s![..BATCH, ..]).to_owned(); // (32, 10)
    let errors =
        |learning_rate: f64, factor: f64| -> Result<(Vec<f64>, Vec<f64>)> {
            let (mut errors, mut cosines) = (Vec::new(), Vec::new());
            for seed in SEEDS {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let (hidden, output) = (Activation::Relu, Activation::Identity);
                let network = Network::random(&SIZES, hidden, output, &mut rng)?;
                let outputs = network.forward(&images)?; // (32, 10)
                let d = mean_squared_error_gradient(&outputs, &targets)? * factor; // (32, 10)
                let (error, cosine) =
                    early_update_error(&network, &images, &d, learning_rate)?;
                errors.push(100.0 * error);
                cosines.push(cosine);
            }
            Ok((errors, cosines))
        };
    let mut means = Vec::new();
    page.output("updated-weights", |out| {
        writeln!(out, "dC/dW1 of untrained 64-32-10, {BATCH} images,")?;
        writeln!(out, "{} seeds, least to most", SEEDS.len())?;
        writeln!(out, "   η     error in %            cosine")?;
        for (name, factor) in ROWS {
            writeln!(out, "{name}")?;
            for learning_rate in UPDATED_RATES {
                let (errors, cosines) = errors(learning_rate, factor)?;
                writeln!(
                    out,
                    "{learning_rate:4}   {:6.1} {:6.1}   {:9.3} {:7.3}",
                    least(&errors),
                    most(&errors),
                    least(&cosines),
                    most(&cosines)
                )?;
                means.push(mean(&cosines));
            }
        }
        Ok(())
    })?;
    let rows: Vec<_> = ROWS
        .iter()
        .zip(means.chunks(UPDATED_RATES.len()))
        .map(|((name, _), cosines)| (*name, cosines.to_vec()))
        .collect();
    page.figure("updated-weights", figures::needles(&UPDATED_RATES, &rows))?;
    let (errors, cosines) = errors(1.0, CLASSES as f64)?;
    page.number("updated-error", mean(&errors) / 100.0, Format::Percent(0))?;
    page.number("updated-cosine", mean(&cosines), Format::Decimals(2))
}

/// The designs between the one with all mistakes and that of this chapter.
pub(super) fn designs() -> [(&'static str, Faults, f64); 6] {
    let all = Faults::ALL;
    let start = Faults { small_start: false, ..all };
    let outputs = Faults { relu_outputs: false, ..start };
    let shuffled = Faults { same_order: false, ..outputs };
    let late = Faults { early_update: false, ..shuffled };
    let none = Faults { no_mean: false, ..late };
    [
        ("all five mistakes", all, PRINTED_RATE),
        ("+ He's start", start, PRINTED_RATE),
        ("+ linear outputs", outputs, PRINTED_RATE),
        ("+ shuffled", shuffled, PRINTED_RATE),
        ("+ updated at the end", late, PRINTED_RATE),
        ("+ the factor, η 1", none, 1.0),
    ]
}

/// Numbers on an axis of shares.
const TENTHS: [f64; 6] = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0];

pub(super) const PRINTED_EPOCHS: usize = 30;
pub(super) const PRINTED_RATE: f64 = 0.1;
/// Those after [`SEEDS`].
pub(super) const MORE_SEEDS: std::ops::RangeInclusive<u64> = 6..=20;

/// Trainings with mistakes, and what becomes of their outputs.
struct Run {
    outcome: Outcome,
    /// Outputs that were dead after some epoch, and of those the ones that answered
    /// after a later one.
    died: usize,
    came_back: usize,
}

fn run(
    faults: Faults,
    learning_rate: f64,
    data: &SplitDigits,
    seed: u64,
) -> Result<Run> {
    let (mut died, mut came_back) = ([false; CLASSES], [false; CLASSES]);
    let mut failed = None;
    let watch = |network: &Network| {
        if !faults.relu_outputs {
            return; // linear outputs do not die
        }
        match network.forward(&data.training.images) {
            Ok(outputs) => {
                for (class, is_dead) in dead(&outputs).into_iter().enumerate() {
                    came_back[class] |= died[class] && !is_dead;
                    died[class] |= is_dead;
                }
            }
            Err(error) => failed = Some(error),
        }
    };
    let network =
        trained(faults, learning_rate, PRINTED_EPOCHS, data, seed, watch)?;
    failed.map_or(Ok(()), Err)?;
    let count = |classes: [bool; CLASSES]| classes.iter().filter(|&&is| is).count();
    Ok(Run {
        outcome: outcome(&network, data)?,
        died: count(died),
        came_back: count(came_back),
    })
}

pub(super) fn printed(page: &mut Record, data: &SplitDigits) -> Result<()> {
    let (mut first, mut strips) = (Vec::new(), Vec::new());
    page.output("printed", |out| {
        writeln!(out, "64-32-10, η {PRINTED_RATE}, batches of 32,")?;
        writeln!(out, "{PRINTED_EPOCHS} epochs, {} seeds", SEEDS.len())?;
        writeln!(out, "% read: mean least most; dead outputs of 10")?;
        for (name, faults, learning_rate) in designs() {
            let mut runs = Vec::new();
            for seed in SEEDS {
                runs.push(run(faults, learning_rate, data, seed)?);
            }
            let dead: Vec<_> = runs.iter().map(|run| run.outcome.dead).collect();
            let accuracies: Option<Vec<f64>> = runs
                .iter()
                .map(|run| run.outcome.accuracy.map(|part| 100.0 * part))
                .collect();
            match accuracies {
                Some(accuracies) => {
                    writeln!(
                        out,
                        "{name}\n{:8.1}  {:5.1}  {:5.1}   {}",
                        mean(&accuracies),
                        least(&accuracies),
                        most(&accuracies),
                        joined(&dead)
                    )?;
                    strips.push((name, accuracies));
                }
                None => {
                    let is_nan = |run: &&Run| run.outcome.accuracy.is_none();
                    writeln!(
                        out,
                        "{name}\n{:>8}: {} of {} networks",
                        "NaN",
                        runs.iter().filter(is_nan).count(),
                        runs.len()
                    )?;
                    strips.push((name, Vec::new()));
                }
            }
            if first.is_empty() {
                first = runs;
            }
        }
        Ok(())
    })?;
    let strips: Vec<_> = strips
        .into_iter()
        .map(|(name, numbers)| figures::Strip {
            name,
            instead: if numbers.is_empty() { "no numbers any more" } else { "" },
            numbers,
        })
        .collect();
    page.figure(
        "printed",
        figures::strips(&strips, 0.0..100.0, &TENTHS, "% read correctly"),
    )?;
    let accuracies: Option<Vec<f64>> =
        first.iter().map(|run| run.outcome.accuracy).collect();
    let accuracies = accuracies.context("small weights cannot run away")?;
    page.number("printed-accuracy", mean(&accuracies), Format::Percent(1))?;
    page.number("printed-least", least(&accuracies), Format::Percent(1))?;
    page.number("printed-most", most(&accuracies), Format::Percent(1))?;
    let most_dead = first.iter().map(|run| run.outcome.dead).max().unwrap_or(0);
    page.number("printed-dead", most_dead as f64, Format::Count)?;
    let all = printed_luck(page, data, first)?;
    dead_for_good(page, data, &all)
}

/// What the trainings from [`SEEDS`] and [`MORE_SEEDS`] have in common.
fn printed_settings() -> String {
    format!(
        "64-32-10, η {PRINTED_RATE}, batches of 32,\n{PRINTED_EPOCHS} epochs, seeds {} to {}",
        SEEDS[0],
        MORE_SEEDS.end()
    )
}

/// The design with all mistakes from more seeds than `runs`: a mean of few says how many
/// of them were lucky.
fn printed_luck(
    page: &mut Record,
    data: &SplitDigits,
    mut runs: Vec<Run>,
) -> Result<Vec<Run>> {
    for seed in MORE_SEEDS {
        runs.push(run(Faults::ALL, PRINTED_RATE, data, seed)?);
    }
    let ends: Option<Vec<_>> = runs
        .iter()
        .map(|run| Some((100.0 * run.outcome.accuracy?, run.outcome.dead)))
        .collect();
    let mut ends = ends.context("small weights cannot run away")?;
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    page.output("printed-luck", |out| {
        writeln!(out, "all five mistakes,\n{}", printed_settings())?;
        writeln!(out, "accuracy in %   dead outputs   starts")?;
        for run in ends.chunk_by(|a, b| a == b) {
            let ((accuracy, dead), starts) = (run[0], run.len());
            writeln!(out, "{accuracy:13.1}   {dead:12}   {starts:6}")?;
        }
        Ok(())
    })?;
    let strip = figures::Strip {
        name: "",
        numbers: ends.iter().map(|end| end.0).collect(),
        instead: "",
    };
    page.figure(
        "printed-luck",
        figures::strips(&[strip], 0.0..100.0, &TENTHS, "% read correctly"),
    )?;
    let alive = ends.iter().filter(|(accuracy, _)| *accuracy > 50.0).count();
    page.number("printed-starts", ends.len() as f64, Format::Count)?;
    page.number("printed-alive", alive as f64, Format::Count)?;
    Ok(runs)
}

/// Two of the five mistakes: ReLU outputs, and the forgotten factor.
pub(super) const TWO: Faults = Faults {
    small_start: false,
    early_update: false,
    same_order: false,
    ..Faults::ALL
};

/// Of outputs that were dead after some epoch, how many came back.
fn dead_for_good(page: &mut Record, data: &SplitDigits, all: &[Run]) -> Result<()> {
    let two: Result<Vec<Run>> = SEEDS
        .into_iter()
        .chain(MORE_SEEDS)
        .map(|seed| run(TWO, PRINTED_RATE, data, seed))
        .collect();
    let two = two?;
    let sum = |runs: &[Run], what: fn(&Run) -> usize| -> usize {
        runs.iter().map(what).sum()
    };
    page.output("dead-for-good", |out| {
        writeln!(out, "{}:", printed_settings())?;
        writeln!(out, "of their {} outputs", CLASSES * all.len())?;
        writeln!(out, "                      once dead   back again")?;
        for (name, runs) in [("all five mistakes", all), ("two of them", &two)] {
            writeln!(
                out,
                "{name:19}   {:9}   {:10}",
                sum(runs, |run| run.died),
                sum(runs, |run| run.came_back)
            )?;
        }
        Ok(())
    })?;
    page.number("outputs-died", sum(&two, |run| run.died) as f64, Format::Count)?;
    page.number(
        "outputs-back",
        sum(&two, |run| run.came_back) as f64,
        Format::Count,
    )
}

/// The learning rate of sigmoid outputs: their slopes are small.
pub(super) const SIGMOID_SETTINGS: Settings =
    Settings { epochs: 60, learning_rate: 5.0, ..SETTINGS };

/// Outputs that fit their targets: linear ones and sigmoid ones.
pub(super) fn outputs(page: &mut Record, data: &SplitDigits) -> Result<()> {
    page.output("outputs", |out| {
        let Settings { epochs, batch_size, .. } = SIGMOID_SETTINGS;
        writeln!(out, "64-32-10, batches of {batch_size}, {epochs} epochs,")?;
        writeln!(out, "seeds {}, squared error", joined(&SEEDS))?;
        writeln!(out, "outputs         accuracy in %")?;
        for (name, output, settings) in [
            (
                "linear, η 0.5",
                Activation::Identity,
                Settings { epochs, ..SETTINGS },
            ),
            ("sigmoid, η 5", Activation::Sigmoid, SIGMOID_SETTINGS),
        ] {
            let mut accuracies = Vec::new();
            for seed in SEEDS {
                let network = with_outputs(data, output, settings, seed)?;
                let (_, accuracy) = cost_and_accuracy(&network, &data.test)?;
                accuracies.push(format!("{:.1}", 100.0 * accuracy));
            }
            writeln!(out, "{name:13}   {}", joined(&accuracies))?;
        }
        Ok(())
    })
}

pub(super) fn with_outputs(
    data: &SplitDigits,
    output: Activation,
    settings: Settings,
    seed: u64,
) -> Result<Network> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let network = Network::random(&SIZES, Activation::Relu, output, &mut rng)?;
    let (inputs, targets) = (&data.training.images, &data.targets);
    Ok(train(network, inputs, targets, settings, &mut rng, |_, _| {})?)
}

/// How the weights of the deep network start.
#[derive(Clone, Copy)]
enum Start {
    He,
    Hundredth,
    ThreeTimesHe,
}

/// A network of six layers before its first step, for the first 32 digits.
struct Deep {
    /// The root mean square of each layer's weight gradient.
    gradients: Vec<f64>,
    /// The size of the largest output.
    output: f64,
    cost: f64,
    /// The cost after one step at the learning rate of [`SETTINGS`].
    cost_after: f64,
}

fn deep_network(
    data: &SplitDigits,
    hidden: Activation,
    start: Start,
    seed: u64,
) -> Result<Deep> {
    let images = data.training.images.slice(s![..BATCH, ..]).to_owned(); // (32, 64)
    let targets = data.targets.slice(s![..BATCH, ..]).to_owned(); // (32, 10)
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let sizes = [PIXELS, 32, 32, 32, 32, 32, CLASSES];
    let mut network =
        Network::random(&sizes, hidden, Activation::Identity, &mut rng)?;
    for layer in &mut network.layers {
        match start {
            Start::He => {}
            Start::ThreeTimesHe => layer.weights *= 3.0,
            Start::Hundredth => {
                let normal = |_| 0.01 * standard_normal(&mut rng);
                layer.weights = layer.weights.mapv(normal); // (inputs, outputs)
            }
        }
    }
    let outputs = network.forward(&images)?; // (32, 10)
    let output = outputs.iter().fold(0.0, |most: f64, a| most.max(a.abs()));
    let (cost, gradients) = cost_and_gradients(&network, &images, &targets)?;
    let sizes = gradients.layers.iter().map(|layer| {
        let d = &layer.d_weights;
        ((d * d).sum() / d.len() as f64).sqrt()
    });
    let sizes = sizes.collect();
    let Settings { learning_rate, .. } = SETTINGS;
    Sgd { learning_rate }.step(&mut network, &gradients)?;
    let (cost_after, _) = cost_and_gradients(&network, &images, &targets)?;
    Ok(Deep { gradients: sizes, output, cost, cost_after })
}

pub(super) fn deep(page: &mut Record, data: &SplitDigits) -> Result<()> {
    let (relu, sigmoid) = (Activation::Relu, Activation::Sigmoid);
    let columns = [
        ("ReLU, He", relu, Start::He),
        ("sigmoid, He", sigmoid, Start::He),
        ("ReLU, 0.01", relu, Start::Hundredth),
        ("ReLU, 3 × He", relu, Start::ThreeTimesHe),
    ];
    let mut all = Vec::new();
    for (_, hidden, start) in columns {
        let seeds: Result<Vec<_>> = SEEDS
            .iter()
            .map(|&seed| deep_network(data, hidden, start, seed))
            .collect();
        all.push(seeds?);
    }
    page.output("deep", |out| {
        let seed = SEEDS[0];
        writeln!(out, "64-32-32-32-32-32-10, {BATCH} images, seed {seed}")?;
        writeln!(out, "         sigmoid            ReLU")?;
        writeln!(out, "dC/dW        He     He   0.01   3 × He")?;
        let line = |name: &str, of: &dyn Fn(&Deep) -> f64| {
            let of = |at: usize| format!("{:.0e}", of(&all[at][0]));
            let [relu, sigmoid, small, large] = [0, 1, 2, 3].map(of);
            format!("{name:9}{sigmoid:>6}   {relu:>4}  {small:>5}  {large:>7}")
        };
        for layer in 0..6 {
            let name = format!("layer {}", layer + 1);
            writeln!(out, "{}", line(&name, &|deep| deep.gradients[layer]))?;
        }
        let Settings { learning_rate, .. } = SETTINGS;
        writeln!(out, "{}", line("output", &|deep| deep.output))?;
        writeln!(out, "{}", line("cost", &|deep| deep.cost))?;
        writeln!(out, "after a step, η {learning_rate}:")?;
        writeln!(out, "{}", line("cost", &|deep| deep.cost_after))?;
        writeln!(out, "last layer over first, seeds {}:", joined(&SEEDS))?;
        for ((name, ..), seeds) in columns.iter().zip(&all) {
            let ratios = seeds.iter().map(|deep| format!("{:4.0e}", ratio(deep)));
            writeln!(out, "  {name:12} {}", joined(&ratios.collect::<Vec<_>>()))?;
        }
        Ok(())
    })?;
    let ratios: Vec<f64> = all[1].iter().map(ratio).collect();
    page.number("small-output", all[2][0].output, Format::Scientific(0))?;
    page.number("small-gradient", all[2][0].gradients[0], Format::Scientific(0))?;
    page.number("large-cost", all[3][0].cost, Format::Scientific(0))?;
    page.number("large-cost-after", all[3][0].cost_after, Format::Scientific(0))?;
    let hundreds = |ratio: f64| (ratio / 100.0).round() * 100.0;
    page.number("sigmoid-ratio-least", hundreds(least(&ratios)), Format::Count)?;
    page.number("sigmoid-ratio-most", hundreds(most(&ratios)), Format::Count)?;
    let first: Vec<&[f64]> =
        all.iter().map(|seeds| &seeds[0].gradients[..]).collect();
    page.figure("deep", figures::deep(&first))
}

/// The last layer's gradient over the first one's.
fn ratio(deep: &Deep) -> f64 {
    deep.gradients[5] / deep.gradients[0]
}

pub(super) const RATES: [f64; 6] = [0.05, 0.2, 0.5, 1.0, 2.0, 4.0];
/// A learning rate at which even this network explodes.
const FAR: f64 = 16.0;
pub(super) const EDGE_SETTINGS: Settings = Settings { epochs: 30, ..SETTINGS };

/// Several learning rates, judged by images that are neither trained on nor tested with.
pub(super) fn edge(page: &mut Record, data: &SplitDigits) -> Result<()> {
    let data = data.with_validation()?;
    let mut trainings = Vec::new();
    let validation = data.test.labels.len();
    page.output("edge", |out| {
        let Settings { epochs, batch_size, .. } = EDGE_SETTINGS;
        writeln!(out, "64-32-10, {} images,", data.targets.nrows())?;
        writeln!(
            out,
            "batches of {batch_size}, {epochs} epochs, seeds {}",
            joined(&SEEDS)
        )?;
        writeln!(out, "   η     cost   % of {validation} others")?;
        let mut dead_of_rates = Vec::new();
        for learning_rate in RATES {
            let (mut accuracies, mut silent, mut ends) = (vec![], vec![], vec![]);
            for seed in SEEDS {
                let settings = Settings { learning_rate, ..EDGE_SETTINGS };
                let network = learn(&data, settings, seed, |_, _| {})?;
                let (cost, _) = cost_and_accuracy(&network, &data.training)?;
                let (_, accuracy) = cost_and_accuracy(&network, &data.test)?;
                let hidden = network.layers[0].forward(&data.training.images)?; // (training, 32)
                let dead = dead(&hidden).into_iter().filter(|&dead| dead).count();
                ends.push(cost);
                accuracies.push(100.0 * accuracy);
                silent.push(dead);
                trainings.push((learning_rate, accuracy, dead));
            }
            let accuracies: Vec<_> =
                accuracies.iter().map(|a| format!("{a:4.1}")).collect();
            writeln!(
                out,
                "{learning_rate:4}   {:>6}   {}",
                cost(mean(&ends)),
                joined(&accuracies)
            )?;
            dead_of_rates.push((learning_rate, silent));
        }
        let mut numbers = 0;
        for seed in SEEDS {
            let settings = Settings { learning_rate: FAR, ..EDGE_SETTINGS };
            let network = learn(&data, settings, seed, |_, _| {})?;
            let (cost, _) = cost_and_accuracy(&network, &data.training)?;
            numbers += usize::from(cost.is_finite());
        }
        let (runs, lost) = (SEEDS.len(), SEEDS.len() - numbers);
        writeln!(out, "{FAR:4}      NaN   {lost} of {runs} without numbers")?;
        writeln!(out, "   η   dead hidden neurons of {}", SIZES[1])?;
        for (learning_rate, silent) in dead_of_rates {
            writeln!(out, "{learning_rate:4}   {}", joined(&silent))?;
        }
        Ok(())
    })?;
    page.number("far-rate", FAR, Format::Count)?;
    page.number("validation-images", validation as f64, Format::Count)?;
    page.number("edge-images", data.targets.nrows() as f64, Format::Count)?;
    page.figure("edge", figures::edge(&trainings, SIZES[1]))
}
