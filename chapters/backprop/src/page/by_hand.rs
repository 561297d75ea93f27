//! The chain rule with every number, by hand and by code.

use anyhow::Result;
use loss::mean_squared_error_gradient;
use ndarray::{Array2, array, s};
use neurons::digits::Digits;
use neurons::{Activation, Layer, Network, untrained_network};
use page::{Format, Record};
use std::fmt::Write as _;

use super::words::{row, signed};
use crate::digit_training::SIZES;
use crate::live::Factors;
use crate::small_network::small_network;
use crate::{Sgd, cost_and_gradients, figures, slope_at_answer};

/// Two outputs in the place of its one, as a network of their own.
fn two_outputs() -> Network {
    let output = Layer {
        weights: array![[3.0, 1.0], [-2.0, -3.0]], // (2, 2)
        bias: array![0.5, 0.0],
        activation: Activation::Identity,
    };
    Network::new(vec![output]).expect("one layer fits itself")
}

pub(super) fn experiment(page: &mut Record) -> Result<()> {
    let network = small_network();
    let (x, y) = (array![[1.0, 2.0]], array![[0.0]]); // (1, 2), (1, 1)
    let (cost, gradients) = cost_and_gradients(&network, &x, &y)?;
    page.output("by-hand", |out| {
        writeln!(out, "2 inputs, 2 sigmoid neurons, 1 linear neuron")?;
        ways(out, &network, &x, &y)
    })?;
    page.figure(
        "by-hand",
        figures::by_hand(&network, &x, &y, &["inputs", "sigmoid", "linear"]),
    )?;
    let parameters = gradients.values();
    let square: f64 =
        parameters[..network.parameter_count()].iter().map(|d| d * d).sum();
    page.output("one-step", |out| {
        writeln!(out, "one step of all 9 parameters, from C = {cost}")?;
        writeln!(out, "    η   C promised   C after the step")?;
        for learning_rate in [0.001, 0.01, 0.1, 1.0] {
            let mut stepped = network.clone();
            Sgd { learning_rate }.step(&mut stepped, &gradients)?;
            let (after, _) = cost_and_gradients(&stepped, &x, &y)?;
            let promised = cost - learning_rate * square;
            writeln!(out, "{learning_rate:5}   {promised:10.3}   {after:16.3}")?;
        }
        Ok(())
    })?;
    page.number("one-step-square", square, Format::Decimals(1))?;
    let costs: Result<Vec<_>> = (0..=17)
        .map(|step| {
            let learning_rate = f64::from(step) / 100.0;
            let mut stepped = network.clone();
            Sgd { learning_rate }.step(&mut stepped, &gradients)?;
            Ok((learning_rate, cost_and_gradients(&stepped, &x, &y)?.0))
        })
        .collect();
    let costs = costs?;
    let least = costs.iter().min_by(|left, right| left.1.total_cmp(&right.1));
    let least = least.map_or(0.0, |point| point.0);
    page.number("one-step-least", least, Format::Decimals(2))?;
    page.figure("one-step", figures::promise(&costs, |eta| cost - eta * square))?;
    page.live(&mut Factors)?;
    chain(page, &network, &x, &y)?;

    let y = array![[0.0, 1.0]]; // (1, 2)
    let hidden = network.layers[0].forward(&x)?; // (1, 2)
    let names = ["hidden answers", "linear"];
    page.figure(
        "two-outputs",
        figures::by_hand(&two_outputs(), &hidden, &y, &names),
    )
}

/// The way from one weight of the first layer to the cost, link by link: from the input 2
/// to the upper neuron.
fn chain(
    page: &mut Record,
    network: &Network,
    x: &Array2<f64>,
    y: &Array2<f64>,
) -> Result<()> {
    let activations = network.activations(x)?;
    let (a, output) = (activations[1][[0, 0]], activations[2][[0, 0]]);
    let z = network.layers[0].pre_activation(x)?[[0, 0]];
    let (cost, _) = cost_and_gradients(network, x, y)?;
    let d_output = mean_squared_error_gradient(&activations[2], y)?; // (1, 1)
    let links = [
        ("sum z", z, x[[0, 1]]),
        ("answer a", a, slope_at_answer(Activation::Sigmoid, a)),
        ("output", output, network.layers[1].weights[[0, 0]]),
        ("cost", cost, d_output[[0, 0]]),
    ];
    let weight = ("weight", network.layers[0].weights[[1, 0]]);
    page.figure("chain", figures::chain(weight, &links))
}

/// Every number on the way forward through a network of two layers, and back.
fn ways(
    out: &mut page::Output,
    network: &Network,
    x: &Array2<f64>,
    y: &Array2<f64>,
) -> Result<()> {
    let activations = network.activations(x)?;
    let (hidden, output) = (&activations[1], &activations[2]); // (1, 2), (1, outputs)
    let (cost, gradients) = cost_and_gradients(network, x, y)?;
    let (first, last) = (&gradients.layers[0], &gradients.layers[1]);
    let d_output = mean_squared_error_gradient(output, y)?; // (1, outputs)
    let d_hidden = d_output.dot(&network.layers[1].weights.t()); // (1, 2)
    let slopes = hidden.mapv(|a| slope_at_answer(Activation::Sigmoid, a)); // (1, 2)
    let z = network.layers[0].pre_activation(x)?; // (1, 2)
    writeln!(out, "forward")?;
    writeln!(out, "  x                {}", row(x))?;
    writeln!(out, "  z, hidden        {}", row(&z))?;
    writeln!(out, "  a, hidden        {}", row(hidden))?;
    writeln!(out, "  a, output        {}", row(output))?;
    writeln!(out, "  target           {}", row(y))?;
    writeln!(out, "  C                {cost}")?;
    writeln!(out, "back")?;
    writeln!(out, "  dC/da, output    {}", row(&d_output))?;
    for (index, d) in last.d_weights.rows().into_iter().enumerate() {
        writeln!(out, "  dC/dw from a{}    {}", index + 1, row(d))?;
    }
    writeln!(out, "  dC/db, output    {}", row(&last.d_bias))?;
    writeln!(out, "  dC/da, hidden    {}", row(&d_hidden))?;
    writeln!(out, "  da/dz, hidden    {}", row(&slopes))?;
    writeln!(out, "  dC/dz, hidden    {}", row(&(&d_hidden * &slopes)))?;
    writeln!(out, "  dC/dw from x1    {}", row(first.d_weights.row(0)))?;
    writeln!(out, "  dC/dw from x2    {}", row(first.d_weights.row(1)))?;
    writeln!(out, "  dC/db, hidden    {}", row(&first.d_bias))?;
    writeln!(out, "  dC/dx            {}", row(&gradients.d_inputs))?;
    Ok(())
}

/// The way back through the first layer of the network that reads digits, and through
/// both layers.
pub(super) fn there_and_back(page: &mut Record) -> Result<()> {
    /// Images in the batch that is drawn: fewer than a layer has neurons.
    const BATCH: usize = 16;
    let [inputs, outputs, _] = SIZES;
    let products = figures::products(BATCH, inputs, outputs);
    page.number("drawn-batch", BATCH as f64, Format::Count)?;
    page.figure("products", products)?;
    page.figure("there-and-back", figures::there_and_back())
}

/// How steeply the sigmoid rises: computed from its answer, and measured.
pub(super) fn slopes(page: &mut Record) -> Result<()> {
    const STEP: f64 = 1e-4;
    page.output("sigmoid-slopes", |out| {
        writeln!(out, "the sigmoid's slope, nudges of {STEP}")?;
        writeln!(out, "   z        a   a (1 - a)   measured")?;
        for z in [-4.0, -2.0, 0.0, 2.0, 4.0] {
            let f = |z| Activation::Sigmoid.apply(z);
            let measured = (f(z + STEP) - f(z - STEP)) / (2.0 * STEP);
            let computed = slope_at_answer(Activation::Sigmoid, f(z));
            writeln!(
                out,
                "{z:4}   {:.4}      {computed:.4}     {measured:.4}",
                f(z)
            )?;
        }
        Ok(())
    })?;
    page.figure("sigmoid-slopes", figures::sigmoid_slopes())
}

/// The three handles of a weighted sum, each moved by the same nudge.
pub(super) fn three_ways(page: &mut Record, digits: &Digits) -> Result<()> {
    const NUDGE: f64 = 0.1;
    let network = untrained_network()?;
    let first = digits.images.slice(s![..1, ..]).to_owned(); // (1, 64)
    let mut inputs = network.activations(&first)?[1].row(0).to_owned(); // (32)
    let mut weights = network.layers[1].weights.column(0).to_owned(); // (32)
    let bias = network.layers[1].bias[0];
    let output = inputs.dot(&weights) + bias;
    let largest = |v: &ndarray::Array1<f64>| {
        (0..v.len()).max_by(|&a, &b| v[a].abs().total_cmp(&v[b].abs())).unwrap_or(0)
    };
    let (strong, heavy) = (largest(&inputs), largest(&weights));
    let silent = inputs.iter().position(|&a| a == 0.0).unwrap_or(strong);
    let silent_count = inputs.iter().filter(|&&a| a == 0.0).count();
    page.output("three-ways", |out| {
        writeln!(out, "untrained 64-32-10; a {} goes in,", digits.labels[0])?;
        writeln!(out, "and the output for 0 is {output:.4}")?;
        writeln!(out, "add {NUDGE}, and the output changes:")?;
        let mut line = |name: &str, change: f64| {
            writeln!(out, "  {name:32} {}", signed(change, 4))
        };
        line("bias", inputs.dot(&weights) + bias + NUDGE - output)?;
        for (at, name) in [
            (strong, format!("weight behind the answer {:.4}", inputs[strong])),
            (silent, format!("weight behind one of {silent_count} zeros")),
        ] {
            weights[at] += NUDGE;
            line(&name, inputs.dot(&weights) + bias - output)?;
            weights[at] -= NUDGE;
        }
        inputs[heavy] += NUDGE;
        let name = format!("answer before the weight {:.4}", weights[heavy]);
        line(&name, inputs.dot(&weights) + bias - output)?;
        inputs[heavy] -= NUDGE;
        Ok(())
    })?;
    page.figure("three-ways", figures::handles(inputs.view(), weights.view()))
}
