//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use loss::{mean_squared_error_gradient, one_hot};
use ndarray::{Array2, Axis, array, s};
use neurons::digits::{CLASSES, Digits, PIXELS};
use neurons::xor::{INPUTS, XOR};
use neurons::{Activation, Layer, Network, standard_normal, untrained_network};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::digit_training::{SEEDS, SETTINGS, SIZES, SplitDigits, TEST, learn};
use crate::faults::{Faults, early_update_error, outcome, trained};
use crate::reading::{answers, confusion, cost_and_accuracy, select};
use crate::saved::{from_text, to_text};
use crate::{
    Epoch, Gradients, Settings, Sgd, backward, cost_and_gradients, derivative,
    figures, largest_relative_error, measured_gradients, train,
};

/// How many digits are few enough to be learned by heart.
const FEW: usize = 100;
/// The seeds of other splits.
const OTHER_SPLITS: std::ops::RangeInclusive<u64> = 2..=11;

/// Runs every experiment of the chapter.
///
/// # Errors
/// If there are too few digits, they do not suit the network, or a name is used twice.
pub fn experiments(page: &mut Record, digits: &Digits) -> Result<()> {
    let (least, found) = (TEST + FEW, digits.labels.len());
    ensure!(
        found >= least,
        "the experiments found {found} digits: give at least {least}, {TEST} of them to \
         test with"
    );
    by_hand(page)?;
    three_ways(page, digits)?;
    examples_ask(page, digits)?;
    gradient_check(page, digits)?;
    xor(page)?;
    let data = SplitDigits::new(digits)?;
    digits_learned(page, digits, &data)?;
    saved(page)?;
    moving(page, &data)?;
    overfitting(page, &data)?;
    updated_weights(page, &data)?;
    printed(page, &data)?;
    deep(page, &data)?;
    edge(page, &data)
}

/// 2 inputs, 2 sigmoid neurons and 1 linear one, all of whose sums are 0 in the hidden
/// layer for the inputs (1, 2).
fn small_network() -> Result<Network> {
    let hidden = Layer::new(
        array![[2.0, -1.0], [-1.0, 1.0]],
        array![0.0, -1.0],
        Activation::Sigmoid,
    )?;
    let output =
        Layer::new(array![[3.0], [-2.0]], array![0.5], Activation::Identity)?;
    Ok(Network::new(vec![hidden, output])?)
}

/// A matrix or a vector in one line, without negative zeros.
fn row<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> String {
    let numbers = numbers.into_iter().map(|number| format!("{}", number + 0.0));
    numbers.collect::<Vec<_>>().join("  ")
}

fn by_hand(page: &mut Record) -> Result<()> {
    let network = small_network()?;
    let (x, y) = (array![[1.0, 2.0]], array![[0.0]]); // (1, 2), (1, 1)
    let activations = network.activations(&x)?;
    let (hidden, output) = (&activations[1], &activations[2]);
    let (cost, gradients) = cost_and_gradients(&network, &x, &y)?;
    let d_output = mean_squared_error_gradient(output, &y)?; // (1, 1)
    let [first, last] = &gradients.layers[..] else {
        anyhow::bail!("the small network has two layers")
    };
    let slopes = hidden.mapv(|a| derivative(Activation::Sigmoid, a)); // (1, 2)
    page.output("by-hand", |out| {
        writeln!(out, "forward")?;
        writeln!(out, "  x                {}", row(&x))?;
        writeln!(
            out,
            "  z, hidden        {}",
            row(&network.layers[0].pre_activation(&x)?)
        )?;
        writeln!(out, "  a, hidden        {}", row(hidden))?;
        writeln!(out, "  a, output        {}", row(output))?;
        writeln!(out, "  C                {cost}")?;
        writeln!(out, "back")?;
        writeln!(out, "  dC/da, output    {}", row(&d_output))?;
        writeln!(out, "  dC/dw, output    {}", row(&last.d_weights))?;
        writeln!(out, "  dC/db, output    {}", row(&last.d_bias))?;
        let d_hidden = d_output.dot(&network.layers[1].weights.t()); // (1, 2)
        writeln!(out, "  dC/da, hidden    {}", row(&d_hidden))?;
        writeln!(out, "  da/dz, hidden    {}", row(&slopes))?;
        writeln!(out, "  dC/dz, hidden    {}", row(&(&d_hidden * &slopes)))?;
        writeln!(out, "  dC/dw from x1    {}", row(first.d_weights.row(0)))?;
        writeln!(out, "  dC/dw from x2    {}", row(first.d_weights.row(1)))?;
        writeln!(out, "  dC/db, hidden    {}", row(&first.d_bias))?;
        writeln!(out, "  dC/dx            {}", row(&gradients.d_inputs))?;
        Ok(())
    })?;
    page.figure("by-hand", figures::by_hand(&network, &activations, &gradients))?;
    let parameters = gradients.values();
    let square: f64 =
        parameters[..network.parameter_count()].iter().map(|d| d * d).sum();
    page.output("one-step", |out| {
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
    page.number("one-step-square", square, Format::Decimals(1))
}

fn three_ways(page: &mut Record, digits: &Digits) -> Result<()> {
    const LENGTH: f64 = 0.1;
    let network = untrained_network()?;
    let first = digits.images.slice(s![..1, ..]).to_owned(); // (1, 64)
    let activations = network.activations(&first)?;
    let inputs = activations[1].row(0).to_owned(); // (32)
    let weights = network.layers[1].weights.column(0).to_owned(); // (32)
    let bias = network.layers[1].bias[0];
    let output = inputs.dot(&weights) + bias;
    // Along the gradient, each of them moved by the same length.
    let size = |v: &ndarray::Array1<f64>| v.dot(v).sqrt();
    let by_bias = output + LENGTH;
    let moved = &weights + &(&inputs * (LENGTH / size(&inputs))); // (32)
    let by_weights = inputs.dot(&moved) + bias;
    let moved = &inputs + &(&weights * (LENGTH / size(&weights))); // (32)
    let by_inputs = moved.dot(&weights) + bias;
    page.output("three-ways", |out| {
        writeln!(
            out,
            "a {} goes in, and the output for 0 should be 1",
            digits.labels[0]
        )?;
        writeln!(out, "it is                                       {output:7.4}")?;
        writeln!(out, "after a nudge of length {LENGTH} to")?;
        writeln!(
            out,
            "  the bias                         {by_bias:7.4}  {:+.4}",
            by_bias - output
        )?;
        writeln!(
            out,
            "  the weights, like the inputs     {by_weights:7.4}  {:+.4}",
            by_weights - output
        )?;
        writeln!(
            out,
            "  the inputs, like the weights     {by_inputs:7.4}  {:+.4}",
            by_inputs - output
        )?;
        let mut order: Vec<usize> = (0..inputs.len()).collect();
        order.sort_by(|&a, &b| inputs[b].total_cmp(&inputs[a]));
        let silent = inputs.iter().filter(|&&a| a == 0.0).count();
        let strongest = inputs[order[0]] * LENGTH / size(&inputs);
        writeln!(
            out,
            "the strongest input, {:.4}, has its weight moved by {strongest:.4}",
            inputs[order[0]]
        )?;
        writeln!(out, "{silent} inputs are 0, and their weights are not moved")?;
        Ok(())
    })
}

fn examples_ask(page: &mut Record, digits: &Digits) -> Result<()> {
    const BATCH: usize = 32;
    let network = untrained_network()?;
    let images = digits.images.slice(s![..BATCH, ..]).to_owned(); // (32, 64)
    let targets = one_hot(&digits.labels[..BATCH], CLASSES)?; // (32, 10)
    let asks = |rows: &[usize]| -> Result<Vec<f64>> {
        let (images, targets) =
            (images.select(Axis(0), rows), targets.select(Axis(0), rows));
        let (_, gradients) = cost_and_gradients(&network, &images, &targets)?;
        Ok(gradients.layers[1].d_bias.iter().map(|d| -d + 0.0).collect())
    };
    page.output("examples-ask", |out| {
        writeln!(out, "downhill for the bias of the output for")?;
        writeln!(out, "                  0       1       2       3       4")?;
        let mut line = |name: String, rows: &[usize]| -> Result<()> {
            let asked = asks(rows)?;
            let asked: Vec<_> =
                asked[..5].iter().map(|d| format!("{d:8.3}")).collect();
            writeln!(out, "{name:12}{}", asked.concat())?;
            Ok(())
        };
        for example in 0..4 {
            line(format!("image of {}", digits.labels[example]), &[example])?;
        }
        line(format!("{BATCH} images"), &(0..BATCH).collect::<Vec<_>>())
    })
}

fn gradient_check(page: &mut Record, digits: &Digits) -> Result<()> {
    const STEP: f64 = 1e-5;
    let network = untrained_network()?;
    let images = digits.images.slice(s![..2, ..]).to_owned(); // (2, 64)
    let targets = one_hot(&digits.labels[..2], CLASSES)?; // (2, 10)
    let (_, found) = cost_and_gradients(&network, &images, &targets)?;
    let measured = measured_gradients(&network, &images, &targets, STEP)?;
    let error = largest_relative_error(&found, &measured);
    let activations = network.activations(&images)?;
    let d_outputs =
        mean_squared_error_gradient(&activations[2], &targets)? * CLASSES as f64; // (2, 10)
    let wrong = backward(&network, &activations, &d_outputs)?;
    page.output("gradient-check", |out| {
        writeln!(out, "                    computed      measured")?;
        for at in [[3, 0], [5, 7], [31, 9]] {
            let d = |gradients: &Gradients| gradients.layers[1].d_weights[at];
            let (found, measured) = (d(&found), d(&measured));
            writeln!(
                out,
                "dC/dW2[{:2}, {}]    {found:12.4}  {measured:12.4}",
                at[0], at[1]
            )?;
        }
        let count = found.values().len();
        writeln!(
            out,
            "{count} gradients, largest relative error below {:.0e}",
            ceiling(error)
        )?;
        let ratio = wrong.layers[1].d_bias[0] / measured.layers[1].d_bias[0];
        writeln!(
            out,
            "without the mean's factor: {ratio:.3} times the measured one"
        )?;
        Ok(())
    })?;
    page.number("checked", found.values().len() as f64, Format::Count)?;
    page.number(
        "without-mean",
        wrong.layers[1].d_bias[0] / measured.layers[1].d_bias[0],
        Format::Decimals(3),
    )
}

/// The power of ten above a number, so that what is printed does not hang on the last
/// bits of a processor.
fn ceiling(error: f64) -> f64 {
    let mut power = 1.0;
    while power / 10.0 > 3.0 * error {
        power /= 10.0;
    }
    power
}

fn xor(page: &mut Record) -> Result<()> {
    let inputs = Array2::from(INPUTS.to_vec()); // (4, 2)
    let targets = Array2::from_shape_vec((4, 1), XOR.to_vec())?; // (4, 1)
    let settings = Settings {
        epochs: 5000,
        batch_size: 4,
        learning_rate: 1.0,
        is_shuffled: false,
    };
    let learn = |hidden: usize,
                 seed: u64,
                 watch: &mut dyn FnMut(Epoch, &Network)| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (tanh, sigmoid) = (Activation::Tanh, Activation::Sigmoid);
        let network = Network::random(&[2, hidden, 1], tanh, sigmoid, &mut rng)?;
        train(network, &inputs, &targets, settings, &mut rng, watch)
    };
    page.output("xor", |out| {
        writeln!(out, "  step     cost   0 0   0 1   1 0   1 1")?;
        let mut lines = Vec::new();
        learn(4, 1, &mut |epoch, network| {
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
    page.output("xor-luck", |out| {
        writeln!(out, "hidden neurons   learned, of 20 seeds")?;
        for hidden in [2, 3, 4, 8] {
            let mut learned = 0;
            for seed in 1..=20 {
                let network = learn(hidden, seed, &mut |_, _| {})?;
                let outputs = network.forward(&inputs)?; // (4, 1)
                let is_right = |(a, y): (&f64, &f64)| (a - y).abs() < 0.5;
                learned += usize::from(outputs.iter().zip(&targets).all(is_right));
            }
            writeln!(out, "{hidden:14}   {learned:20}")?;
        }
        Ok(())
    })
}

fn digits_learned(
    page: &mut Record,
    digits: &Digits,
    data: &SplitDigits,
) -> Result<()> {
    let mut curve = Vec::new();
    let mut failed = None;
    let mut networks = Vec::new();
    page.output("digits", |out| {
        writeln!(
            out,
            "seed   epochs      cost   on the {}   on {TEST} new ones",
            data.targets.nrows()
        )?;
        for seed in SEEDS {
            let network = learn(data, SETTINGS, seed, &mut |epoch, network| {
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
            let [training, test] = [training, test].map(|part| 100.0 * part);
            writeln!(
                out,
                "{seed:4}   {:6}   {cost:.5}   {training:10.1}%   {test:14.1}%",
                SETTINGS.epochs
            )?;
            networks.push(network);
        }
        Ok(())
    })?;
    failed.map_or(Ok(()), Err)?;
    let mut accuracies = Vec::new();
    let mut training = Vec::new();
    for network in &networks {
        accuracies.push(cost_and_accuracy(network, &data.test)?.1);
        training.push(cost_and_accuracy(network, &data.training)?.1);
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let least = accuracies.iter().copied().fold(1.0, f64::min);
    let most = accuracies.iter().copied().fold(0.0, f64::max);
    page.number("training-images", data.targets.nrows() as f64, Format::Count)?;
    page.number("test-images", TEST as f64, Format::Count)?;
    page.number("epochs", SETTINGS.epochs as f64, Format::Count)?;
    page.number("accuracy", mean(&accuracies), Format::Percent(1))?;
    page.number("accuracy-least", least, Format::Percent(1))?;
    page.number("accuracy-most", most, Format::Percent(1))?;
    page.number("training-accuracy", mean(&training), Format::Percent(1))?;
    page.figure("learning", figures::learning(&curve))?;

    let network = &networks[0];
    let read = answers(&network.forward(&data.test.images)?);
    let counts = confusion(&read, &data.test.labels);
    page.figure("confusion", figures::confusion(&counts))?;
    let wrong: Vec<usize> =
        (0..TEST).filter(|&at| read[at] != data.test.labels[at]).collect();
    let misread = select(&data.test, &wrong);
    let said: Vec<usize> = wrong.iter().map(|&at| read[at]).collect();
    page.number("misread", wrong.len() as f64, Format::Count)?;
    page.figure("misread", figures::misread(&misread, &said))?;
    page.figure("weights", figures::weights(&network.layers[0]))?;

    // How much of it is the luck of the split?
    let mut others = Vec::new();
    for seed in OTHER_SPLITS {
        let other = SplitDigits::from_seed(digits, TEST, seed)?;
        let network = learn(&other, SETTINGS, 1, &mut |_, _| {})?;
        others.push(cost_and_accuracy(&network, &other.test)?.1);
    }
    page.number("other-splits", others.len() as f64, Format::Count)?;
    page.number("other-splits-accuracy", mean(&others), Format::Percent(1))?;
    page.number(
        "other-splits-least",
        others.iter().copied().fold(1.0, f64::min),
        Format::Percent(1),
    )?;
    page.number(
        "other-splits-most",
        others.iter().copied().fold(0.0, f64::max),
        Format::Percent(1),
    )?;
    let in_order = SplitDigits::in_order(digits)?;
    let mut accuracies = Vec::new();
    for seed in SEEDS {
        let network = learn(&in_order, SETTINGS, seed, &mut |_, _| {})?;
        accuracies.push(cost_and_accuracy(&network, &in_order.test)?.1);
    }
    page.number("last-images-accuracy", mean(&accuracies), Format::Percent(1))
}

fn saved(page: &mut Record) -> Result<()> {
    let network = small_network()?;
    let text = to_text(&network)?;
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
    message
        .replace(": give", ":\n    give")
        .replace(", but ", ",\n    but ")
        .replace(", so ", ",\n    so ")
        .replace(", single", ",\n    single")
}

fn moving(page: &mut Record, data: &SplitDigits) -> Result<()> {
    const SHOWN: [usize; 6] = [1, 2, 3, 5, 10, 20];
    let settings = Settings { epochs: 20, ..SETTINGS };
    let mut curves = Vec::new();
    for is_shuffled in [true, false] {
        let (mut curve, mut failed) = (Vec::new(), None);
        let settings = Settings { is_shuffled, ..settings };
        // In the file's own order, as whoever does not shuffle would take them.
        learn(data, settings, 1, &mut |epoch, network| match cost_and_accuracy(
            network,
            &data.training,
        ) {
            Ok((cost, _)) => curve.push((epoch.moving_cost, cost)),
            Err(error) => failed = Some(error),
        })?;
        failed.map_or(Ok(()), Err)?;
        curves.push(curve);
    }
    page.output("moving", |out| {
        writeln!(out, "        shuffled                fixed order")?;
        writeln!(out, "epoch   reported   afterwards   reported   afterwards")?;
        for number in SHOWN {
            let ((a, b), (c, d)) = (curves[0][number - 1], curves[1][number - 1]);
            writeln!(out, "{number:5}   {a:8.4}   {b:10.4}   {c:8.4}   {d:10.4}")?;
        }
        Ok(())
    })?;
    page.figure("moving", figures::moving(&curves[0], &curves[1]))
}

const OVERFITTING_SHOWN: [usize; 6] = [1, 10, 30, 100, 300, 3000];
const FEW_SETTINGS: Settings =
    Settings { epochs: 3000, batch_size: 8, learning_rate: 0.2, ..SETTINGS };

fn overfitting(page: &mut Record, data: &SplitDigits) -> Result<()> {
    let few = data.few(FEW)?;
    let (mut curve, mut failed) = (Vec::new(), None);
    learn(&few, FEW_SETTINGS, 1, &mut |epoch, network| {
        if epoch.number > 100 && epoch.number % 10 > 0 {
            return;
        }
        match (
            cost_and_accuracy(network, &few.training),
            cost_and_accuracy(network, &few.test),
        ) {
            (Ok(training), Ok(test)) => curve.push((epoch.number, training, test)),
            (Err(error), _) | (_, Err(error)) => failed = Some(error),
        }
    })?;
    failed.map_or(Ok(()), Err)?;
    let least = curve.iter().min_by(|a, b| a.2.0.total_cmp(&b.2.0));
    let least = *least.context("at least one epoch")?;
    let last = *curve.last().context("at least one epoch")?;
    page.output("overfitting", |out| {
        writeln!(out, "         on the {FEW}               on {TEST} new ones")?;
        writeln!(out, "epoch      cost   accuracy       cost   accuracy")?;
        let shown = |point: &&figures::Point| OVERFITTING_SHOWN.contains(&point.0);
        for (number, training, test) in curve.iter().filter(shown) {
            writeln!(
                out,
                "{number:5}   {:.5}   {:7.1}%    {:.5}   {:7.1}%",
                training.0,
                100.0 * training.1,
                test.0,
                100.0 * test.1
            )?;
        }
        Ok(())
    })?;
    page.number("overfit-training", last.1.1, Format::Percent(0))?;
    page.number("overfit-test", last.2.1, Format::Percent(1))?;
    page.number("overfit-best", least.2.1, Format::Percent(1))?;
    page.number("overfit-least-epoch", least.0 as f64, Format::Count)?;
    page.figure("overfitting", figures::overfitting(&curve))
}

fn updated_weights(page: &mut Record, data: &SplitDigits) -> Result<()> {
    const BATCH: usize = 32;
    let images = data.training.images.slice(s![..BATCH, ..]).to_owned(); // (32, 64)
    let targets = data.targets.slice(s![..BATCH, ..]).to_owned(); // (32, 10)
    let mean = |learning_rate: f64, factor: f64| -> Result<(f64, f64)> {
        let (mut error, mut cosine) = (0.0, 0.0);
        for seed in SEEDS {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let network = Network::random(
                &SIZES,
                Activation::Relu,
                Activation::Relu,
                &mut rng,
            )?;
            let outputs = network.forward(&images)?; // (32, 10)
            let d = mean_squared_error_gradient(&outputs, &targets)? * factor; // (32, 10)
            let (e, c) = early_update_error(&network, &images, &d, learning_rate)?;
            error += e / SEEDS.len() as f64;
            cosine += c / SEEDS.len() as f64;
        }
        Ok((error, cosine))
    };
    page.output("updated-weights", |out| {
        writeln!(out, "        mean's gradient        without its factor")?;
        writeln!(out, "   η    error    cosine        error    cosine")?;
        for learning_rate in [0.01, 0.1, 0.5, 1.0] {
            let (error, cosine) = mean(learning_rate, 1.0)?;
            let (error_10, cosine_10) = mean(learning_rate, CLASSES as f64)?;
            writeln!(
                out,
                "{learning_rate:4}  {:6.1}%   {cosine:7.3}      {:6.1}%   {cosine_10:7.3}",
                100.0 * error,
                100.0 * error_10
            )?;
        }
        Ok(())
    })?;
    page.number("updated-error", mean(1.0, CLASSES as f64)?.0, Format::Percent(0))?;
    page.number("updated-cosine", mean(1.0, CLASSES as f64)?.1, Format::Decimals(2))
}

/// The designs between the one that the tutorial prints and that of this chapter.
fn designs() -> [(&'static str, Faults, f64); 5] {
    let all = Faults::ALL;
    let start = Faults { small_start: false, ..all };
    let outputs = Faults { relu_outputs: false, ..start };
    let order = Faults { early_update: false, same_order: false, ..outputs };
    let none = Faults { no_mean: false, ..order };
    [
        ("as printed", all, PRINTED_RATE),
        ("+ He's start", start, 0.1),
        ("+ linear outputs", outputs, 0.1),
        ("+ right order, shuffled", order, 0.1),
        ("+ the mean's factor, η 1", none, 1.0),
    ]
}

const PRINTED_EPOCHS: usize = 30;
const PRINTED_RATE: f64 = 0.1;
/// Those after [`SEEDS`].
const MORE_SEEDS: std::ops::RangeInclusive<u64> = 6..=20;

fn printed(page: &mut Record, data: &SplitDigits) -> Result<()> {
    let mut first = None;
    page.output("printed", |out| {
        writeln!(
            out,
            "                           accuracy in %         dead outputs"
        )?;
        writeln!(
            out,
            "{PRINTED_EPOCHS} epochs, {} seeds         mean  least  most    of 10",
            SEEDS.len()
        )?;
        for (name, faults, learning_rate) in designs() {
            let (mut accuracies, mut dead) = (Vec::new(), Vec::new());
            for seed in SEEDS {
                let network =
                    trained(faults, learning_rate, PRINTED_EPOCHS, data, seed)?;
                let outcome = outcome(&network, data)?;
                accuracies.push(100.0 * outcome.accuracy);
                dead.push(outcome.dead);
            }
            let mean = accuracies.iter().sum::<f64>() / accuracies.len() as f64;
            let least = accuracies.iter().copied().fold(100.0, f64::min);
            let most = accuracies.iter().copied().fold(0.0, f64::max);
            let dead_text: Vec<_> = dead.iter().map(ToString::to_string).collect();
            writeln!(
                out,
                "{name:25} {mean:6.1} {least:6.1} {most:5.1}    {}",
                dead_text.join(" ")
            )?;
            let runs: Vec<_> = accuracies.into_iter().zip(dead).collect();
            first.get_or_insert((mean, least, most, runs));
        }
        Ok(())
    })?;
    let (mean, least, most, runs) = first.context("at least one design")?;
    page.number("printed-accuracy", mean / 100.0, Format::Percent(1))?;
    page.number("printed-least", least / 100.0, Format::Percent(1))?;
    page.number("printed-most", most / 100.0, Format::Percent(1))?;
    let most_dead = runs.iter().map(|(_, dead)| *dead).max().unwrap_or(0);
    page.number("printed-dead", most_dead as f64, Format::Count)?;
    printed_luck(page, data, runs)
}

/// The printed design from more seeds than the accuracies and dead outputs in `runs`:
/// a mean of few says how many of them were lucky.
fn printed_luck(
    page: &mut Record,
    data: &SplitDigits,
    mut runs: Vec<(f64, usize)>,
) -> Result<()> {
    page.output("printed-luck", |out| {
        for seed in MORE_SEEDS {
            let network =
                trained(Faults::ALL, PRINTED_RATE, PRINTED_EPOCHS, data, seed)?;
            let outcome = outcome(&network, data)?;
            runs.push((100.0 * outcome.accuracy, outcome.dead));
        }
        runs.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        writeln!(out, "accuracy in %   dead outputs   starts")?;
        for run in runs.chunk_by(|a, b| a == b) {
            let ((accuracy, dead), starts) = (run[0], run.len());
            writeln!(out, "{accuracy:13.1}   {dead:12}   {starts:6}")?;
        }
        Ok(())
    })?;
    let alive = runs.iter().filter(|(accuracy, _)| *accuracy > 50.0).count();
    page.number("printed-starts", runs.len() as f64, Format::Count)?;
    page.number("printed-alive", alive as f64, Format::Count)
}

/// The root mean square of each layer's weight gradient in a network of six layers,
/// and its largest output, for the first 32 digits.
fn deep_gradients(
    data: &SplitDigits,
    hidden: Activation,
    is_small: bool,
) -> Result<(Vec<f64>, f64)> {
    const BATCH: usize = 32;
    let images = data.training.images.slice(s![..BATCH, ..]).to_owned(); // (32, 64)
    let targets = data.targets.slice(s![..BATCH, ..]).to_owned(); // (32, 10)
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let sizes = [PIXELS, 32, 32, 32, 32, 32, CLASSES];
    let mut network =
        Network::random(&sizes, hidden, Activation::Identity, &mut rng)?;
    if is_small {
        for layer in &mut network.layers {
            layer.weights =
                layer.weights.mapv(|_| 0.01 * standard_normal(&mut rng));
        }
    }
    let outputs = network.forward(&images)?; // (32, 10)
    let largest = outputs.iter().fold(0.0, |most: f64, a| most.max(a.abs()));
    let (_, gradients) = cost_and_gradients(&network, &images, &targets)?;
    let sizes = gradients.layers.iter().map(|layer| {
        let d = &layer.d_weights;
        ((d * d).sum() / d.len() as f64).sqrt()
    });
    Ok((sizes.collect(), largest))
}

fn deep(page: &mut Record, data: &SplitDigits) -> Result<()> {
    let relu = deep_gradients(data, Activation::Relu, false)?;
    let sigmoid = deep_gradients(data, Activation::Sigmoid, false)?;
    let small = deep_gradients(data, Activation::Relu, true)?;
    page.output("deep", |out| {
        writeln!(out, "dC/dW, layer   ReLU, He   sigmoid, He   ReLU, 0.01 start")?;
        for layer in 0..relu.0.len() {
            writeln!(
                out,
                "{:12}   {:8.0e}   {:11.0e}   {:16.0e}",
                layer + 1,
                relu.0[layer],
                sigmoid.0[layer],
                small.0[layer]
            )?;
        }
        writeln!(
            out,
            "top output     {:8.0e}   {:11.0e}   {:16.0e}",
            relu.1, sigmoid.1, small.1
        )?;
        Ok(())
    })?;
    page.number("small-output", small.1, Format::Scientific(0))?;
    page.number("small-gradient", small.0[0], Format::Scientific(0))?;
    page.number(
        "sigmoid-ratio",
        (sigmoid.0[5] / sigmoid.0[0] / 100.0).round() * 100.0,
        Format::Count,
    )?;
    page.figure("deep", figures::deep(&relu.0, &sigmoid.0, &small.0))
}

const RATES: [f64; 5] = [0.05, 0.5, 1.0, 2.0, 4.0];
const EDGE_SETTINGS: Settings = Settings { epochs: 30, ..SETTINGS };

fn edge(page: &mut Record, data: &SplitDigits) -> Result<()> {
    let mut curves = Vec::new();
    page.output("edge", |out| {
        writeln!(
            out,
            "   η   cost after 1 epoch   after 30   accuracy on new ones"
        )?;
        for learning_rate in RATES {
            let (mut curve, mut failed) = (Vec::new(), None);
            let settings = Settings { learning_rate, ..EDGE_SETTINGS };
            let network =
                learn(
                    data,
                    settings,
                    1,
                    &mut |_, network| match cost_and_accuracy(
                        network,
                        &data.training,
                    ) {
                        Ok((cost, _)) => curve.push(cost),
                        Err(error) => failed = Some(error),
                    },
                )?;
            failed.map_or(Ok(()), Err)?;
            let (_, accuracy) = cost_and_accuracy(&network, &data.test)?;
            let text = |cost: f64| match cost {
                cost if !cost.is_finite() => "not a number".to_owned(),
                cost if cost > 1000.0 => format!("{cost:.0e}"),
                cost => format!("{cost:.4}"),
            };
            writeln!(
                out,
                "{learning_rate:4}   {:>18}   {:>8}   {:18.1}%",
                text(curve[0]),
                text(curve[29]),
                100.0 * accuracy
            )?;
            curves.push((learning_rate, curve));
        }
        Ok(())
    })?;
    page.figure("edge", figures::edge(&curves))
}

#[cfg(test)]
mod tests {
    use neurons::digits::book_digits;

    use super::*;
    use crate::reading::least_lead;

    /// Starts that differ in their last bits move leads by less than 1e-12.
    const MARGIN: f64 = 1e-7;

    fn assert_clear(what: &str, network: &Network, digits: &Digits) {
        let lead = least_lead(network, digits).expect("64 pixels");
        assert!(lead > MARGIN, "{what}: a lead of {lead:e}");
    }

    fn book_data() -> (Digits, SplitDigits) {
        let digits = book_digits().expect("the book's own digits");
        let data = SplitDigits::new(&digits).expect("enough digits");
        (digits, data)
    }

    #[test]
    fn accuracies_of_mistakes_do_not_hang_on_rounding() {
        let (_, data) = book_data();
        for (name, faults, learning_rate) in designs() {
            for seed in SEEDS {
                let network =
                    trained(faults, learning_rate, PRINTED_EPOCHS, &data, seed)
                        .expect("digits that fit");
                assert_clear(&format!("{name}, seed {seed}"), &network, &data.test);
            }
        }
        for seed in MORE_SEEDS {
            let network =
                trained(Faults::ALL, PRINTED_RATE, PRINTED_EPOCHS, &data, seed)
                    .expect("digits that fit");
            assert_clear(&format!("printed, seed {seed}"), &network, &data.test);
        }
    }

    #[test]
    fn accuracies_past_the_edge_do_not_hang_on_rounding() {
        let (_, data) = book_data();
        for learning_rate in RATES {
            let settings = Settings { learning_rate, ..EDGE_SETTINGS };
            let network =
                learn(&data, settings, 1, &mut |_, _| {}).expect("digits that fit");
            assert_clear(&format!("η {learning_rate}"), &network, &data.test);
        }
    }

    #[test]
    fn accuracies_of_few_digits_do_not_hang_on_rounding() {
        let (_, data) = book_data();
        let few = data.few(FEW).expect("100 digits");
        learn(&few, FEW_SETTINGS, 1, &mut |epoch, network| {
            if OVERFITTING_SHOWN.contains(&epoch.number) {
                let what = format!("epoch {}", epoch.number);
                assert_clear(&what, network, &few.training);
                assert_clear(&what, network, &few.test);
            }
        })
        .expect("digits that fit");
    }

    #[test]
    fn accuracies_of_other_splits_do_not_hang_on_rounding() {
        let (digits, _) = book_data();
        for seed in OTHER_SPLITS {
            let other =
                SplitDigits::from_seed(&digits, TEST, seed).expect("enough digits");
            let network = learn(&other, SETTINGS, 1, &mut |_, _| {})
                .expect("digits that fit");
            assert_clear(&format!("split {seed}"), &network, &other.test);
        }
        let in_order = SplitDigits::in_order(&digits).expect("enough digits");
        for seed in SEEDS {
            let network = learn(&in_order, SETTINGS, seed, &mut |_, _| {})
                .expect("digits that fit");
            assert_clear(
                &format!("in order, seed {seed}"),
                &network,
                &in_order.test,
            );
        }
    }
}
