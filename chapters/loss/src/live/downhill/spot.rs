//! What a walker knows who stands in fog at one weight.

use page::Format;

use crate::landscape::{parabola, parabola_slope, parabola_step};

/// Where the parabola of the page is moved, so that its bottom cannot be guessed.
const BOTTOM: f64 = 0.7;
/// The cost there: not 0, so that the cost alone does not tell that it is the least.
const LEAST: f64 = 0.5;
/// Weights that can be set, and the steps between them.
pub(super) const WEIGHTS: (f64, f64, f64) = (-2.0, 2.0, 0.05);
/// A slope as close to 0 as this is the bottom.
pub(super) const FLAT: f64 = 0.1;
pub(super) const TWO: Format = Format::Decimals(2);

/// What a walker knows who stands at one weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub weight: f64,
    pub cost: f64,
    pub slope: f64,
    /// The weight where one step lands.
    pub landing: f64,
}

impl Spot {
    pub fn at(weight: f64, learning_rate: f64) -> Self {
        let beside = weight - BOTTOM;
        Self {
            weight,
            cost: cost(weight),
            slope: parabola_slope(beside),
            landing: BOTTOM + parabola_step(beside, learning_rate),
        }
    }

    /// Whether this is the bottom; a slope of exactly `FLAT` may be off in its last bit.
    pub fn is_bottom(&self) -> bool {
        self.slope.abs() <= FLAT + 1e-9
    }
}

pub(super) fn cost(weight: f64) -> f64 {
    LEAST + parabola(weight - BOTTOM)
}
