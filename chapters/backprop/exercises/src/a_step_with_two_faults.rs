//! A step downhill that hands back the weights it has just moved, and whose gradient
//! lacks a factor of its mean.

use backprop::{Sgd, cost_and_gradients, measured_gradients, slope_at_answer};
use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, Axis, array};
use neurons::{Activation, Layer, Network};

/// What the reader mends: the network after a step against the gradient of the mean
/// squared error, from a network, a batch (batch, inputs), its targets (batch, outputs)
/// and a learning rate.
pub type Attempt = fn(&Network, &Array2<f64>, &Array2<f64>, f64) -> Network;

/// Wrong repairs, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "one-fault-left-moved-weights",
        says: "The cost's factor is right now. But each layer still moves its weights before \
               it tells the layer before it what to do, so that one is led by weights that \
               the forward pass has never seen.",
        attempt: |network, batch, targets, learning_rate| {
            wrong(network, batch, targets, learning_rate, Fault::MovedWeights)
        },
    },
    Mistake {
        name: "one-fault-left-no-mean",
        says: "Every layer hears the right thing now, but too loud. The cost is a mean over \
               examples and over outputs; look at what its gradient is divided by.",
        attempt: |network, batch, targets, learning_rate| {
            wrong(network, batch, targets, learning_rate, Fault::NoMean)
        },
    },
    Mistake {
        name: "mean-over-outputs-only",
        says: "You have put the outputs in the place of the examples. The cost is a mean over \
               all numbers of the matrix, over its rows as well as over its columns.",
        attempt: |network, batch, targets, learning_rate| {
            wrong(network, batch, targets, learning_rate, Fault::NoExamples)
        },
    },
    Mistake {
        name: "sum-for-mean",
        says: "You divide by nothing, which is the gradient of the sum. The cost is a mean \
               over all numbers of the matrix, over its rows as well as over its columns.",
        attempt: |network, batch, targets, learning_rate| {
            wrong(network, batch, targets, learning_rate, Fault::Sum)
        },
    },
    Mistake {
        name: "bias-after-weight",
        says: "You move the weights first, and then the biases against a gradient that the \
               moved weights have. All gradients belong to one place: take them, then move \
               everything.",
        attempt: |network, batch, targets, learning_rate| {
            in_turn(network, batch, targets, learning_rate, true)
        },
    },
    Mistake {
        name: "bias-after-weight",
        says: "You move the weights of a layer, run it again, and take the gradient of its bias \
               there. All gradients belong to one place: take them, then move everything.",
        attempt: |network, batch, targets, learning_rate| {
            wrong(network, batch, targets, learning_rate, Fault::RunAgain)
        },
    },
    Mistake {
        name: "weight-after-bias",
        says: "You move the biases first, and then the weights against a gradient that the \
               moved biases have. All gradients belong to one place: take them, then move \
               everything.",
        attempt: |network, batch, targets, learning_rate| {
            in_turn(network, batch, targets, learning_rate, false)
        },
    },
    Mistake {
        name: "last-layer-first",
        says: "You collect the gradients first, which is right, and then give the first layer \
               those of the last. The way back finds them in the opposite order.",
        attempt: |network, batch, targets, learning_rate| {
            wrong(network, batch, targets, learning_rate, Fault::Reversed)
        },
    },
];

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    MovedWeights,
    NoMean,
    NoExamples,
    Sum,
    Reversed,
    RunAgain,
}

/// A step of all weights and then one of all biases, or the other way round, each against
/// the gradient at the place where the network then is.
fn in_turn(
    network: &Network,
    batch: &Array2<f64>,
    targets: &Array2<f64>,
    learning_rate: f64,
    weights_first: bool,
) -> Network {
    let mut moved = network.clone();
    for are_weights in [weights_first, !weights_first] {
        let (_, mut gradients) = cost_and_gradients(&moved, batch, targets)
            .expect("a batch and targets that fit");
        for layer in &mut gradients.layers {
            if are_weights {
                layer.d_bias.fill(0.0);
            } else {
                layer.d_weights.fill(0.0);
            }
        }
        Sgd { learning_rate }
            .step(&mut moved, &gradients)
            .expect("gradients of this network");
    }
    moved
}

fn wrong(
    network: &Network,
    batch: &Array2<f64>,
    targets: &Array2<f64>,
    learning_rate: f64,
    fault: Fault,
) -> Network {
    let activations = network.activations(batch).expect("a batch that fits");
    let mut stepped = network.clone();
    let outputs = &activations[network.layers.len()]; // (batch, outputs)
    let count = match fault {
        Fault::NoMean => outputs.nrows(),
        Fault::NoExamples => outputs.ncols(),
        Fault::Sum => 1,
        _ => outputs.len(),
    };
    let mut d = (outputs - targets) * 2.0 / count as f64; // (batch, outputs)
    let mut found = Vec::new();
    for index in (0..network.layers.len()).rev() {
        let layer = &mut stepped.layers[index];
        let slopes =
            activations[index + 1].mapv(|a| slope_at_answer(layer.activation, a));
        let d_here = d; // (batch, outputs)
        let d_z = &d_here * &slopes; // (batch, outputs)
        let d_weights = activations[index].t().dot(&d_z); // (inputs, outputs)
        let mut d_bias = d_z.sum_axis(Axis(0)); // (outputs)
        d = d_z.dot(&layer.weights.t()); // (batch, inputs)
        if fault != Fault::Reversed {
            layer.weights.scaled_add(-learning_rate, &d_weights); // (inputs, outputs)
            if fault == Fault::RunAgain {
                let again = layer.forward(&activations[index]); // (batch, outputs)
                let again = again.expect("a batch that fits");
                let slopes = again.mapv(|a| slope_at_answer(layer.activation, a));
                d_bias = (&d_here * &slopes).sum_axis(Axis(0)); // (outputs)
            }
            layer.bias.scaled_add(-learning_rate, &d_bias); // (outputs)
        }
        if fault == Fault::MovedWeights {
            d = d_z.dot(&layer.weights.t()); // (batch, inputs)
        }
        found.push((d_weights, d_bias));
    }
    if fault == Fault::Reversed {
        for (layer, (d_weights, d_bias)) in stepped.layers.iter_mut().zip(found) {
            layer.weights.scaled_add(-learning_rate, &d_weights); // (inputs, outputs)
            layer.bias.scaled_add(-learning_rate, &d_bias); // (outputs)
        }
    }
    stepped
}

fn ask(
    exam: &mut judge::Exam,
    what: &str,
    got: &Network,
    expected: &Network,
    within: f64,
) {
    exam.equal(
        format!("the number of layers {what}"),
        &got.layers.len(),
        &expected.layers.len(),
    );
    for (index, (got, expected)) in
        got.layers.iter().zip(&expected.layers).enumerate()
    {
        let number = index + 1;
        exam.array(
            format!("the weight matrix of layer {number} {what}"),
            &got.weights,
            &expected.weights,
            within,
        );
        exam.array(
            format!("the bias of layer {number} {what}"),
            &got.bias,
            &expected.bias,
            within,
        );
    }
}

/// Judges an attempt: two steps to check by hand, then steps of several lengths against
/// the chapter's own, and against nudging.
///
/// # Panics
/// Never: the shapes that it draws fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let linear = |w: f64| {
            Layer::new(array![[w]], array![0.0], Activation::Identity)
                .expect("one of each")
        };
        let line = Network::new(vec![linear(2.0), linear(3.0)]).expect("one wide");
        let stepped = attempt(&line, &array![[1.0]], &array![[4.0]], 0.1);
        let mut by_hand = line;
        for (layer, (w, b)) in
            by_hand.layers.iter_mut().zip([(0.8, -1.2), (2.2, -0.4)])
        {
            layer.weights[[0, 0]] = w;
            layer.bias[0] = b;
        }
        let what = "of two linear neurons with w = 2, then 3, after a step for x = 1, y = 4 \
                    with η = 0.1";
        ask(exam, what, &stepped, &by_hand, 1e-10);
        // Three examples and two outputs: a mean over one of them alone shows.
        let wide = |weights: Array2<f64>, bias: Array1<f64>| {
            Layer::new(weights, bias, Activation::Identity)
                .and_then(|layer| Network::new(vec![layer]))
                .expect("a bias for each output")
        };
        let stepped = attempt(
            &wide(array![[1.0, 2.0]], array![0.0, 0.0]),
            &array![[1.0], [0.0], [0.0]],
            &Array2::zeros((3, 2)),
            0.3,
        );
        let by_hand = wide(array![[0.9, 1.8]], array![-0.1, -0.2]);
        let what = "of one linear layer with W = [[1, 2]] and b = [0, 0] after a step for \
                    X = [[1], [0], [0]] and six targets of 0 with η = 0.3";
        ask(exam, what, &stepped, &by_hand, 1e-10);
        let mut draw = Draw::new(1);
        // As wide as high at first, then of all shapes.
        let shapes: [&[usize]; 4] =
            [&[2, 2, 2], &[3, 4, 2], &[2, 3], &[4, 2, 3, 3]];
        for number in 0..12 {
            let sizes = shapes[number / 3];
            let learning_rate = [1.0, 0.1, 0.01][number % 3];
            let network = Network::random(
                sizes,
                Activation::Tanh,
                Activation::Identity,
                draw.generator(),
            )
            .expect("layers that fit");
            let rows = draw.count(2, 4);
            let batch = draw.matrix(rows, sizes[0]);
            let targets = draw.matrix(rows, sizes[sizes.len() - 1]);
            let got = attempt(&network, &batch, &targets, learning_rate);
            let is_measured = number % 2 == 1;
            let gradients = if is_measured {
                measured_gradients(&network, &batch, &targets, 1e-5)
            } else {
                cost_and_gradients(&network, &batch, &targets)
                    .map(|(_, found)| found)
            }
            .expect("a batch and targets that fit");
            let mut expected = network;
            Sgd { learning_rate }
                .step(&mut expected, &gradients)
                .expect("gradients of this network");
            let what = format!(
                "of a {} network after a step for {rows} examples with η = {learning_rate}",
                sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("-")
            );
            let within = if is_measured { 1e-7 } else { 1e-10 };
            ask(exam, &what, &got, &expected, within);
        }
    })
}
