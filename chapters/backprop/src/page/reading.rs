//! The digits, learned, and what the networks know and do not know.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use ndarray::s;
use neurons::Network;
use neurons::digits::Digits;
use page::{Format, Record};

use super::words::{joined, least, mean, most, settings, signed};
use crate::digit_training::{
    SEEDS, SETTINGS, STRETCHES, SplitDigits, TEST, learn, start,
};
use crate::figures;
use crate::live::{Handwriting, Sees};
use crate::reading::{answers, confusion, cost_and_accuracy, select};
use crate::saved::{from_text, to_text};
use crate::small_network::small_network;
use crate::{Order, Settings};

/// How many digits are few enough to be learned by heart.
pub(super) const FEW: usize = 100;
/// The seeds of other splits.
pub(super) const OTHER_SPLITS: std::ops::RangeInclusive<u64> = 2..=11;
pub(super) const OVERFITTING_SHOWN: [usize; 6] = [1, 10, 30, 100, 300, 3000];
pub(super) const FEW_SETTINGS: Settings =
    Settings { epochs: 3000, batch_size: 8, learning_rate: 0.2, ..SETTINGS };

pub(super) fn digits_learned(
    page: &mut Record,
    digits: &Digits,
    data: &SplitDigits,
) -> Result<()> {
    let (mut curve, mut failed) = (Vec::new(), None);
    let mut networks = Vec::new();
    let (mut accuracies, mut training_accuracies) = (Vec::new(), Vec::new());
    page.output("digits", |out| {
        let trained_on = data.targets.nrows();
        writeln!(out, "64-32-10, shuffled,\n{}", settings(SETTINGS))?;
        writeln!(out, "seed      cost   on the {trained_on}   on {TEST} new")?;
        for seed in SEEDS {
            let network = learn(data, SETTINGS, seed, |epoch, network| {
                if seed == SEEDS[0] {
                    match (
                        cost_and_accuracy(network, &data.training),
                        cost_and_accuracy(network, &data.test),
                    ) {
                        (Ok(training), Ok(test)) => {
                            curve.push((epoch.number, training, test));
                        }
                        (Err(error), _) | (_, Err(error)) => failed = Some(error),
                    }
                }
            })?;
            let (cost, training) = cost_and_accuracy(&network, &data.training)?;
            let (_, test) = cost_and_accuracy(&network, &data.test)?;
            writeln!(
                out,
                "{seed:4}   {cost:.5}   {:10.1}%   {:9.1}%",
                100.0 * training,
                100.0 * test
            )?;
            accuracies.push(test);
            training_accuracies.push(training);
            networks.push(network);
        }
        Ok(())
    })?;
    failed.map_or(Ok(()), Err)?;
    let accuracy = mean(&accuracies);
    page.number("training-images", data.targets.nrows() as f64, Format::Count)?;
    page.number("test-images", TEST as f64, Format::Count)?;
    page.number("epochs", SETTINGS.epochs as f64, Format::Count)?;
    page.number("learning-rate", SETTINGS.learning_rate, Format::Decimals(1))?;
    page.number("accuracy", accuracy, Format::Percent(1))?;
    page.number("accuracy-least", least(&accuracies), Format::Percent(1))?;
    page.number("accuracy-most", most(&accuracies), Format::Percent(1))?;
    page.number(
        "training-accuracy",
        mean(&training_accuracies),
        Format::Percent(1),
    )?;
    // Of images drawn one by one, that many points is the spread of the share read.
    let points = 100.0 * (accuracy * (1.0 - accuracy) / TEST as f64).sqrt();
    page.number("test-spread", points, Format::Decimals(1))?;
    page.figure("learning", figures::learning(&curve))?;
    what_it_gets_wrong(page, data, &networks[0])?;
    what_it_looks_at(page, data, &networks[0])?;
    the_first_digit(page, digits, data, &networks[0])?;
    other_splits(page, digits, &accuracies)
}

/// The figures in which a reader asks the first network.
pub(super) fn worked(page: &mut Record) -> Result<()> {
    page.live(&mut Handwriting)?;
    page.live(&mut Sees::default())
}

fn what_it_gets_wrong(
    page: &mut Record,
    data: &SplitDigits,
    network: &Network,
) -> Result<()> {
    let read = answers(&network.forward(&data.test.images)?);
    let counts = confusion(&read, &data.test.labels);
    page.figure("confusion", figures::confusion(&counts))?;
    let wrong: Vec<usize> =
        (0..TEST).filter(|&at| read[at] != data.test.labels[at]).collect();
    let misread = select(&data.test, &wrong);
    let said: Vec<usize> = wrong.iter().map(|&at| read[at]).collect();
    page.number("misread", wrong.len() as f64, Format::Count)?;
    page.figure("glimpse", figures::glimpse(&misread))?;
    page.figure("misread", figures::misread(&misread, &said))
}

/// The first image of the file, which the untrained network misreads in the chapter on
/// neurons, and what the same network says of it once it is trained.
fn the_first_digit(
    page: &mut Record,
    digits: &Digits,
    data: &SplitDigits,
    network: &Network,
) -> Result<()> {
    let image = digits.images.slice(s![..1, ..]).to_owned(); // (1, 64)
    let (before, after) =
        (start(SEEDS[0]).0.forward(&image)?, network.forward(&image)?); // (1, 10)
    let shown = data.training.images.rows();
    let is_trained_on = shown.into_iter().any(|pixels| pixels == image.row(0));
    page.output("asked-again", |out| {
        writeln!(out, "64-32-10, seed {}, a {}:", SEEDS[0], digits.labels[0])?;
        writeln!(out, "output    before     after training")?;
        for (digit, (before, after)) in before.iter().zip(&after).enumerate() {
            let (before, after) = (signed(*before, 2), signed(*after, 2));
            writeln!(out, "{digit:6}    {before:>6}    {after:>6}")?;
        }
        let (before, after) = (answers(&before)[0], answers(&after)[0]);
        writeln!(out, "reads     {before:6}    {after:6}")?;
        let seen = if is_trained_on { "yes" } else { "no" };
        writeln!(out, "was among its training images: {seen}")?;
        Ok(())
    })?;
    let largest = most(&after.row(0).to_vec());
    page.number("asked-again-output", largest, Format::Decimals(2))?;
    let (before, after) = (before.row(0), after.row(0));
    let figure = figures::asked_again(image.row(0), before, after);
    page.figure("asked-again", figure)
}

/// Pixels that are inked in fewer of the training images are rare.
const RARE: f64 = 0.01;

/// How far training moved the weights behind pixels that are never inked, behind those
/// that are inked rarely, and behind all others.
fn what_it_looks_at(
    page: &mut Record,
    data: &SplitDigits,
    network: &Network,
) -> Result<()> {
    let first = start(SEEDS[0]).0;
    let before = &first.layers[0].weights; // (64, 32)
    let after = &network.layers[0].weights; // (64, 32)
    let images = &data.training.images; // (training, 64)
    let inked = |pixel: usize| {
        let inked = images.column(pixel).iter().filter(|&&ink| ink > 0.0).count();
        inked as f64 / images.nrows() as f64
    };
    let moved = |pixel: usize| {
        let pairs = before.row(pixel).into_iter().zip(after.row(pixel));
        pairs.fold(0.0, |most: f64, (b, a)| most.max((a - b).abs()))
    };
    page.output("moved-weights", |out| {
        writeln!(
            out,
            "first layer of 64-32-10, {} epochs, seed {}",
            SETTINGS.epochs, SEEDS[0]
        )?;
        writeln!(out, "pixels inked in       pixels   farthest move")?;
        for (name, least, below) in [
            ("no training image", 0.0, f64::MIN_POSITIVE),
            ("fewer than 1 in 100", f64::MIN_POSITIVE, RARE),
            ("1 in 100 or more", RARE, 2.0),
        ] {
            let pixels: Vec<usize> = (0..images.ncols())
                .filter(|&pixel| (least..below).contains(&inked(pixel)))
                .collect();
            let farthest =
                most(&pixels.iter().map(|&p| moved(p)).collect::<Vec<_>>());
            writeln!(out, "{name:19}   {:6}   {farthest:13.2}", pixels.len())?;
        }
        Ok(())
    })?;
    let silent: Vec<usize> =
        (0..images.ncols()).filter(|&pixel| inked(pixel) == 0.0).collect();
    page.number("silent-pixels", silent.len() as f64, Format::Count)?;
    page.figure("weights", figures::weights(&first.layers[0], &network.layers[0]))
}

/// How much of an accuracy is the luck of the split?
fn other_splits(page: &mut Record, digits: &Digits, ours: &[f64]) -> Result<()> {
    let mut others = Vec::new();
    for seed in OTHER_SPLITS {
        let other = SplitDigits::from_seed(digits, TEST, seed)?;
        let network = learn(&other, SETTINGS, 1, |_, _| {})?;
        others.push(cost_and_accuracy(&network, &other.test)?.1);
    }
    let mut stretches = Vec::new();
    for number in 0..STRETCHES {
        let stretch = SplitDigits::stretch(digits, number)?;
        let network = learn(&stretch, SETTINGS, SEEDS[0], |_, _| {})?;
        stretches.push(cost_and_accuracy(&network, &stretch.test)?.1);
    }
    let in_order = SplitDigits::stretch(digits, STRETCHES - 1)?;
    let mut last = Vec::new();
    for seed in SEEDS {
        let network = learn(&in_order, SETTINGS, seed, |_, _| {})?;
        last.push(cost_and_accuracy(&network, &in_order.test)?.1);
    }
    page.output("other-splits", |out| {
        let in_turn = |accuracies: &[f64]| -> Vec<String> {
            let percent = accuracies.iter().map(|a| format!("{:.1}", 100.0 * a));
            percent.collect()
        };
        let percent = |accuracies: &[f64]| -> Vec<String> {
            let mut sorted = accuracies.to_vec();
            sorted.sort_by(f64::total_cmp);
            in_turn(&sorted)
        };
        writeln!(out, "64-32-10, {},", settings(SETTINGS))?;
        writeln!(out, "% read correctly of {TEST}")?;
        writeln!(out, "{} other random splits, seed 1", others.len())?;
        let others = percent(&others);
        for some in others.chunks(5) {
            writeln!(out, "  {}", joined(some))?;
        }
        writeln!(out, "the last {TEST} of the file, seeds 1 to {}", SEEDS.len())?;
        writeln!(out, "  {}", joined(&percent(&last)))?;
        writeln!(
            out,
            "{STRETCHES} stretches of {TEST}, first to last, seed {}",
            SEEDS[0]
        )?;
        writeln!(out, "  {}", joined(&in_turn(&stretches)))?;
        Ok(())
    })?;
    page.number("other-splits", others.len() as f64, Format::Count)?;
    page.number("other-splits-accuracy", mean(&others), Format::Percent(1))?;
    let m = mean(&others);
    let squares: f64 = others.iter().map(|a| (a - m) * (a - m)).sum();
    let spread = 100.0 * (squares / (others.len() - 1) as f64).sqrt();
    page.number("other-splits-spread", spread, Format::Decimals(1))?;
    page.number("last-images-accuracy", mean(&last), Format::Percent(1))?;
    page.number("stretch-least", least(&stretches), Format::Percent(0))?;
    page.number("stretch-most", most(&stretches), Format::Percent(0))?;
    let percent = |shares: &[f64]| shares.iter().map(|a| 100.0 * a).collect();
    let strip = |name, shares: &[f64]| figures::Strip {
        name,
        numbers: percent(shares),
        instead: "",
    };
    let rows = [
        strip("our split, 5 seeds", ours),
        strip("10 other splits", &others),
        strip("last images, 5 seeds", &last),
        strip("5 stretches", &stretches),
    ];
    let ticks = [88.0, 90.0, 92.0, 94.0, 96.0, 98.0, 100.0];
    let name = "% of the images set aside read correctly";
    page.figure("other-splits", figures::strips(&rows, 88.0..100.0, &ticks, name))
}

pub(super) fn saved(page: &mut Record) -> Result<()> {
    let text = to_text(&small_network())?;
    page.output("saved", |out| Ok(write!(out, "{text}")?))?;
    let cut = &text[..text.len() / 2];
    let texts = [
        ("a file that was cut short", cut.to_owned()),
        ("a changed weight", text.replace("-2.0", "-3.0")),
        ("a word among the numbers", text.replace("-2.0", "two")),
        ("something else", "0,0,5,13\n".to_owned()),
        ("a later format", text.replace("version 1", "version 2")),
    ];
    page.output("saved-errors", |out| {
        for (what, text) in &texts {
            let error = from_text(text, Path::new("mine.net"))
                .err()
                .context("a text that is no network")?;
            writeln!(out, "{what}:\n    {}", wrapped(&error.to_string()))?;
        }
        Ok(())
    })
}

/// A message on short lines.
fn wrapped(message: &str) -> String {
    let mut lines = vec![String::new()];
    for word in message.split(' ') {
        let last = lines.len() - 1;
        if lines[last].len() + word.len() > 38 {
            lines.push(word.to_owned());
        } else if lines[last].is_empty() {
            lines[last].push_str(word);
        } else {
            lines[last] = format!("{} {word}", lines[last]);
        }
    }
    lines.join("\n    ")
}

pub(super) fn overfitting(page: &mut Record, data: &SplitDigits) -> Result<()> {
    let few = data.few(FEW)?;
    let mut curves = Vec::new();
    for seed in SEEDS {
        let (mut curve, mut failed) = (Vec::new(), None);
        learn(&few, FEW_SETTINGS, seed, |epoch, network| {
            if epoch.number > 100 && epoch.number % 10 > 0 {
                return;
            }
            match (
                cost_and_accuracy(network, &few.training),
                cost_and_accuracy(network, &few.test),
            ) {
                (Ok(training), Ok(test)) => {
                    curve.push((epoch.number, training, test));
                }
                (Err(error), _) | (_, Err(error)) => failed = Some(error),
            }
        })?;
        failed.map_or(Ok(()), Err)?;
        curves.push(curve);
    }
    let name = settings(FEW_SETTINGS);
    page.output("overfitting", |out| {
        writeln!(out, "64-32-10, {FEW} images, seed {},\n{name}", SEEDS[0])?;
        writeln!(out, "        on the {FEW}         on {TEST} new ones")?;
        writeln!(out, "epoch   cost     right      cost     right")?;
        let shown = |point: &&figures::Point| OVERFITTING_SHOWN.contains(&point.0);
        for (number, training, test) in curves[0].iter().filter(shown) {
            writeln!(
                out,
                "{number:5}   {:.5}   {:5.1}%   {:.5}   {:5.1}%",
                training.0,
                100.0 * training.1,
                test.0,
                100.0 * test.1
            )?;
        }
        Ok(())
    })?;
    let (mut best, mut ends) = (Vec::new(), Vec::new());
    for curve in &curves {
        let least = curve.iter().min_by(|a, b| a.2.0.total_cmp(&b.2.0));
        best.push(*least.context("at least one epoch")?);
        ends.push(*curve.last().context("at least one epoch")?);
    }
    page.output("overfitting-seeds", |out| {
        writeln!(out, "64-32-10, {FEW} images,\n{name}")?;
        writeln!(out, "on {TEST} new ones:")?;
        writeln!(out, "       at the lowest cost      at the end")?;
        writeln!(out, "seed   epoch    cost   right   cost    right")?;
        for ((seed, best), end) in SEEDS.iter().zip(&best).zip(&ends) {
            writeln!(
                out,
                "{seed:4}   {:5}  {:.4}   {:.1}%   {:.4}  {:.1}%",
                best.0,
                best.2.0,
                100.0 * best.2.1,
                end.2.0,
                100.0 * end.2.1
            )?;
        }
        Ok(())
    })?;
    page.number("overfit-training", ends[0].1.1, Format::Percent(0))?;
    page.number("overfit-test", ends[0].2.1, Format::Percent(1))?;
    page.number("overfit-least-epoch", best[0].0 as f64, Format::Count)?;
    page.figure("overfitting", figures::overfitting(&curves[0]))
}

/// What is reported while the weights move, and what is measured after each epoch.
pub(super) fn moving(page: &mut Record, data: &SplitDigits) -> Result<()> {
    const SHOWN: [usize; 6] = [1, 2, 3, 5, 10, 20];
    let moving_settings = Settings { epochs: 20, ..SETTINGS };
    let curve =
        |data: &SplitDigits, order: Order, seed: u64| -> Result<Vec<(f64, f64)>> {
            let (mut curve, mut failed) = (Vec::new(), None);
            let settings = Settings { order, ..moving_settings };
            learn(data, settings, seed, |epoch, network| match cost_and_accuracy(
                network,
                &data.training,
            ) {
                Ok((cost, _)) => curve.push((epoch.moving_cost, cost)),
                Err(error) => failed = Some(error),
            })?;
            failed.map_or(Ok(()), Err)?;
            Ok(curve)
        };
    let mut curves = Vec::new();
    let sorted = data.sorted()?;
    for (data, order) in
        [(data, Order::Shuffled), (data, Order::AsGiven), (&sorted, Order::AsGiven)]
    {
        let curves_of_order: Result<Vec<_>> =
            SEEDS.iter().map(|&seed| curve(data, order, seed)).collect();
        curves.push(curves_of_order?);
    }
    page.output("moving", |out| {
        writeln!(out, "64-32-10, seed {},", SEEDS[0])?;
        writeln!(out, "{}", settings(moving_settings))?;
        writeln!(out, "            shuffled           fixed order")?;
        writeln!(out, "epoch   reported   after   reported   after")?;
        for number in SHOWN {
            let ((a, b), (c, d)) =
                (curves[0][0][number - 1], curves[1][0][number - 1]);
            writeln!(out, "{number:5}   {a:8.4}  {b:.4}   {c:8.4}  {d:.4}")?;
        }
        writeln!(out, "after the last epoch, seeds {}:", joined(&SEEDS))?;
        for (name, curves) in
            ["shuffled", "fixed order", "by label"].iter().zip(&curves)
        {
            let ends: Vec<String> =
                curves.iter().map(|c| format!("{:.4}", c[c.len() - 1].1)).collect();
            writeln!(out, "{name}\n  {}", joined(&ends))?;
        }
        Ok(())
    })
}
