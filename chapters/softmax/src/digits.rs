//! The digits of *Backprop*, learned with a cost of our choice.

use backprop::digit_training::{SIZES, SplitDigits};
use backprop::reading::{accuracy, answers};
use backprop::{BackpropError, Cost, Settings, Trainer};
use ndarray::Array2;
use neurons::digits::Digits;
use neurons::{Activation, Network};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::{SoftmaxError, cross_entropy, softmax_rows};

// ANCHOR: learn
/// Trains the network of *Backprop* with `cost`: 64 inputs, 32 hidden neurons with
/// ReLU, 10 linear outputs. After each epoch, `watch` sees its number and how the
/// network stands.
///
/// # Errors
/// If the data do not suit it.
pub fn learn(
    data: &SplitDigits,
    settings: Settings,
    cost: Cost,
    seed: u64,
    watch: &mut dyn FnMut(usize, &Network),
) -> Result<Network, BackpropError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (hidden, output) = (Activation::Relu, Activation::Identity);
    let network = Network::random(&SIZES, hidden, output, &mut rng)?;
    let mut trainer = Trainer::new(network, settings, cost)?;
    for epoch in 1..=settings.epochs {
        trainer.epoch(&data.training.images, &data.targets, &mut rng)?;
        watch(epoch, trainer.network());
    }
    Ok(trainer.into_network())
}
// ANCHOR_END: learn

/// The share of digits that a network reads correctly.
pub(crate) fn share(
    network: &Network,
    digits: &Digits,
) -> Result<f64, BackpropError> {
    let outputs = network.forward(&digits.images)?; // (digits, 10)
    Ok(accuracy(&answers(&outputs), &digits.labels))
}

/// Its cross-entropy, if its outputs are taken as logits.
fn nats(network: &Network, digits: &Digits) -> anyhow::Result<f64> {
    let logits = network.forward(&digits.images)?; // (digits, 10)
    Ok(cross_entropy(&logits, &digits.labels)?)
}

/// How a network stands in the course of its training.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    /// The share of digits never seen that it reads correctly.
    pub test: f64,
    /// The cross-entropy on digits never seen, its outputs taken as logits.
    pub nats: f64,
}

/// How it stands now.
pub(crate) fn point(
    network: &Network,
    data: &SplitDigits,
) -> anyhow::Result<Point> {
    Ok(Point {
        test: share(network, &data.test)?,
        nats: nats(network, &data.test)?,
    })
}

/// What it says about each digit: (digits, 10).
pub(crate) fn says(
    network: &Network,
    digits: &Digits,
) -> anyhow::Result<Array2<f64>> {
    let logits = network.forward(&digits.images)?; // (digits, 10)
    let probabilities: Result<_, SoftmaxError> = softmax_rows(&logits);
    Ok(probabilities?)
}
