//! What goes wrong: the mistakes of this chapter, each on purpose.

use loss::{mean_squared_error_gradient, shuffled};
use ndarray::{Array2, Axis};
use neurons::{Activation, Network, standard_normal};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::digit_training::{SIZES, SplitDigits};
use crate::reading::{accuracy, answers};
use crate::{BackpropError, layer_backward};

/// Which mistakes a training makes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Faults {
    /// Weights start at 0.01 times a normal number, whatever the inputs.
    pub small_start: bool,
    /// The last layer has ReLU too.
    pub relu_outputs: bool,
    /// The gradient is divided by the batch only, not by the outputs.
    pub no_mean: bool,
    /// A layer's weights are updated before its gradient goes on to the layer below.
    pub early_update: bool,
    /// The examples come in the same order in every epoch.
    pub same_order: bool,
}

impl Faults {
    /// All of them at once.
    pub(crate) const ALL: Faults = Faults {
        small_start: true,
        relu_outputs: true,
        no_mean: true,
        early_update: true,
        same_order: true,
    };

    /// The network that training starts with.
    pub(crate) fn network(
        self,
        sizes: &[usize],
        rng: &mut ChaCha8Rng,
    ) -> Result<Network, BackpropError> {
        let output =
            if self.relu_outputs { Activation::Relu } else { Activation::Identity };
        let mut network = Network::random(sizes, Activation::Relu, output, rng)?;
        if self.small_start {
            for layer in &mut network.layers {
                layer.weights = layer.weights.mapv(|_| 0.01 * standard_normal(rng));
            }
        }
        Ok(network)
    }

    /// One step, with the mistakes.
    pub(crate) fn step(
        self,
        network: &mut Network,
        batch: &Array2<f64>,
        targets: &Array2<f64>,
        learning_rate: f64,
    ) -> Result<(), BackpropError> {
        let activations = network.activations(batch)?;
        let outputs = &activations[network.layers.len()]; // (batch, outputs)
        let mut d = mean_squared_error_gradient(outputs, targets)?; // (batch, outputs)
        if self.no_mean {
            d *= targets.ncols() as f64; // (batch, outputs)
        }
        if self.early_update {
            backward_too_early(network, &activations, d, learning_rate)?;
            return Ok(());
        }
        let gradients = crate::backward(network, &activations, &d)?;
        crate::Sgd { learning_rate }.step(network, &gradients)
    }
}

// ANCHOR: backward-too-early
fn backward_too_early(
    network: &mut Network,
    activations: &[Array2<f64>],
    mut d_activation: Array2<f64>, // (batch, outputs)
    learning_rate: f64,
) -> Result<Array2<f64>, BackpropError> {
    let mut first = Array2::zeros((0, 0));
    for (index, layer) in network.layers.iter_mut().enumerate().rev() {
        let (inputs, outputs) = (&activations[index], &activations[index + 1]);
        let (gradients, _) = layer_backward(layer, inputs, outputs, &d_activation)?;
        layer.weights.scaled_add(-learning_rate, &gradients.d_weights); // (inputs, outputs)
        layer.bias.scaled_add(-learning_rate, &gradients.d_bias); // (outputs)
        // Too late: these are no longer the weights of the forward pass.
        (_, d_activation) = layer_backward(layer, inputs, outputs, &d_activation)?;
        first = gradients.d_weights; // (inputs, outputs)
    }
    Ok(first)
}
// ANCHOR_END: backward-too-early

/// The first layer's gradient as a backward pass with early updates gives it, beside
/// the right one: the relative error, and the cosine between the two.
pub(crate) fn early_update_error(
    network: &Network,
    batch: &Array2<f64>,
    d_outputs: &Array2<f64>,
    learning_rate: f64,
) -> Result<(f64, f64), BackpropError> {
    let activations = network.activations(batch)?;
    let right = crate::backward(network, &activations, d_outputs)?;
    let right = &right.layers[0].d_weights; // (inputs, outputs)
    let mut copy = network.clone();
    let wrong = backward_too_early(
        &mut copy,
        &activations,
        d_outputs.clone(),
        learning_rate,
    )?;
    let dot = |a: &Array2<f64>, b: &Array2<f64>| (a * b).sum();
    let difference = &wrong - right; // (inputs, outputs)
    let (wrong_size, right_size) =
        (dot(&wrong, &wrong).sqrt(), dot(right, right).sqrt());
    let error = dot(&difference, &difference).sqrt() / right_size;
    Ok((error, dot(&wrong, right) / wrong_size / right_size))
}

/// How a training with mistakes ends.
pub(crate) struct Outcome {
    /// The share of test digits that are read correctly; none if some output is not a
    /// finite number, for then there is no strongest answer.
    pub accuracy: Option<f64>,
    /// Outputs that are 0, or less, for every training image.
    pub dead: usize,
}

/// 64-32-10, trained with mistakes. After each epoch, `watch` sees the network.
pub(crate) fn trained(
    faults: Faults,
    learning_rate: f64,
    epochs: usize,
    data: &SplitDigits,
    seed: u64,
    mut watch: impl FnMut(&Network),
) -> Result<Network, BackpropError> {
    const BATCH: usize = 32;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut network = faults.network(&SIZES, &mut rng)?;
    let (inputs, targets) = (&data.training.images, &data.targets);
    for _ in 0..epochs {
        let order: Vec<usize> = if faults.same_order {
            (0..inputs.nrows()).collect()
        } else {
            shuffled(inputs.nrows(), &mut rng)
        };
        for batch in order.chunks(BATCH) {
            let rows = inputs.select(Axis(0), batch); // (batch, 64)
            let wanted = targets.select(Axis(0), batch); // (batch, 10)
            faults.step(&mut network, &rows, &wanted, learning_rate)?;
        }
        watch(&network);
        let output = &network.layers[network.layers.len() - 1];
        if output.bias.iter().any(|b| !b.is_finite()) {
            break; // no step makes a number of it again
        }
    }
    Ok(network)
}

/// Which neurons are dead: those whose answers (examples, neurons) are 0 to every
/// example.
pub(crate) fn dead(answers: &Array2<f64>) -> Vec<bool> {
    let columns = answers.columns().into_iter();
    columns.map(|column| column.iter().all(|&a| a == 0.0)).collect()
}

/// How a training with mistakes ended.
pub(crate) fn outcome(
    network: &Network,
    data: &SplitDigits,
) -> Result<Outcome, BackpropError> {
    let outputs = network.forward(&data.test.images)?; // (test, 10)
    let trained = network.forward(&data.training.images)?; // (training, 10)
    let dead = dead(&trained).into_iter().filter(|&is_dead| is_dead).count();
    let is_finite = outputs.iter().all(|a| a.is_finite());
    let accuracy =
        is_finite.then(|| accuracy(&answers(&outputs), &data.test.labels));
    Ok(Outcome { accuracy, dead })
}
