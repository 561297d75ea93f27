//! The exponential and GELU, made of what a processor does for many numbers at once.

use std::f32::consts::FRAC_1_SQRT_2;

// ANCHOR: engine-exp
/// e^x within 2 units in the last place, from multiplications and additions alone,
/// so that a loop of it can be vectorised and gives the same bits everywhere. Below
/// −87 it gives about 1e-38, above 88 about 1.65e38.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    // ANCHOR: engine-exp-idea
    const ROUND: f32 = 12_582_912.0; // 1.5 × 2^23: no place for fractions
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND; // its last bits are n's
    let n = shifted - ROUND;
    let r = (x - n * 0.693_359_4) + n * 2.121_944_4e-4; // x − n ln 2
    // ANCHOR_END: engine-exp-idea
    let mut sum = 1.0 / 5040.0;
    for factor in [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        sum = sum * r + factor;
    }
    // ANCHOR: engine-exp-idea-2
    let exponent =
        shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127);
    sum * f32::from_bits(exponent << 23) // times 2^n
    // ANCHOR_END: engine-exp-idea-2
}
// ANCHOR_END: engine-exp

// ANCHOR: engine-gelu
/// GELU, x Φ(x), and its derivative Φ(x) + x φ(x) (Hendrycks and Gimpel, 2016). Φ
/// is computed from formula 7.1.26 of Abramowitz and Stegun (1964), within 1e-7.
#[inline(always)]
pub fn gelu(x: f32) -> (f32, f32) {
    const FACTORS: [f32; 4] =
        [-1.453_152_1, 1.421_413_8, -0.284_496_72, 0.254_829_6];
    let t = 1.0 / (1.0 + 0.327_591_1 * FRAC_1_SQRT_2 * x.abs());
    let bell = exp(-0.5 * x * x);
    let mut sum = 1.061_405_4;
    for factor in FACTORS {
        sum = sum * t + factor;
    }
    let tail = 0.5 * sum * t * bell; // Φ(−|x|)
    let below = if x < 0.0 { tail } else { 1.0 - tail }; // Φ(x)
    const HEIGHT: f32 = 0.398_942_3; // 1 / √(2π)
    (x * below, below + x * (HEIGHT * bell))
}
// ANCHOR_END: engine-gelu
