//! Networks with random weights: how large these should be, and what they know.

use std::fmt::Write as _;

use anyhow::Result;
use ndarray::{Array2, s};
use page::{Format, Record};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::digits::{CLASSES, Digits, PIXELS};
use crate::initialisation::UNTRAINED_SEED;
use crate::live::Sees;
use crate::{Activation, Network, figures, untrained_network};

/// How many untrained networks are asked, with the seeds from 1 on.
const UNTRAINED: u64 = 100;
/// The seeds of the networks that a signal goes through.
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
/// How many layers a signal goes through, and of how many neurons.
const DEEP: (usize, usize) = (10, 64);

pub(super) fn signal(page: &mut Record, digits: &Digits) -> Result<()> {
    let (layers, width) = DEEP;
    let some = digits.labels.len().min(100);
    let images = digits.images.slice(s![..some, ..]).to_owned(); // (100, 64)
    let size = |matrix: &Array2<f64>| {
        (matrix.iter().map(|a| a * a).sum::<f64>() / matrix.len() as f64).sqrt()
    };
    let spreads = [("× 1/3", 1.0 / 3.0, 6), ("× 1", 1.0, 2), ("× 3", 3.0, 0)];
    page.output("signal", |out| {
        writeln!(out, "{layers} layers of {width} ReLU neurons")?;
        writeln!(out, "{some} digits, seeds {SEEDS:?}")?;
        writeln!(out, "size: the root of the mean square")?;
        writeln!(out, "of the pixels: {:.2}", size(&images))?;
        writeln!(out, "spread: times √(2/n)")?;
        let mut tables =
            [1, layers].map(|layer| format!("size after layer {layer}:\n"));
        for (name, factor, decimals) in spreads {
            let (mut first, mut last) = (Vec::new(), Vec::new());
            for seed in SEEDS {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let (sizes, relu) = (vec![width; layers + 1], Activation::Relu);
                let mut network = Network::random(&sizes, relu, relu, &mut rng)?;
                for layer in &mut network.layers {
                    layer.weights *= factor; // (64, 64)
                }
                let activations = network.activations(&images)?;
                first.push(size(&activations[1]));
                last.push(size(&activations[layers]));
            }
            let (first, last) = (range(&first, 2), range(&last, decimals));
            writeln!(tables[0], "  {name:7}{first}")?;
            writeln!(tables[1], "  {name:7}{last}")?;
        }
        write!(out, "{}", tables.concat())?;
        Ok(())
    })
}

/// The least and the most of some numbers.
fn range(numbers: &[f64], decimals: usize) -> String {
    let least = numbers.iter().copied().min_by(f64::total_cmp).unwrap_or(f64::NAN);
    let most = numbers.iter().copied().max_by(f64::total_cmp).unwrap_or(f64::NAN);
    format!("{least:.decimals$} to {most:.decimals$}")
}

pub(super) fn untrained(page: &mut Record, digits: &Digits) -> Result<()> {
    let network = untrained_network()?;
    let first = digits.images.slice(s![..1, ..]).to_owned(); // (1, 64)
    let activations = network.activations(&first)?;
    page.output("untrained", |out| {
        writeln!(
            out,
            "a {} in; out of 64-32-10, ReLU, seed {UNTRAINED_SEED}:",
            digits.labels[0]
        )?;
        for (digit, output) in activations[2].row(0).iter().enumerate() {
            writeln!(out, "{digit}   {output:6.3}")?;
        }
        Ok(())
    })?;
    let answer = largest(activations[2].row(0).iter().copied()).unwrap_or_default();
    page.number("first-label", digits.labels[0] as f64, Format::Count)?;
    page.number("first-answer", answer as f64, Format::Count)?;
    let right = right(&network, digits)?;
    page.number("parameters", network.parameter_count() as f64, Format::Count)?;
    page.number("untrained-right", right, Format::Count)?;
    let all = digits.labels.len() as f64;
    page.number("untrained-accuracy", right / all, Format::Percent(1))?;
    let mut accuracies = Vec::new();
    for seed in 1..=UNTRAINED {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let sizes = [PIXELS, network.layers[0].weights.ncols(), CLASSES];
        let (hidden, output) = (Activation::Relu, Activation::Identity);
        let other = Network::random(&sizes, hidden, output, &mut rng)?;
        accuracies.push(self::right(&other, digits)? / all);
    }
    accuracies.sort_by(f64::total_cmp);
    let (least, most) = (accuracies[0], accuracies[accuracies.len() - 1]);
    let mean = accuracies.iter().sum::<f64>() / UNTRAINED as f64;
    page.number("untrained-networks", UNTRAINED as f64, Format::Count)?;
    page.number("untrained-mean", mean, Format::Percent(1))?;
    page.number("untrained-least", least, Format::Percent(1))?;
    page.number("untrained-most", most, Format::Percent(1))?;
    let mut answers = [0_usize; CLASSES];
    for answer in network.forward(&digits.images)?.rows() {
        answers[largest(answer.iter().copied()).unwrap_or_default()] += 1;
    }
    let favourite = largest(answers.map(|times| times as f64).into_iter());
    let favourite = favourite.unwrap_or_default();
    page.number("untrained-favourite", favourite as f64, Format::Count)?;
    let never = answers.iter().filter(|&&times| times == 0).count();
    page.number("untrained-never", never as f64, Format::Count)?;
    let times = answers[favourite] as f64;
    page.number("untrained-favourite-times", times, Format::Count)?;
    let mut there = [0_usize; CLASSES];
    for &label in &digits.labels {
        there[label] += 1;
    }
    page.figure("favourites", figures::favourites(&answers, &there))?;
    page.live(&mut Sees::default())
}

/// How many digits have their label for the strongest answer.
fn right(network: &Network, digits: &Digits) -> Result<f64> {
    let answers = network.forward(&digits.images)?; // (images, 10)
    let rows = answers.rows().into_iter().zip(&digits.labels);
    let right = rows
        .filter(|(answer, label)| largest(answer.iter().copied()) == Some(**label));
    Ok(right.count() as f64)
}

/// The index of the largest value.
fn largest(values: impl Iterator<Item = f64>) -> Option<usize> {
    values.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index)
}
