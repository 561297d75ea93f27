//! How weights start: random, from a seed, and of a size that lets a signal through
//! any number of layers.

use std::f64::consts::PI;

use ndarray::{Array1, Array2};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::digits::{CLASSES, PIXELS};
use crate::{Activation, Layer, Network, Result, ShapeError};

/// A random number from the normal distribution with mean 0 and variance 1, made of
/// two uniform ones (Box and Muller, 1958).
pub fn standard_normal(rng: &mut ChaCha8Rng) -> f64 {
    let uniform: f64 = 1.0 - rng.random::<f64>(); // in (0, 1], so that ln is finite
    let radius = (-2.0 * libm::log(uniform)).sqrt();
    let angle = 2.0 * PI * rng.random::<f64>();
    radius * libm::cos(angle)
}

impl Layer {
    // ANCHOR: layer-random
    /// A layer with He initialisation: weights from a normal distribution with mean
    /// 0 and standard deviation √(2 / inputs), biases 0 (He and others, 2015).
    ///
    /// # Errors
    /// If there is no input or no output.
    pub fn random(
        inputs: usize,
        outputs: usize,
        activation: Activation,
        rng: &mut ChaCha8Rng,
    ) -> Result<Layer> {
        let spread = (2.0 / inputs as f64).sqrt();
        let weights = Array2::from_shape_fn((inputs, outputs), |_| {
            spread * standard_normal(rng)
        }); // (inputs, outputs)
        Layer::new(weights, Array1::zeros(outputs), activation)
    }
    // ANCHOR_END: layer-random
}

impl Network {
    /// A network of [`Layer::random`] layers: `sizes` are the number of inputs, then
    /// the number of neurons of each layer. The last has `output` for its activation
    /// function, all others have `hidden`.
    ///
    /// # Errors
    /// If there are fewer than two sizes, or one is 0.
    pub fn random(
        sizes: &[usize],
        hidden: Activation,
        output: Activation,
        rng: &mut ChaCha8Rng,
    ) -> Result<Network> {
        if sizes.len() < 2 {
            return Err(ShapeError::TooFewSizes { sizes: sizes.len() });
        }
        let mut layers = Vec::new();
        for (index, pair) in sizes.windows(2).enumerate() {
            let last = index + 2 == sizes.len();
            let activation = if last { output } else { hidden };
            layers.push(Layer::random(pair[0], pair[1], activation, rng)?);
        }
        Network::new(layers)
    }
}

// ANCHOR: untrained-network
/// The seed of the network that has learned nothing.
pub(crate) const UNTRAINED_SEED: u64 = 1;

/// A network for digits that has learned nothing yet: 64 inputs, 32 hidden neurons
/// with ReLU, 10 linear outputs. It is the same one every time.
///
/// # Errors
/// Those of [`Network::random`], for sizes that are fixed here and above 0.
pub fn untrained_network() -> Result<Network> {
    let mut rng = ChaCha8Rng::seed_from_u64(UNTRAINED_SEED);
    let sizes = [PIXELS, 32, CLASSES];
    Network::random(&sizes, Activation::Relu, Activation::Identity, &mut rng)
}
// ANCHOR_END: untrained-network
