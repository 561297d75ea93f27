//! XOR, learned from many starts: one network, and one way of training it.

use ndarray::Array2;
use neurons::xor::{INPUTS, XOR};
use neurons::{Activation, Network};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::{
    BackpropError, EpochReport, Order, Settings, Trainer, mean_squared_error_cost,
    train,
};

/// Each epoch is one step, from all four rows.
pub(crate) const SETTINGS: Settings = Settings {
    epochs: 5000,
    batch_size: 4,
    learning_rate: 1.0,
    order: Order::AsGiven,
};
/// The seeds of the starts.
pub(crate) const STARTS: std::ops::RangeInclusive<u64> = 1..=20;
/// The four rows, (4, 2), and what should come out for them, (4, 1).
pub(crate) fn data() -> (Array2<f64>, Array2<f64>) {
    let targets = XOR.to_vec();
    let targets = Array2::from_shape_vec((4, 1), targets).expect("four rows"); // (4, 1)
    (Array2::from(INPUTS.to_vec()), targets) // (4, 2), (4, 1)
}

/// The network of a start, and the randomness that goes on from there.
pub(crate) fn start(
    hidden: usize,
    seed: u64,
) -> Result<(Network, ChaCha8Rng), BackpropError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (tanh, sigmoid) = (Activation::Tanh, Activation::Sigmoid);
    Ok((Network::random(&[2, hidden, 1], tanh, sigmoid, &mut rng)?, rng))
}

/// Trains it to the end; after each step, `watch` sees how it stands.
pub(crate) fn learn(
    hidden: usize,
    seed: u64,
    watch: impl FnMut(EpochReport, &Network),
) -> Result<Network, BackpropError> {
    let (network, mut rng) = start(hidden, seed)?;
    let (inputs, targets) = data();
    train(network, &inputs, &targets, SETTINGS, &mut rng, watch)
}

/// Whether all four rows come to be on their side of one half.
pub(crate) fn learns(hidden: usize, seed: u64) -> Result<bool, BackpropError> {
    let (network, mut rng) = start(hidden, seed)?;
    let (inputs, targets) = data();
    let mut trainer = Trainer::new(network, SETTINGS, mean_squared_error_cost)?;
    for _ in 0..SETTINGS.epochs {
        trainer.epoch(&inputs, &targets, &mut rng)?;
        let outputs = trainer.network().forward(&inputs)?; // (4, 1)
        if outputs.iter().zip(&targets).all(|(a, y)| (a - y).abs() < 0.5) {
            return Ok(true);
        }
    }
    Ok(false)
}
