//! Activation functions: the bend between a weighted sum and an answer.

/// What a neuron does with its weighted sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// The sum itself.
    Identity,
    /// 1 / (1 + e^-z): from 0 to 1, and 0.5 at z = 0.
    Sigmoid,
    /// max(0, z): nothing below zero, the sum above it.
    Relu,
    /// The hyperbolic tangent: from -1 to 1, and 0 at z = 0.
    Tanh,
}

impl Activation {
    // ANCHOR: activation-apply
    /// The activation of the weighted sum `z`. It is finite for every finite `z`,
    /// and NaN stays NaN, so that a fault upstream shows. At z < -709.8, exp(-z)
    /// overflows to infinity, and 1 / infinity is 0.
    #[inline]
    pub fn apply(self, z: f64) -> f64 {
        match self {
            Activation::Identity => z,
            Activation::Sigmoid => 1.0 / (1.0 + libm::exp(-z)),
            Activation::Relu if z < 0.0 => 0.0,
            Activation::Relu => z,
            Activation::Tanh => libm::tanh(z),
        }
    }
    // ANCHOR_END: activation-apply
}
