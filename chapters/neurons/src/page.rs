//! The experiments of the chapter, in the order of its page.

use std::path::Path;

use anyhow::{Result, ensure};
use ndarray::{Array2, ArrayView1, Axis, array, stack};
use page::{Format, Record};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::fmt::Write as _;

use crate::digits::{Digits, FULL_INK, SIDE};
use crate::xor::{or_neuron, xor_network};
use crate::{Activation, Layer, Network, Neuron, figures, merge_linear};

mod random;
mod xor;

/// The seed of layers that are drawn at random.
const SEED: u64 = 1;

/// Runs every experiment of the chapter.
///
/// # Errors
/// If the digits do not suit the network, or a name is used twice.
pub fn experiments(page: &mut Record, digits: &Digits) -> Result<()> {
    pixels(page, digits)?;
    arrays(page)?;
    by_hand(page)?;
    bias(page)?;
    steepness(page)?;
    activations(page)?;
    layer(page)?;
    network(page)?;
    collapse(page)?;
    xor::one_neuron(page)?;
    xor::two_layers(page)?;
    random::signal(page, digits)?;
    random::untrained(page, digits)?;
    errors(page)
}

fn pixels(page: &mut Record, digits: &Digits) -> Result<()> {
    page.output("pixels", |out| {
        writeln!(out, "the first image of the file, a {}:", digits.labels[0])?;
        let image = digits.images.row(0); // (64)
        for row in 0..SIDE {
            for column in 0..SIDE {
                let ink =
                    (image[SIDE * row + column] * f64::from(FULL_INK)).round();
                write!(out, "{ink:4}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    page.number("images", digits.labels.len() as f64, Format::Count)?;
    // A rule that somebody might write: a 0 has no ink in the four pixels of the middle.
    let middle = [3, 4].map(|row| [SIDE * row + 3, SIDE * row + 4]).concat();
    let rows = digits.images.rows().into_iter().zip(&digits.labels);
    let hollow: Vec<bool> = rows
        .filter(|(image, _)| middle.iter().all(|&pixel| image[pixel] == 0.0))
        .map(|(_, label)| *label == 0)
        .collect();
    let zeros = digits.labels.iter().filter(|label| **label == 0).count();
    let hollow_zeros = hollow.iter().filter(|is_zero| **is_zero).count();
    page.number("zeros", zeros as f64, Format::Count)?;
    page.number("hollow-zeros", hollow_zeros as f64, Format::Count)?;
    let hollow_others = hollow.len() - hollow_zeros;
    page.number("hollow-others", hollow_others as f64, Format::Count)?;
    page.figure("digits", figures::digits(digits))
}

/// Prints expressions as they are written, each with its value.
macro_rules! show {
    ($out:ident: $($expression:expr),+ $(,)?) => {$(
        let value = $expression.to_string().replace('\n', "\n                      ");
        writeln!($out, "{:<21} {value}", stringify!($expression))?;
    )+};
}

fn arrays(page: &mut Record) -> Result<()> {
    let v = array![1.0, 2.0, 3.0]; // (3)
    let w = array![0.5, 0.0, -1.0]; // (3)
    let m = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]; // (2, 3)
    page.output("arrays", |out| {
        show!(out: v, w, v.dot(&w), v.mapv(|x| x * x), m, m[[1, 0]], m.row(1), m.t(), &m + &v);
        Ok(())
    })
}

fn by_hand(page: &mut Record) -> Result<()> {
    let inputs = array![0.5, 0.25]; // (2)
    let neuron = Neuron::new(array![2.0, -4.0], 0.5, Activation::Sigmoid);
    let (z, a) =
        (neuron.pre_activation(inputs.view())?, neuron.forward(inputs.view())?);
    page.output("by-hand", |out| {
        writeln!(out, "inputs a = {inputs}")?;
        writeln!(out, "weights w = {}", neuron.weights)?;
        writeln!(out)?;
        for (index, (weight, input)) in neuron.weights.iter().zip(&inputs).enumerate() {
            let (sign, number) = (if index == 0 { ' ' } else { '+' }, index + 1);
            let product = weight * input;
            writeln!(out, "{sign} w{number} · a{number}     {weight:2} × {input:<4} = {product:4}")?;
        }
        writeln!(out, "+ b                       {:4}", neuron.bias)?;
        writeln!(out, "= z                       {z:4}")?;
        writeln!(out, "sigmoid(z)                {a:7.4}")?;
        Ok(())
    })?;
    page.number("by-hand-z", z, Format::Decimals(1))?;
    page.number("by-hand-a", a, Format::Decimals(4))?;
    page.figure("by-hand", figures::by_hand(&neuron, [inputs[0], inputs[1]], z, a))
}

fn bias(page: &mut Record) -> Result<()> {
    page.output("bias-sweep", |out| {
        writeln!(out, "one input of weight 1, sigmoid")?;
        writeln!(out, "bias   switches at   answer at input 0")?;
        for bias in [-4.0, -2.0, 0.0, 2.0, 4.0] {
            let neuron = Neuron::new(array![1.0], bias, Activation::Sigmoid);
            let at_zero = neuron.forward(array![0.0].view())?;
            let switch = -bias / neuron.weights[0] + 0.0; // no negative zero
            writeln!(out, "{bias:4}   {switch:11}   {at_zero:17.4}")?;
        }
        Ok(())
    })?;
    let at_zero = |bias: f64| Activation::Sigmoid.apply(bias);
    page.number("negative-bias-at-zero", at_zero(-4.0), Format::Decimals(3))?;
    page.number("positive-bias-at-zero", at_zero(4.0), Format::Decimals(3))?;
    page.figure("bias-shift", figures::bias_shift([4.0, 0.0, -4.0]))
}

/// Weights that sharpen the sigmoid, the last of them nearly to a step.
const STEEP: [f64; 3] = [1.0, 3.0, 20.0];
/// An input near the switch, at which they are compared.
const NEAR: f64 = 0.25;

fn steepness(page: &mut Record) -> Result<()> {
    for (name, weight) in ["gentle", "steep", "steepest"].into_iter().zip(STEEP) {
        let neuron = Neuron::new(array![weight], 0.0, Activation::Sigmoid);
        let near = neuron.forward(array![NEAR].view())?;
        page.number(&format!("{name}-weight"), weight, Format::Count)?;
        page.number(&format!("{name}-near"), near, Format::Decimals(2))?;
    }
    page.number("near-input", NEAR, Format::Decimals(2))?;
    page.figure("steepness", figures::steepness(STEEP, NEAR))?;
    let step = |z: f64| if z > 0.0 { 1.0 } else { 0.0 };
    let mut nudges = Vec::new();
    page.output("nudges", |out| {
        writeln!(out, "one input of 1, a bias of 0")?;
        writeln!(out, "weight   threshold   sigmoid")?;
        for tenths in -3..3 {
            let weight = f64::from(tenths) / 10.0 + 0.05;
            let neuron = Neuron::new(array![weight], 0.0, Activation::Sigmoid);
            let input = array![1.0]; // (1)
            let jumps = step(neuron.pre_activation(input.view())?);
            let bends = neuron.forward(input.view())?;
            writeln!(out, "{weight:6.2}{jumps:12}{bends:10.4}")?;
            nudges.push((weight, jumps, bends));
        }
        Ok(())
    })?;
    page.figure("nudges", figures::nudges(&nudges))
}

fn activations(page: &mut Record) -> Result<()> {
    page.output("activations", |out| {
        writeln!(out, "     z   sigmoid      ReLU      tanh")?;
        for z in [-1000.0, -4.0, -1.0, 0.0, 1.0, 4.0, 1000.0] {
            let [sigmoid, relu, tanh] =
                [Activation::Sigmoid, Activation::Relu, Activation::Tanh]
                    .map(|f| f.apply(z));
            writeln!(out, "{z:6}{sigmoid:10.4}{relu:10}{tanh:10.4}")?;
        }
        Ok(())
    })?;
    page.figure("activations", figures::activations())
}

fn layer(page: &mut Record) -> Result<()> {
    page.figure("network", figures::network())?;
    let neurons = [
        Neuron::new(array![1.0, 2.0, -1.0], 0.0, Activation::Relu),
        Neuron::new(array![-1.0, 0.5, 1.0], 1.0, Activation::Relu),
    ];
    let layer = Layer::from_neurons(&neurons)?;
    let batch = array![[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]]; // (2, 3)
    let by_neuron = layer.forward_by_neuron(&batch)?; // (2, 2)
    let at_once = layer.forward(&batch)?; // (2, 2)
    page.output("layer", |out| {
        writeln!(out, "X, two examples of three inputs:\n{batch}")?;
        writeln!(out, "W, a column for each of two neurons:\n{}", layer.weights)?;
        writeln!(out, "b: {}", layer.bias)?;
        writeln!(out, "neuron by neuron:\n{by_neuron}")?;
        writeln!(out, "ReLU(X W + b):\n{at_once}")?;
        Ok(())
    })?;
    let sums = layer.pre_activation(&batch)?; // (2, 2)
    page.figure("row-by-column", figures::row_by_column(&batch, &layer, &sums))?;
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let (inputs, outputs, examples) = (64, 32, 1000);
    let layer = Layer::random(inputs, outputs, Activation::Tanh, &mut rng)?;
    let batch = Array2::from_shape_fn((examples, inputs), |_| {
        crate::standard_normal(&mut rng)
    }); // (1000, 64)
    let difference = &layer.forward(&batch)? - &layer.forward_by_neuron(&batch)?; // (1000, 32)
    let agree = difference.iter().all(|d| d.abs() < 1e-12);
    ensure!(agree, "the two ways differ by 1e-12 or more");
    page.output("loop-or-matrix", |out| {
        writeln!(out, "{inputs} inputs, {outputs} tanh neurons, seed {SEED}")?;
        writeln!(out, "{examples} examples of normal numbers")?;
        writeln!(out, "{} activations each way", difference.len())?;
        writeln!(out, "none differs by 1e-12")?;
        Ok(())
    })
}

fn network(page: &mut Record) -> Result<()> {
    let network = xor_network();
    let batch = array![[0.0, 1.0]]; // (1, 2)
    page.output("forward", |out| {
        for (index, activations) in network.activations(&batch)?.iter().enumerate()
        {
            let name =
                if index == 0 { "input".into() } else { format!("layer {index}") };
            let (text, shape) = (format!("{activations:.4}"), activations.dim());
            writeln!(out, "{name:9}{text:19}shape {shape:?}")?;
        }
        Ok(())
    })?;
    page.figure(
        "forward",
        figures::forward(&network, &network.activations(&batch)?),
    )
}

fn collapse(page: &mut Record) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut linear = |inputs, outputs| {
        Layer::random(inputs, outputs, Activation::Identity, &mut rng)
    };
    let (first, second) = (linear(3, 100)?, linear(100, 2)?);
    let merged = merge_linear(&first, &second)?;
    let (p, q) = (array![1.0, 2.0, 3.0], array![-1.0, 0.5, 4.0]); // (3) each
    let steps = (0..=40).map(|step| f64::from(step) / 40.0).collect::<Vec<_>>();
    let way = Array2::from_shape_fn((steps.len(), 3), |(step, input)| {
        p[input] + steps[step] * (q[input] - p[input])
    }); // (41, 3)
    let halfway = (&p + &q) / 2.0; // (3)
    let batch = stack![Axis(0), p, q, halfway]; // (3, 3)
    let linear = Network::new(vec![first.clone(), second.clone()])?;
    let two = linear.forward(&batch)?; // (3, 2)
    let one = merged.forward(&batch)?; // (3, 2)
    let bent = Layer { activation: Activation::Relu, ..first.clone() };
    let bent = Network::new(vec![bent, second.clone()])?;
    let with_relu = bent.forward(&batch)?; // (3, 2)
    let numbers = |layers: &[&Layer]| -> usize {
        layers.iter().map(|layer| layer.weights.len() + layer.bias.len()).sum()
    };
    page.output("collapse", |out| {
        writeln!(out, "3 inputs, 100 neurons between, 2 outputs")?;
        writeln!(out, "seed {SEED}")?;
        writeln!(out, "p = {p}, q = {q}")?;
        let both = numbers(&[&first, &second]);
        writeln!(out, "two linear layers, {both} parameters:")?;
        write!(out, "{}", answers(&two))?;
        writeln!(out, "merged into one, {} parameters:", numbers(&[&merged]))?;
        write!(out, "{}", answers(&one))?;
        writeln!(out, "the two again, with ReLU between:")?;
        write!(out, "{}", answers(&with_relu))?;
        Ok(())
    })?;
    page.number(
        "two-linear-layers",
        numbers(&[&first, &second]) as f64,
        Format::Count,
    )?;
    page.number("merged-layer", numbers(&[&merged]) as f64, Format::Count)?;
    let along = |network: &Network| -> Result<Vec<(f64, f64)>> {
        let answers = network.forward(&way)?; // (41, 2)
        Ok(steps.iter().copied().zip(answers.column(0).to_vec()).collect())
    };
    page.figure("bend", figures::bend(&along(&linear)?, &along(&bent)?))
}

/// The answers (3, 2) to p, to q and halfway between, below them the mean of the first two.
fn answers(rows: &Array2<f64>) -> String {
    let mean = (&rows.row(0) + &rows.row(1)) / 2.0; // (2)
    let line = |name: &str, answer: ArrayView1<f64>| {
        format!("  {name:14}{:9.4}{:9.4}\n", answer[0], answer[1])
    };
    let names = ["p", "q", "halfway"];
    let lines = names.into_iter().zip(rows.rows());
    let mut text: String = lines.map(|(name, answer)| line(name, answer)).collect();
    text += &line("mean of p, q", mean.view());
    text
}

fn errors(page: &mut Record) -> Result<()> {
    let neuron = or_neuron();
    let layer = Layer::random(
        64,
        32,
        Activation::Relu,
        &mut ChaCha8Rng::seed_from_u64(SEED),
    )?;
    let next = Layer::random(
        30,
        10,
        Activation::Relu,
        &mut ChaCha8Rng::seed_from_u64(SEED),
    )?;
    let row = |pixel: &str, fields: usize| {
        let mut row = vec!["0"; fields];
        row[4] = pixel;
        row.join(",")
    };
    let good = row("7", 65);
    let told = |what: &str, error: String| {
        let error = [": give", ": found", " but", ", a whole"]
            .into_iter()
            .fold(error, |error, part| {
                error.replace(part, &part.replacen(' ', "\n  ", 1))
            });
        format!("{what}:\n  {error}\n")
    };
    let read =
        |what: &str, text: &str| match Digits::parse(text, Path::new("mine.csv")) {
            Ok(_) => String::new(),
            Err(error) => told(what, error.to_string()),
        };
    page.output("errors", |out| {
        if let Err(error) = neuron.forward(array![1.0, 0.0, 1.0].view()) {
            let error = error.to_string();
            write!(out, "{}", told("three inputs for two weights", error))?;
        }
        let text = format!("{good}\n{good}\n{}\n", row("seven", 65));
        write!(out, "{}", read("a value that is no number", &text))?;
        Ok(())
    })?;
    page.output("more-errors", |out| {
        if let Err(error) = Network::new(vec![layer, next]) {
            write!(out, "{}", told("layers that do not fit", error.to_string()))?;
        }
        let text = format!("{good}\n{}\n", row("7", 60));
        write!(out, "{}", read("rows of different length", &text))?;
        write!(out, "{}", read("an empty file", ""))?;
        Ok(())
    })
}
