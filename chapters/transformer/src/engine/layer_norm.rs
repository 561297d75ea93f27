//! Layer norm of flat rows, forward and back, in as few passes over memory as it takes.

use crate::engine::vectorised::{sum, vectorised};

/// Added to the variance, so that a row of equal numbers has a root to divide by.
pub(crate) const EPSILON: f32 = 1e-5;

// ANCHOR: engine-layer-norm
/// Layer norm of each row of `inputs` (rows, d_model) into `outputs`, of that
/// shape; `statistics` (rows) keeps each row's mean and 1 / standard deviation, or no
/// number where a row is too [far](is_near) for an `f32`.
pub(crate) fn layer_norm(
    inputs: &[f32],
    gain: &[f32],
    bias: &[f32],
    outputs: &mut [f32],
    statistics: &mut [(f32, f32)],
) {
    let width = gain.len();
    let share = 1.0 / width as f32;
    vectorised(
        #[inline(always)]
        |_| {
            let rows =
                inputs.chunks_exact(width).zip(outputs.chunks_exact_mut(width));
            for ((x, y), kept) in rows.zip(statistics) {
                let mean = share * sum(x, x, |x, _| x);
                let variance = share * sum(x, x, |x, _| (x - mean) * (x - mean));
                let scale = 1.0 / (variance + EPSILON).sqrt();
                if !is_near(mean, scale) {
                    far_row(x, gain, bias, y);
                    *kept = (f32::NAN, f32::NAN);
                    continue;
                }
                for c in 0..width {
                    y[c] = (x[c] - mean) * scale * gain[c] + bias[c];
                }
                *kept = (mean, scale);
            }
        },
    );
}
// ANCHOR_END: engine-layer-norm

// ANCHOR: engine-layer-norm-backward
/// The way back: adds to `d_inputs` (rows, d_model), to `d_gain` and to `d_bias`
/// what `d_outputs` (rows, d_model) makes of them.
pub(crate) fn layer_norm_backward(
    inputs: &[f32],
    gain: &[f32],
    statistics: &[(f32, f32)],
    d_outputs: &[f32],
    d_inputs: &mut [f32],
    d_gain: &mut [f32],
    d_bias: &mut [f32],
) {
    let width = gain.len();
    let share = 1.0 / width as f32;
    vectorised(
        #[inline(always)]
        |_| {
            let rows =
                inputs.chunks_exact(width).zip(d_outputs.chunks_exact(width));
            let rows = rows.zip(d_inputs.chunks_exact_mut(width)).zip(statistics);
            for (((x, dy), dx), &(mean, scale)) in rows {
                if mean.is_nan() {
                    far_row_backward(x, gain, dy, dx, d_gain, d_bias);
                    continue;
                }
                let d_normal_mean = share * sum(dy, gain, |d, g| d * g);
                for c in 0..width {
                    let normal = (x[c] - mean) * scale;
                    d_gain[c] += dy[c] * normal;
                    d_bias[c] += dy[c];
                }
                // The mean of d_normal × normal.
                let slope = share * sum3(dy, gain, x, mean) * scale;
                for c in 0..width {
                    let normal = (x[c] - mean) * scale;
                    let d_normal = dy[c] * gain[c];
                    dx[c] += scale * (d_normal - d_normal_mean - normal * slope);
                }
            }
        },
    );
}
// ANCHOR_END: engine-layer-norm-backward

// ANCHOR: engine-layer-norm-far-rows
/// Whether an `f32` has digits enough for a row of this mean and 1 / standard deviation.
/// If the mean is many times the spread, rounding takes the spread; if the spread is
/// large, its square overflows. What is no number is far.
#[inline(always)]
fn is_near(mean: f32, scale: f32) -> bool {
    (mean * scale).abs() <= 16.0 && scale >= 1e-15
}

/// The mean and 1 / standard deviation of a row of any finite numbers. An `f64` holds the
/// square of every `f32`, and the sum of any that are nearly equal.
fn far_statistics(x: &[f32]) -> (f64, f64) {
    let width = x.len() as f64;
    let mean = x.iter().map(|&x| f64::from(x)).sum::<f64>() / width;
    let squares = x.iter().map(|&x| f64::from(x) - mean).map(|c| c * c);
    let variance = squares.sum::<f64>() / width;
    (mean, 1.0 / (variance + f64::from(EPSILON)).sqrt())
}

/// [`layer_norm`] of a far row.
#[cold]
#[inline(never)]
fn far_row(x: &[f32], gain: &[f32], bias: &[f32], y: &mut [f32]) {
    let (mean, scale) = far_statistics(x);
    for (((y, x), gain), bias) in y.iter_mut().zip(x).zip(gain).zip(bias) {
        let normal = (f64::from(*x) - mean) * scale;
        *y = normal as f32 * gain + bias;
    }
}

/// [`layer_norm_backward`] of a far row.
#[cold]
#[inline(never)]
fn far_row_backward(
    x: &[f32],
    gain: &[f32],
    dy: &[f32],
    dx: &mut [f32],
    d_gain: &mut [f32],
    d_bias: &mut [f32],
) {
    let (mean, scale) = far_statistics(x);
    let normal: Vec<f64> =
        x.iter().map(|&x| (f64::from(x) - mean) * scale).collect();
    let d_normal: Vec<f64> =
        dy.iter().zip(gain).map(|(d, g)| f64::from(*d) * f64::from(*g)).collect();
    let width = x.len() as f64;
    let d_normal_mean = d_normal.iter().sum::<f64>() / width;
    // The mean of d_normal × normal.
    let products = d_normal.iter().zip(&normal).map(|(d, normal)| d * normal);
    let slope = products.sum::<f64>() / width;
    for c in 0..x.len() {
        d_gain[c] += dy[c] * normal[c] as f32;
        d_bias[c] += dy[c];
        dx[c] += (scale * (d_normal[c] - d_normal_mean - normal[c] * slope)) as f32;
    }
}
// ANCHOR_END: engine-layer-norm-far-rows

#[inline(always)]
fn sum3(dy: &[f32], gain: &[f32], x: &[f32], mean: f32) -> f32 {
    use crate::engine::vectorised::LANES;
    let mut lanes = [0.0; LANES];
    let (a, a_rest) = dy.as_chunks::<LANES>();
    let (b, b_rest) = gain.as_chunks::<LANES>();
    let (x, x_rest) = x.as_chunks::<LANES>();
    for ((a, b), x) in a.iter().zip(b).zip(x) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane] * (x[lane] - mean);
        }
    }
    for (lane, ((a, b), x)) in a_rest.iter().zip(b_rest).zip(x_rest).enumerate() {
        lanes[lane] += a * b * (x - mean);
    }
    sum(&lanes, &lanes, |lane, _| lane)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The engine's norm of a row, and how the cost changes with the row, with the gain
    /// and with the bias, where it changes by `dy` with the norm.
    fn engine(x: &[f32], gain: &[f32], dy: &[f32]) -> [Vec<f32>; 4] {
        let width = x.len();
        let (mut y, mut statistics) = (vec![0.0; width], vec![(0.0, 0.0); 1]);
        layer_norm(x, gain, &vec![0.0; width], &mut y, &mut statistics);
        let (mut dx, mut d_gain, mut d_bias) =
            (vec![0.0; width], vec![0.0; width], vec![0.0; width]);
        layer_norm_backward(
            x,
            gain,
            &statistics,
            dy,
            &mut dx,
            &mut d_gain,
            &mut d_bias,
        );
        [y, dx, d_gain, d_bias]
    }

    /// The same in `f64`, which holds the square of every `f32`; and how large the terms are
    /// of whose sum the cost changes with the row. In a row of two they cancel.
    fn reference(x: &[f32], gain: &[f32], dy: &[f32]) -> ([Vec<f64>; 4], f64) {
        let n = x.len() as f64;
        let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / n;
        let wide = |numbers: &[f32]| -> Vec<f64> {
            numbers.iter().map(|&x| f64::from(x)).collect()
        };
        let times = |a: &[f64], b: &[f64]| -> Vec<f64> {
            a.iter().zip(b).map(|(a, b)| a * b).collect()
        };
        let (x, gain, dy) = (wide(x), wide(gain), wide(dy));
        let middle = mean(&x);
        let centred: Vec<f64> = x.iter().map(|x| x - middle).collect();
        let variance = mean(&times(&centred, &centred));
        let scale = 1.0 / (variance + f64::from(EPSILON)).sqrt();
        let normal: Vec<f64> = centred.iter().map(|c| c * scale).collect();
        let d = times(&dy, &gain);
        let (d_mean, along) = (mean(&d), mean(&times(&d, &normal)));
        let dx =
            d.iter().zip(&normal).map(|(d, n)| scale * (d - d_mean - n * along));
        let terms = scale * d.iter().fold(0.0, |most: f64, d| most.max(d.abs()));
        ([times(&normal, &gain), dx.collect(), times(&dy, &normal), dy], terms)
    }

    #[track_caller]
    fn assert_right(x: &[f32]) {
        let gain: Vec<f32> =
            (0..x.len()).map(|c| 1.0 + (c % 3) as f32 / 4.0).collect();
        let dy: Vec<f32> = (0..x.len()).map(|c| (c % 5) as f32 - 2.0).collect();
        let (expected, terms) = reference(x, &gain, &dy);
        // The norm, and what is a product of it, to so much of 1, its own size; how the
        // cost changes with the row to so much of the largest, or to a few roundings of
        // its terms where they cancel.
        let sizes = [1.0_f64, terms / 30.0, 1.0, 1.0];
        let pairs = engine(x, &gain, &dy).into_iter().zip(expected);
        for ((got, expected), size) in pairs.zip(sizes) {
            let largest = expected.iter().fold(size, |most, x| most.max(x.abs()));
            // An f32 below 1e-38 has few digits.
            let within = 3e-5 * largest + 1e-43;
            for (got, expected) in got.iter().zip(expected) {
                let error = (f64::from(*got) - expected).abs();
                assert!(error <= within, "{got}, not {expected}: {x:?}");
            }
        }
    }

    #[test]
    fn rows_of_equal_numbers_have_the_norm_0() {
        for value in [0.0, 1e-45, 0.1, 1.0, 1234.1, -1e10, 1e20, 1e30, f32::MAX] {
            for width in [1, 5, 96, 100] {
                let (x, ones) = (vec![value; width], vec![1.0; width]);
                let [y, ..] = engine(&x, &ones, &ones);
                assert!(y.iter().all(|y| y.abs() <= 1e-6), "{value}: {y:?}");
                assert_right(&x);
            }
        }
    }

    #[test]
    fn what_is_no_number_stays_none() {
        for wrong in [f32::NAN, f32::INFINITY] {
            let [y, dx, ..] =
                engine(&[1.0, wrong, 2.0], &[1.0; 3], &[1.0, 0.0, 0.0]);
            assert!(y.iter().all(|y| y.is_nan()), "{y:?}");
            assert!(dx.iter().all(|dx| dx.is_nan()), "{dx:?}");
        }
    }

    proptest! {
        #[test]
        fn rows_of_any_size_and_spread_are_right(
            parts in prop::collection::vec(-1.0..1.0_f32, 1..120),
            size in -44..38_i32,
            spread in -9..2_i32,
            middle in -1.0..1.0_f32,
        ) {
            let ten_to = |power: i32| libm::pow(10.0, f64::from(power)) as f32;
            let (size, spread) = (ten_to(size), ten_to(spread));
            let row = parts.iter().map(|part| (middle + part * spread) * size);
            let row: Vec<f32> = row.map(|x| x.clamp(f32::MIN, f32::MAX)).collect();
            assert_right(&row);
        }
    }
}
