//! The digits, learned: one split, one network and one way of training it, so that what
//! later chapters and exercises change is the only thing that differs.

use loss::one_hot;
use ndarray::Array2;
use neurons::digits::{CLASSES, Digits, PIXELS};
use neurons::{Activation, Network};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::reading::{select, split};
use crate::{BackpropError, EpochReport, Order, Settings, train};

// ANCHOR: split-digits
/// How many digits are set aside to test with.
pub const TEST: usize = 360;
/// The seed by which they are drawn.
const SPLIT_SEED: u64 = 1;

/// Digits to train on, with their targets, and digits to test with.
#[derive(Debug, Clone, PartialEq)]
pub struct SplitDigits {
    /// To train on.
    pub training: Digits,
    /// What should come out for them, one-hot: (training, 10).
    pub targets: Array2<f64>,
    /// Never trained on.
    pub test: Digits,
}

impl SplitDigits {
    /// Digits split as on this page: [`TEST`] of them to test with, always the same.
    ///
    /// # Errors
    /// If there are too few.
    pub fn new(digits: &Digits) -> Result<SplitDigits, BackpropError> {
        check_enough(digits)?;
        SplitDigits::from_seed(digits, TEST, SPLIT_SEED)
    }

    /// `test` of the digits to test with, drawn from a seed, and the others to train on.
    ///
    /// # Errors
    /// If there would be none to train on, or none to test with.
    pub fn from_seed(
        digits: &Digits,
        test: usize,
        seed: u64,
    ) -> Result<SplitDigits, BackpropError> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (training, test) = split(digits, test, &mut rng)?;
        let targets = one_hot(&training.labels, CLASSES)?; // (training, 10)
        Ok(SplitDigits { training, targets, test })
    }
}

/// Refuses too few digits to set [`TEST`] aside and train on the others.
///
/// # Errors
/// If there are not more than [`TEST`].
pub fn check_enough(digits: &Digits) -> Result<(), BackpropError> {
    let images = digits.labels.len();
    if images <= TEST {
        return Err(BackpropError::TooFew { images, test: TEST });
    }
    Ok(())
}
// ANCHOR_END: split-digits

/// How many stretches of the file [`SplitDigits::stretch`] can set aside.
pub(crate) const STRETCHES: usize = 5;

impl SplitDigits {
    /// A stretch of the file to test with, [`TEST`] images in a row, and all others to
    /// train on. Of [`STRETCHES`] that are spread over the file evenly, number 0 begins
    /// with the first image, and the last one ends with the last.
    pub(crate) fn stretch(
        digits: &Digits,
        number: usize,
    ) -> Result<SplitDigits, BackpropError> {
        check_enough(digits)?;
        let images = digits.labels.len();
        let begin = (images - TEST) * number / (STRETCHES - 1);
        let (test, others): (Vec<usize>, Vec<usize>) =
            (0..images).partition(|at| (begin..begin + TEST).contains(at));
        let training = select(digits, &others);
        let targets = one_hot(&training.labels, CLASSES)?; // (training, 10)
        Ok(SplitDigits { training, targets, test: select(digits, &test) })
    }

    /// The same digits, but those to train on sorted by their labels.
    pub(crate) fn sorted(&self) -> Result<SplitDigits, BackpropError> {
        let mut order: Vec<usize> = (0..self.training.labels.len()).collect();
        order.sort_by_key(|&at| self.training.labels[at]);
        let training = select(&self.training, &order);
        let targets = one_hot(&training.labels, CLASSES)?; // (training, 10)
        Ok(SplitDigits { training, targets, test: self.test.clone() })
    }

    /// A fifth of the training digits set aside to choose settings by, in the place of
    /// the test digits, which are left out.
    pub(crate) fn with_validation(&self) -> Result<SplitDigits, BackpropError> {
        let validation = self.training.labels.len() / 5;
        SplitDigits::from_seed(&self.training, validation, SPLIT_SEED)
    }

    /// The first `few` digits to train on, and as many to test with as before.
    pub(crate) fn few(&self, few: usize) -> Result<SplitDigits, BackpropError> {
        let training = select(&self.training, &(0..few).collect::<Vec<_>>());
        let targets = one_hot(&training.labels, CLASSES)?; // (few, 10)
        Ok(SplitDigits { training, targets, test: self.test.clone() })
    }
}

// ANCHOR: learn-digits
/// The sizes of the network that reads digits.
pub const SIZES: [usize; 3] = [PIXELS, 32, CLASSES];
/// How it is trained.
pub const SETTINGS: Settings = Settings {
    epochs: 200,
    batch_size: 32,
    learning_rate: 0.5,
    order: Order::Shuffled,
};
/// The seeds of the five networks: of their first weights, and of the order of the digits.
pub const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

/// Trains a network that reads digits. After each epoch, `watch` sees how it stands.
///
/// # Errors
/// If the digits or the settings do not suit it.
pub fn learn(
    data: &SplitDigits,
    settings: Settings,
    seed: u64,
    watch: impl FnMut(EpochReport, &Network),
) -> Result<Network, BackpropError> {
    let (network, mut rng) = start(seed);
    let (inputs, targets) = (&data.training.images, &data.targets);
    train(network, inputs, targets, settings, &mut rng, watch)
}

/// The network that [`learn`] starts with, and the randomness that goes on from there.
pub(crate) fn start(seed: u64) -> (Network, ChaCha8Rng) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (hidden, output) = (Activation::Relu, Activation::Identity);
    let network = Network::random(&SIZES, hidden, output, &mut rng);
    (network.expect("three sizes, all above 0"), rng)
}
// ANCHOR_END: learn-digits
