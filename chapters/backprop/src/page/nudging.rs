//! Gradients held to nudging: what each example asks for, what it costs to measure, and
//! how large a nudge should be.

use std::fmt::Write as _;

use anyhow::Result;
use loss::{mean_squared_error_gradient, one_hot};
use ndarray::{Array2, Axis, s};
use neurons::digits::{CLASSES, Digits};
use neurons::{Activation, Network, untrained_network};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use super::words::ceiling;
use crate::digit_training::SIZES;
use crate::{
    Gradients, backward, cost_and_gradients, figures, largest_relative_error,
    measured_gradients,
};

/// Images in the batch that is checked.
const CHECKED: usize = 2;

pub(super) fn examples_ask(page: &mut Record, digits: &Digits) -> Result<()> {
    const BATCH: usize = 32;
    let network = untrained_network()?;
    let images = digits.images.slice(s![..BATCH, ..]).to_owned(); // (32, 64)
    let targets = one_hot(&digits.labels[..BATCH], CLASSES)?; // (32, 10)
    let rates = |rows: &[usize]| -> Result<Vec<f64>> {
        let (images, targets) =
            (images.select(Axis(0), rows), targets.select(Axis(0), rows));
        let (_, gradients) = cost_and_gradients(&network, &images, &targets)?;
        Ok(gradients.layers[1].d_bias.iter().map(|d| d + 0.0).collect())
    };
    let mut names: Vec<String> =
        digits.labels[..4].iter().map(|label| format!("a {label}")).collect();
    names.push(format!("{BATCH} images"));
    let mut lines: Vec<Vec<f64>> =
        (0..4).map(|example| rates(&[example])).collect::<Result<_>>()?;
    lines.push(rates(&(0..BATCH).collect::<Vec<_>>())?);
    page.output("examples-ask", |out| {
        writeln!(out, "untrained 64-32-10: dC/db of the output for")?;
        writeln!(out, "               0      1      2      3      4")?;
        for (name, rates) in names.iter().zip(&lines) {
            let rates: Vec<_> =
                rates[..5].iter().map(|d| format!("{d:7.3}")).collect();
            writeln!(out, "{name:9}{}", rates.concat())?;
        }
        Ok(())
    })
}

/// The batch that gradients are checked on: (2, 64) and (2, 10).
fn checked_batch(digits: &Digits) -> Result<(Array2<f64>, Array2<f64>)> {
    let images = digits.images.slice(s![..CHECKED, ..]).to_owned(); // (2, 64)
    let targets = one_hot(&digits.labels[..CHECKED], CLASSES)?; // (2, 10)
    Ok((images, targets))
}

pub(super) fn gradient_check(page: &mut Record, digits: &Digits) -> Result<()> {
    const STEP: f64 = 1e-5;
    let network = untrained_network()?;
    let (images, targets) = checked_batch(digits)?;
    let (_, found) = cost_and_gradients(&network, &images, &targets)?;
    let measured = measured_gradients(&network, &images, &targets, STEP)?;
    let error = largest_relative_error(&found, &measured);
    let activations = network.activations(&images)?;
    let d_outputs =
        mean_squared_error_gradient(&activations[2], &targets)? * CLASSES as f64; // (2, 10)
    let wrong = backward(&network, &activations, &d_outputs)?;
    let numbers = found.values().len();
    page.output("gradient-check", |out| {
        writeln!(out, "untrained 64-32-10, {CHECKED} images")?;
        writeln!(out, "nudges of {STEP:.0e}     computed   measured")?;
        let places =
            [(0, [0, 0]), (0, [19, 5]), (0, [43, 31]), (1, [3, 0]), (1, [31, 9])];
        for (layer, at) in places {
            let d = |gradients: &Gradients| gradients.layers[layer].d_weights[at];
            let name = format!("dC/dW{}[{:2}, {:2}]", layer + 1, at[0], at[1]);
            writeln!(out, "{name:18} {:9.4}  {:9.4}", d(&found), d(&measured))?;
        }
        writeln!(out, "{numbers} gradients: largest relative error")?;
        writeln!(out, "  below {:.0e}", ceiling(error))?;
        let ratio = wrong.layers[1].d_bias[0] / measured.layers[1].d_bias[0];
        writeln!(out, "without the mean's factor:")?;
        writeln!(out, "  {ratio:.3} times the measured one")?;
        Ok(())
    })?;
    page.number("parameters", network.parameter_count() as f64, Format::Count)?;
    page.number("checked-images", CHECKED as f64, Format::Count)?;
    page.number("checked-pixels", images.len() as f64, Format::Count)?;
    page.number("checked", numbers as f64, Format::Count)?;
    page.number(
        "without-mean",
        wrong.layers[1].d_bias[0] / measured.layers[1].d_bias[0],
        Format::Decimals(0),
    )
}

/// How many pairs of numbers a product of matrices (rows, inner) and (inner, columns)
/// multiplies and adds up.
fn multiply_adds(left: (usize, usize), right: (usize, usize)) -> usize {
    assert_eq!(left.1, right.0, "matrices that can be multiplied");
    left.0 * left.1 * right.1
}

/// What the products of a pass forward, and of a pass back, multiply and add up.
fn passes(network: &Network, batch: &Array2<f64>) -> Result<(usize, usize)> {
    let turned = |(rows, columns)| (columns, rows);
    let activations = network.activations(batch)?;
    let (mut forward, mut back) = (0, 0);
    for (index, layer) in network.layers.iter().enumerate() {
        let (x, w) = (activations[index].dim(), layer.weights.dim());
        let d_z = activations[index + 1].dim(); // (batch, outputs)
        forward += multiply_adds(x, w);
        back += multiply_adds(turned(x), d_z) + multiply_adds(d_z, turned(w));
    }
    Ok((forward, back))
}

pub(super) fn price(page: &mut Record, digits: &Digits) -> Result<()> {
    let network = untrained_network()?;
    let (images, targets) = checked_batch(digits)?;
    let (_, gradients) = cost_and_gradients(&network, &images, &targets)?;
    let numbers = gradients.values().len();
    let (forward, back) = passes(&network, &images)?;
    let nudging = 2 * numbers * forward;
    page.output("price", |out| {
        writeln!(out, "64-32-10, {CHECKED} images: {numbers} gradients")?;
        writeln!(out, "                  multiply-adds     passes")?;
        for (name, count) in [
            ("forward", forward),
            ("forward and back", forward + back),
            ("nudging", nudging),
        ] {
            writeln!(out, "{name:16}   {count:12}   {:8}", count / forward)?;
        }
        Ok(())
    })?;
    let back = (forward + back) / forward;
    page.figure("price", figures::price(back, nudging / forward))
}

/// Parameters and inputs whose nudge by `step`, up or down, makes some hidden ReLU
/// answer where it was silent, or the other way round.
fn bends(network: &Network, batch: &Array2<f64>, step: f64) -> Result<usize> {
    let on = |network: &Network, batch: &Array2<f64>| -> Result<Vec<bool>> {
        let hidden = network.layers[0].pre_activation(batch)?; // (batch, hidden)
        Ok(hidden.iter().map(|&z| z > 0.0).collect())
    };
    let at_rest = on(network, batch)?;
    let (mut nudged, mut inputs) = (network.clone(), batch.clone());
    let mut crossed = 0;
    for (at, &weight) in network.layers[0].weights.indexed_iter() {
        let mut is_crossed = false;
        for by in [step, -step] {
            nudged.layers[0].weights[at] = weight + by;
            is_crossed |= on(&nudged, batch)? != at_rest;
        }
        nudged.layers[0].weights[at] = weight;
        crossed += usize::from(is_crossed);
    }
    for (at, &bias) in network.layers[0].bias.indexed_iter() {
        let mut is_crossed = false;
        for by in [step, -step] {
            nudged.layers[0].bias[at] = bias + by;
            is_crossed |= on(&nudged, batch)? != at_rest;
        }
        nudged.layers[0].bias[at] = bias;
        crossed += usize::from(is_crossed);
    }
    for (at, &input) in batch.indexed_iter() {
        let mut is_crossed = false;
        for by in [step, -step] {
            inputs[at] = input + by;
            is_crossed |= on(network, &inputs)? != at_rest;
        }
        inputs[at] = input;
        crossed += usize::from(is_crossed);
    }
    Ok(crossed)
}

const NUDGES: [f64; 6] = [1e-1, 1e-2, 1e-3, 1e-5, 1e-8, 1e-11];

/// The power of ten above the largest relative error of gradients that are measured by
/// nudges of `step`.
fn error_below(
    network: &Network,
    images: &Array2<f64>,
    targets: &Array2<f64>,
    step: f64,
) -> Result<f64> {
    let (_, found) = cost_and_gradients(network, images, targets)?;
    let measured = measured_gradients(network, images, targets, step)?;
    let error = largest_relative_error(&found, &measured);
    Ok(libm::pow(10.0, libm::log10(error).ceil()))
}

/// The untrained networks that nudges are tried on, with tanh and with ReLU.
fn tanh_and_relu() -> Result<[Network; 2]> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (hidden, output) = (Activation::Tanh, Activation::Identity);
    Ok([Network::random(&SIZES, hidden, output, &mut rng)?, untrained_network()?])
}

pub(super) fn nudge_sizes(page: &mut Record, digits: &Digits) -> Result<()> {
    let [tanh, relu] = tanh_and_relu()?;
    let (images, targets) = checked_batch(digits)?;
    let mut errors = [Vec::new(), Vec::new()];
    page.output("nudge-sizes", |out| {
        writeln!(out, "untrained 64-32-10, {CHECKED} images")?;
        writeln!(out, "largest relative error below; the last")?;
        writeln!(out, "column: nudges across a bend of ReLU")?;
        writeln!(out, "nudge    tanh    ReLU   across")?;
        for step in NUDGES {
            let smooth = error_below(&tanh, &images, &targets, step)?;
            let bent = error_below(&relu, &images, &targets, step)?;
            let crossed = bends(&relu, &images, step)?;
            errors[0].push(smooth);
            errors[1].push(bent);
            writeln!(
                out,
                "{step:5.0e}   {smooth:5.0e}   {bent:5.0e}   {crossed:6}"
            )?;
        }
        Ok(())
    })?;
    let [smooth, bent] = &errors;
    page.figure("nudge-sizes", figures::nudges(&NUDGES, [smooth, bent]))
}

#[cfg(test)]
mod tests {
    use neurons::digits::book_digits;

    use super::*;

    /// The same network with its hidden neurons in another order, whose sums round in
    /// another way.
    fn turned(network: &Network) -> Network {
        let mut turned = network.clone();
        let order: Vec<usize> = (0..SIZES[1]).rev().collect();
        let [first, last] = &mut turned.layers[..] else { panic!("two layers") };
        first.weights = first.weights.select(Axis(1), &order); // (64, 32)
        first.bias = first.bias.select(Axis(0), &order); // (32)
        last.weights = last.weights.select(Axis(0), &order); // (32, 10)
        turned
    }

    /// For each weight a multiplication forward, and two on the way back.
    #[test]
    fn a_pass_back_costs_two_passes_forward() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let (relu, identity) = (Activation::Relu, Activation::Identity);
        let network = Network::random(&[5, 7, 4, 3], relu, identity, &mut rng);
        let network = network.expect("sizes above 0");
        let batch = Array2::zeros((6, 5)); // (6, 5)
        let weights = 5 * 7 + 7 * 4 + 4 * 3;
        let counted = passes(&network, &batch).expect("a batch that fits");
        assert_eq!(counted, (6 * weights, 2 * 6 * weights));
    }

    #[test]
    fn errors_of_nudges_do_not_hang_on_rounding() {
        let digits = book_digits().expect("the book's own digits");
        let (images, targets) = checked_batch(&digits).expect("digits that fit");
        for network in tanh_and_relu().expect("sizes above 0") {
            for step in NUDGES {
                let below = |network: &Network| {
                    error_below(network, &images, &targets, step).expect("it fits")
                };
                let (one, other) = (below(&network), below(&turned(&network)));
                assert_eq!(one, other, "nudges of {step:e}");
            }
        }
    }
}
