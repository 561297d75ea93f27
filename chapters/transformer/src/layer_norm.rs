//! Layer norm, which keeps the stream in a range that each part of a block can work
//! with.

use ndarray::{Array1, Array2, Axis};

use crate::{TransformerError, check_shape};

// ANCHOR: layer-norm
/// What is added to a variance, so that a row of equal numbers does not divide by 0.
pub const EPSILON: f64 = 1e-5;

/// Layer normalisation (Ba, Kiros and Hinton, 2016): every row is moved to the mean 0
/// and scaled to the variance 1, and then scaled and moved as was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerNorm {
    /// The learned scale γ: (d_model).
    pub gamma: Array1<f64>,
    /// The learned shift β: (d_model).
    pub beta: Array1<f64>,
}

/// What the way back needs.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerNormPass {
    /// The rows with mean 0 and variance 1: (tokens, d_model).
    pub normalised: Array2<f64>,
    /// One over the standard deviation of each row: (tokens).
    pub inverse_spread: Array1<f64>,
}
// ANCHOR_END: layer-norm

impl LayerNorm {
    // ANCHOR: layer-norm-forward
    /// One that scales and moves nothing yet.
    pub fn new(d_model: usize) -> LayerNorm {
        LayerNorm { gamma: Array1::ones(d_model), beta: Array1::zeros(d_model) }
    }

    /// The normalised rows of `x`, scaled and moved: (tokens, d_model). Right for all
    /// finite numbers; a row with one that is not is not either.
    ///
    /// # Errors
    /// If `x` has not d_model columns.
    pub fn forward(
        &self,
        x: &Array2<f64>,
    ) -> Result<(Array2<f64>, LayerNormPass), TransformerError> {
        let d_model = self.gamma.len();
        check_shape("x", x, (x.nrows(), d_model))?;
        // ANCHOR: layer-norm-forward-idea
        let mean = x.sum_axis(Axis(1)) / d_model as f64; // (tokens)
        let centred = x - &mean.view().insert_axis(Axis(1)); // (tokens, d_model)
        let variance = (&centred * &centred).sum_axis(Axis(1)) / d_model as f64; // (tokens)
        let mut inverse_spread = variance.mapv(|v| 1.0 / (v + EPSILON).sqrt()); // (tokens)
        let scale = inverse_spread.view().insert_axis(Axis(1)); // (tokens, 1)
        let mut normalised = centred * scale; // (tokens, d_model)
        // ANCHOR_END: layer-norm-forward-idea
        mend_far_rows(x, &mean, &mut normalised, &mut inverse_spread);
        // ANCHOR: layer-norm-forward-idea-2
        let output = &normalised * &self.gamma + &self.beta; // (tokens, d_model)
        // ANCHOR_END: layer-norm-forward-idea-2
        Ok((output, LayerNormPass { normalised, inverse_spread }))
    }
    // ANCHOR_END: layer-norm-forward
}

// ANCHOR: layer-norm-far-rows
/// A mean so many times the spread has lost digits of the spread to rounding.
const FAR: f64 = 1024.0;
/// The square of a larger spread may be infinite.
const WIDEST: f64 = 1e150;

/// Normalises once more, with care, those rows of `x` (tokens, d_model) that lie far
/// from 0 for their spread, or whose squares overflow. The others keep what they have,
/// to the last bit. So every number of `normalised` is within 1e-9 of the right one.
fn mend_far_rows(
    x: &Array2<f64>,
    mean: &Array1<f64>,
    normalised: &mut Array2<f64>,
    inverse_spread: &mut Array1<f64>,
) {
    let rows = x.rows().into_iter().zip(normalised.rows_mut());
    for ((x, mut normal), (mean, scale)) in
        rows.zip(mean.iter().zip(inverse_spread))
    {
        // Written so that what is no number is far.
        if (mean * *scale).abs() <= FAR && *scale >= 1.0 / WIDEST {
            continue;
        }
        let largest = x.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let size = power_of_two(largest); // which divides without rounding
        // From the row's first number, so that equal numbers differ by exactly 0.
        let shifted = x.mapv(|c| c / size - x[0] / size); // (d_model)
        let centred = &shifted - shifted.sum() / shifted.len() as f64; // (d_model)
        let centred = &centred - centred.sum() / centred.len() as f64; // (d_model)
        let variance = centred.dot(&centred) / centred.len() as f64;
        let spread = libm::hypot(variance.sqrt(), EPSILON.sqrt() / size);
        normal.assign(&(centred / spread));
        *scale = 1.0 / (spread * size);
    }
}

/// The largest power of two up to `size`, a normal number above 0.
fn power_of_two(size: f64) -> f64 {
    f64::from_bits(size.to_bits() & (0x7ff << 52))
}
// ANCHOR_END: layer-norm-far-rows

// ANCHOR: layer-norm-backward
/// How the cost changes with scale and shift.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerNormGradients {
    /// dC/dγ: (d_model).
    pub d_gamma: Array1<f64>,
    /// dC/dβ: (d_model).
    pub d_beta: Array1<f64>,
}

impl LayerNorm {
    /// The way back through [`LayerNorm::forward`], from how the cost changes with its
    /// output (tokens, d_model). The second result says how it changes with `x`.
    ///
    /// # Errors
    /// If `d_output` is not of the shape of that pass.
    pub fn backward(
        &self,
        pass: &LayerNormPass,
        d_output: &Array2<f64>,
    ) -> Result<(LayerNormGradients, Array2<f64>), TransformerError> {
        let LayerNormPass { normalised, inverse_spread } = pass;
        check_shape("d_output", d_output, normalised.dim())?;
        let d_gamma = (d_output * normalised).sum_axis(Axis(0)); // (d_model)
        let d_beta = d_output.sum_axis(Axis(0)); // (d_model)
        let d = d_output * &self.gamma; // (tokens, d_model)
        // Moving a number of a row moves the row's mean and its spread too.
        let columns = d.ncols() as f64;
        // ANCHOR: layer-norm-backward-idea
        let mean = d.sum_axis(Axis(1)) / columns; // (tokens)
        let along = (&d * normalised).sum_axis(Axis(1)) / columns; // (tokens)
        let d_x = d
            - &mean.insert_axis(Axis(1))
            - &(normalised * &along.insert_axis(Axis(1))); // (tokens, d_model)
        // ANCHOR_END: layer-norm-backward-idea
        let scale = inverse_spread.view().insert_axis(Axis(1)); // (tokens, 1)
        Ok((LayerNormGradients { d_gamma, d_beta }, d_x * scale))
    }
}
// ANCHOR_END: layer-norm-backward

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array2, Axis, aview1};
    use proptest::prelude::*;

    use super::*;

    /// The norm of a row, from twice as many digits than an `f64` has: exact sums of
    /// numbers that a power of two has brought to the size of 1.
    pub(super) fn reference(row: &[f64], epsilon: f64) -> Vec<f64> {
        let largest = row.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        // Very small rows need no help: ε is all that counts.
        let size = if largest > 1e-100 { power_of_two(largest) } else { 1.0 };
        let n = row.len() as f64;
        // A sum in two parts (Knuth's two-sum).
        let sum = |terms: &mut dyn Iterator<Item = f64>| {
            let (mut high, mut low) = (0.0_f64, 0.0_f64);
            for term in terms {
                let next = high + term;
                let back = next - high;
                low += (high - (next - back)) + (term - back);
                high = next;
            }
            (high, low)
        };
        let (high, low) = sum(&mut row.iter().map(|x| x / size));
        let mean = (high + low) / n;
        // What is left of the sum when the mean is taken n times.
        let rest = ((-mean).mul_add(n, high) + low) / n;
        let centred: Vec<f64> =
            row.iter().map(|x| (x / size - mean) - rest).collect();
        let (high, low) = sum(&mut centred.iter().map(|c| c * c));
        let spread = libm::hypot(((high + low) / n).sqrt(), epsilon.sqrt() / size);
        centred.iter().map(|c| c / spread).collect()
    }

    fn norm(row: &[f64]) -> (Array1<f64>, LayerNormPass) {
        let x = aview1(row).insert_axis(Axis(0)).to_owned(); // (1, d_model)
        let norm = LayerNorm::new(row.len());
        let (output, pass) = norm.forward(&x).expect("a row that fits");
        (output.row(0).to_owned(), pass)
    }

    #[track_caller]
    fn assert_right(row: &[f64]) {
        let (output, pass) = norm(row);
        let expected = reference(row, EPSILON);
        for (got, expected) in output.iter().zip(&expected) {
            assert!(
                (got - expected).abs() <= 1e-9,
                "{got}, not {expected}: {row:?}"
            );
        }
        assert!(pass.inverse_spread[0].is_finite(), "{row:?}");
    }

    #[test]
    fn equal_numbers_of_any_size_have_the_norm_0() {
        for value in [0.0, 5e-324, 1.0, 0.1, 1234.1, 1e30, 1e200, -1e300, f64::MAX]
        {
            for width in [1, 3, 96, 97] {
                let (output, pass) = norm(&vec![value; width]);
                let is_0 = output.iter().all(|x| x.abs() < 1e-9);
                assert!(is_0, "{value}, {width} times: {output}");
                let scale = pass.inverse_spread[0] * EPSILON.sqrt();
                assert!((scale - 1.0).abs() < 1e-9, "{value}, {width} times");
            }
        }
    }

    #[test]
    fn the_ends_of_the_range_are_right() {
        let half: Vec<f64> =
            (0..96).map(|c| if c < 48 { f64::MAX } else { -f64::MAX }).collect();
        assert_right(&half);
        assert_eq!(norm(&half).0[0], 1.0);
        let one: Vec<f64> =
            (0..96).map(|c| if c == 7 { 1e200 } else { 0.0 }).collect();
        assert_right(&one);
        assert_right(&[1234.1, 1234.1_f64.next_up(), 1234.1, 1234.1]);
        assert_right(&[1e16, 1e16 + 2.0, 1e16 + 4.0]);
        assert_right(&[1e-300, -1e-300, 3e-300]);
    }

    #[test]
    fn what_is_no_number_stays_none() {
        for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let (output, _) = norm(&[1.0, wrong, 2.0]);
            assert!(output.iter().any(|x| x.is_nan()), "{output}");
        }
    }

    /// Rows of any size, with any spread about any middle.
    fn rows() -> impl Strategy<Value = Vec<f64>> {
        let parts = prop::collection::vec(-1.0..1.0_f64, 1..120);
        (parts, -307..307_i32, -20..3_i32, -1.0..1.0_f64).prop_map(
            |(parts, size, spread, middle)| {
                let (size, spread) = (
                    libm::pow(10.0, f64::from(size)),
                    libm::pow(10.0, f64::from(spread)),
                );
                let scaled =
                    parts.iter().map(|part| (middle + part * spread) * size);
                scaled.map(|x| x.clamp(f64::MIN, f64::MAX)).collect()
            },
        )
    }

    proptest! {
        #[test]
        fn rows_of_any_size_and_spread_are_right(row in rows()) {
            assert_right(&row);
        }

        /// Along the way back, the cost c · y moves as it does when the row is nudged.
        #[test]
        fn the_way_back_is_that_of_the_row_near_0(
            row in prop::collection::vec(-8..8_i32, 4..32),
            far in 0..40_i32,
            seed in 0..9_i32,
        ) {
            // Whole numbers, so that moving the row far away rounds nothing.
            let near: Vec<f64> = row.iter().map(|&x| f64::from(x)).collect();
            let far: Vec<f64> = near.iter().map(|x| x + libm::ldexp(1.0, far)).collect();
            let d: Vec<f64> =
                (0..row.len()).map(|c| f64::from((c as i32 * 7 + seed) % 5 - 2)).collect();
            let d = Array2::from_shape_vec((1, row.len()), d).expect("a row");
            let layer = LayerNorm::new(row.len());
            let back = |row: &[f64]| layer.backward(&norm(row).1, &d).expect("a pass").1;
            let (near, far) = (back(&near), back(&far));
            for (near, far) in near.iter().zip(&far) {
                let within = 1e-9 * (1.0 + near.abs());
                prop_assert!((near - far).abs() <= within, "{near}, far away {far}");
            }
        }

        /// A row many times as large has a gradient so many times as small.
        #[test]
        fn the_way_back_of_large_rows_is_scaled(
            row in prop::collection::vec(-8..8_i32, 4..32),
            size in 60..1000_i32,
        ) {
            prop_assume!(row.iter().any(|x| *x != row[0]));
            let row: Vec<f64> = row.iter().map(|&x| f64::from(x)).collect();
            let small: Vec<f64> = row.iter().map(|x| x * libm::ldexp(1.0, 40)).collect();
            let large: Vec<f64> = small.iter().map(|x| x * libm::ldexp(1.0, size - 40)).collect();
            let d = Array2::from_shape_fn((1, row.len()), |(_, c)| (c % 3) as f64);
            let layer = LayerNorm::new(row.len());
            let back = |row: &[f64]| layer.backward(&norm(row).1, &d).expect("a pass").1;
            let (small, large) = (back(&small), back(&large));
            for (small, large) in small.iter().zip(&large) {
                let expected = small * libm::ldexp(1.0, 40 - size);
                let within = 1e-9 * libm::ldexp(1.0, -size);
                prop_assert!((large - expected).abs() <= within.max(1e-320));
            }
        }
    }
}
