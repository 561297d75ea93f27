//! XOR, learned, and the starts that do not get there.

use std::fmt::Write as _;

use anyhow::Result;
use ndarray::array;
use neurons::{Activation, Layer, Network};
use page::{Format, Record};

use super::words::{least, most};
use crate::live::Playground;
use crate::xor_training::{SETTINGS, STARTS, data, learn, learns, start};
use crate::{Trainer, cost_and_gradients, mean_squared_error_cost};

/// Those after [`STARTS`], for how many of 20 is luck too.
const MORE_STARTS: std::ops::RangeInclusive<u64> = 21..=100;
/// One hidden neuron more than XOR needs.
const ONE_TO_SPARE: usize = 3;
/// When a start that has not learned is looked at.
const LOOKS: [usize; 3] = [1000, 5000, 50_000];

fn full_steps() -> String {
    format!("full steps, η {}", SETTINGS.learning_rate)
}

pub(super) fn experiment(page: &mut Record) -> Result<()> {
    let settings = full_steps();
    page.output("xor", |out| {
        writeln!(out, "2-4-1, tanh, sigmoid output")?;
        writeln!(out, "{settings}, seed 1")?;
        writeln!(out, "  step     cost   0 0   0 1   1 0   1 1")?;
        let (inputs, _) = data();
        let mut lines = Vec::new();
        learn(4, 1, |epoch, network| {
            if [1, 10, 100, 1000, 5000].contains(&epoch.number)
                && let Ok(outputs) = network.forward(&inputs)
            {
                lines.push((epoch, outputs));
            }
        })?;
        for (epoch, outputs) in lines {
            write!(out, "{:6}   {:.4}", epoch.number, epoch.moving_cost)?;
            for output in &outputs {
                write!(out, "  {output:.2}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    page.live(&mut Playground::default())?;
    let (mut failed, mut failed_to_spare) = (Vec::new(), 0);
    page.output("xor-luck", |out| {
        writeln!(out, "2-?-1, tanh, sigmoid output")?;
        writeln!(out, "at most {} {settings}", SETTINGS.epochs)?;
        let (some, more) = (STARTS, MORE_STARTS);
        let some = format!("seeds {} to {}", some.start(), some.end());
        let more = format!("{} to {}", more.start(), more.end());
        writeln!(out, "hidden   learned, {some}   {more:>9}")?;
        for hidden in [2, ONE_TO_SPARE, 4, 8] {
            let mut learned = 0;
            for seed in STARTS {
                if learns(hidden, seed)? {
                    learned += 1;
                } else {
                    failed.push((hidden, seed));
                }
            }
            let more: Result<Vec<bool>, _> =
                MORE_STARTS.map(|seed| learns(hidden, seed)).collect();
            let more = more?;
            let learned_more = more.iter().filter(|&&learned| learned).count();
            if hidden == ONE_TO_SPARE {
                failed_to_spare = more.len() - learned_more;
            }
            writeln!(out, "{hidden:6}   {learned:22}   {learned_more:9}")?;
        }
        Ok(())
    })?;
    page.number("xor-starts", STARTS.count() as f64, Format::Count)?;
    page.number("xor-failed", failed.len() as f64, Format::Count)?;
    page.number("xor-more-starts", MORE_STARTS.count() as f64, Format::Count)?;
    page.number("xor-failed-to-spare", failed_to_spare as f64, Format::Count)?;
    stuck(page, &failed)?;
    saddle(page)
}

/// A look at a network.
pub(super) struct Look {
    /// Its answers to the four rows.
    outputs: Vec<f64>,
    pub(super) cost: f64,
    /// The length of the gradient.
    pub(super) gradient: f64,
    /// The size of the largest weight.
    pub(super) weight: f64,
    /// Whether one more step lowers the cost.
    pub(super) falls: bool,
}

fn look(network: &Network) -> Result<Look> {
    let (inputs, targets) = data();
    let (cost, gradients) = cost_and_gradients(network, &inputs, &targets)?;
    let parameters = &gradients.values()[..network.parameter_count()];
    let gradient = parameters.iter().map(|d| d * d).sum::<f64>().sqrt();
    let mut stepped = network.clone();
    crate::Sgd { learning_rate: SETTINGS.learning_rate }
        .step(&mut stepped, &gradients)?;
    let (after, _) = cost_and_gradients(&stepped, &inputs, &targets)?;
    let weights = network.layers.iter().flat_map(|layer| &layer.weights);
    let weight = weights.fold(0.0, |most: f64, w| most.max(w.abs()));
    let outputs = network.forward(&inputs)?.iter().copied().collect();
    Ok(Look { outputs, cost, gradient, weight, falls: after < cost })
}

/// What becomes of a start, at each of the steps of [`LOOKS`].
pub(super) fn looks(hidden: usize, seed: u64) -> Result<Vec<Look>> {
    let (inputs, targets) = data();
    let (network, mut rng) = start(hidden, seed)?;
    let mut trainer = Trainer::new(network, SETTINGS, mean_squared_error_cost)?;
    let mut looks = Vec::new();
    for number in 1..=LOOKS[LOOKS.len() - 1] {
        trainer.epoch(&inputs, &targets, &mut rng)?;
        if LOOKS.contains(&number) {
            looks.push(look(trainer.network())?);
        }
    }
    Ok(looks)
}

/// What becomes of the starts that had not learned.
fn stuck(page: &mut Record, failed: &[(usize, u64)]) -> Result<()> {
    let starts: Result<Vec<_>> =
        failed.iter().map(|&(hidden, seed)| looks(hidden, seed)).collect();
    let starts = starts?;
    page.output("xor-stuck", |out| {
        writeln!(out, "the {} starts of 2-2-1 that failed,", starts.len())?;
        writeln!(out, "{}; least and most", full_steps())?;
        writeln!(out, "  step            cost           top weight")?;
        let mut gradients = Vec::new();
        for (at, step) in LOOKS.iter().enumerate() {
            let range = |what: fn(&Look) -> f64| {
                let values: Vec<f64> =
                    starts.iter().map(|looks| what(&looks[at])).collect();
                (least(&values), most(&values))
            };
            let cost = range(|look| look.cost);
            let weight = range(|look| look.weight);
            gradients.push((step, range(|look| look.gradient)));
            writeln!(
                out,
                "{step:6}   {:.4}   {:.4}   {:8.1}   {:6.1}",
                cost.0, cost.1, weight.0, weight.1
            )?;
        }
        writeln!(out, "  step   size of gradient")?;
        for (step, (least, most)) in gradients {
            writeln!(out, "{step:6}   {least:6.0e}   {most:6.0e}")?;
        }
        let falls =
            starts.iter().filter(|looks| looks.iter().all(|look| look.falls));
        let (falls, all) = (falls.count(), starts.len());
        writeln!(out, "one more step lowers the cost: {falls} of {all}")?;
        if let Some(looks) = starts.first() {
            let outputs = looks[LOOKS.len() - 1].outputs.iter();
            let outputs: Vec<String> = outputs.map(|a| format!("{a:.2}")).collect();
            writeln!(out, "answers of the first")?;
            writeln!(out, "  to  0 0   0 1   1 0   1 1")?;
            writeln!(out, "     {}", outputs.join("  "))?;
        }
        Ok(())
    })
}

/// The cost of two linear neurons in a row, for the input 1 and the target 1, and how it
/// changes with their weights.
fn two_in_a_row(w1: f64, w2: f64) -> Result<(f64, [f64; 2])> {
    let linear = |w: f64| Layer {
        weights: array![[w]], // (1, 1)
        bias: array![0.0],
        activation: Activation::Identity,
    };
    let network = Network::new(vec![linear(w1), linear(w2)])?;
    let one = array![[1.0]]; // (1, 1)
    let (cost, gradients) = cost_and_gradients(&network, &one, &one)?;
    Ok((cost, [0, 1].map(|layer| gradients.layers[layer].d_weights[[0, 0]] + 0.0)))
}

const NEAR_THE_SADDLE: [(f64, f64); 5] =
    [(0.0, 0.0), (0.1, 0.1), (-0.1, -0.1), (0.1, -0.1), (-0.1, 0.1)];

fn saddle(page: &mut Record) -> Result<()> {
    page.output("saddle", |out| {
        writeln!(out, "two linear neurons, input 1, target 1")?;
        writeln!(out, "  w1     w2        C   dC/dw1   dC/dw2")?;
        for (w1, w2) in NEAR_THE_SADDLE {
            let (cost, [d1, d2]) = two_in_a_row(w1, w2)?;
            writeln!(out, "{w1:4.1}   {w2:4.1}   {cost:.4}   {d1:6.2}   {d2:6.2}")?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C = (1 - w1 w2)²: no slope at (0, 0), up in two directions and down in two.
    #[test]
    fn two_linear_neurons_have_a_saddle() {
        for (w1, w2) in NEAR_THE_SADDLE {
            let (cost, [d1, d2]) = two_in_a_row(w1, w2).expect("one of each");
            let error = 1.0 - w1 * w2;
            assert!((cost - error * error).abs() < 1e-15);
            assert!((d1 + 2.0 * error * w2).abs() < 1e-15);
            assert!((d2 + 2.0 * error * w1).abs() < 1e-15);
        }
        let cost = |w1, w2| two_in_a_row(w1, w2).expect("one of each").0;
        assert!(
            cost(0.1, 0.1) < cost(0.0, 0.0) && cost(0.0, 0.0) < cost(0.1, -0.1)
        );
    }

    /// What the page says of the starts that do not learn: no valley holds them. Ten times
    /// as many steps leave about a tenth of the gradient, the cost goes down to an eighth
    /// and not below, and the weights go on growing.
    #[test]
    fn a_start_that_fails_is_on_a_plateau() {
        let failed: Vec<u64> =
            STARTS.filter(|&seed| !learns(2, seed).expect("2-2-1")).collect();
        assert_eq!(failed.len(), 6);
        for seed in failed {
            let looks = looks(2, seed).expect("2-2-1");
            assert!(looks.iter().all(|look| look.falls && look.cost > 0.125));
            for pair in looks.windows(2) {
                assert!(pair[1].cost < pair[0].cost);
                assert!(pair[1].weight > pair[0].weight + 0.5);
            }
            let shrunk = looks[1].gradient / looks[2].gradient;
            assert!((8.0..13.0).contains(&shrunk), "seed {seed}: {shrunk}");
        }
    }
}
