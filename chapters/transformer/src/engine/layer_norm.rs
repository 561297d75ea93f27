//! Layer norm of flat rows, forward and back, in as few passes over memory as it takes.

use crate::engine::vectorised::{sum, vectorised};

/// Added to the variance, so that a row of equal numbers has a root to divide by.
pub(crate) const EPSILON: f32 = 1e-5;

// ANCHOR: engine-layer-norm
/// Layer norm of each row of `inputs` (rows, d_model) into `outputs`, of that
/// shape; `statistics` (rows) keeps each row's mean and 1 / standard deviation.
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
