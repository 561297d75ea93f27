//! Inputs by chance, the same on every machine.

use ndarray::{Array1, Array2};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Draws inputs for an exam. The same seed draws the same inputs.
#[derive(Debug, Clone)]
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// The inputs that follow from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A whole number from `least` to `most`, both included.
    pub fn count(&mut self, least: usize, most: usize) -> usize {
        self.0.random_range(least..=most)
    }

    /// A number from `least` up to `most`, which is more, and which it never is.
    pub fn number(&mut self, least: f64, most: f64) -> f64 {
        self.0.random_range(least..most)
    }

    /// Numbers from −2 to 2: (length).
    pub fn vector(&mut self, length: usize) -> Array1<f64> {
        Array1::from_shape_fn(length, |_| self.number(-2.0, 2.0))
    }

    /// Numbers from −2 to 2: (rows, columns).
    pub fn matrix(&mut self, rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_fn((rows, columns), |_| self.number(-2.0, 2.0))
    }

    /// The generator itself.
    pub fn generator(&mut self) -> &mut ChaCha8Rng {
        &mut self.0
    }
}
