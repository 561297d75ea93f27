//! Squared errors and their gradients: by hand, against another library, and against
//! central finite differences.

use approx::assert_relative_eq;
use loss::landscape::{parabola, quartic, quartic_slope};
use loss::{
    mean_squared_error, mean_squared_error_gradient, measured_gradient, one_hot,
    squared_errors, sum_squared_error, sum_squared_error_gradient,
};
use ndarray::{Array2, array};
use neurons::standard_normal;
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    a: Vec<Vec<f64>>,
    y: Vec<Vec<f64>>,
    mean: Expected,
    sum: Expected,
    sum_outputs_mean_batch: Expected,
}

#[derive(Deserialize)]
struct Expected {
    loss: f64,
    d_a: Vec<Vec<f64>>,
}

fn matrix(rows: &[Vec<f64>]) -> Array2<f64> {
    let shape = (rows.len(), rows[0].len());
    Array2::from_shape_vec(shape, rows.concat()).unwrap()
}

#[test]
fn the_same_as_another_library() {
    let text = include_str!("../reference/mse.json");
    let reference: Reference = serde_json::from_str(text).unwrap();
    let (a, y) = (matrix(&reference.a), matrix(&reference.y));
    let mean = mean_squared_error(&a, &y).unwrap();
    let d_mean = mean_squared_error_gradient(&a, &y).unwrap();
    let sum = sum_squared_error(&a, &y).unwrap();
    let d_sum = sum_squared_error_gradient(&a, &y).unwrap();
    // Summed over the outputs, averaged over the batch: the sum over the batch.
    let batch = a.nrows() as f64;
    for (cost, gradient, expected) in [
        (mean, &d_mean, &reference.mean),
        (sum, &d_sum, &reference.sum),
        (sum / batch, &(&d_sum / batch), &reference.sum_outputs_mean_batch),
    ] {
        assert_relative_eq!(cost, expected.loss, max_relative = 1e-10);
        let expected = matrix(&expected.d_a);
        assert_eq!(gradient.dim(), expected.dim());
        for (ours, expected) in gradient.iter().zip(&expected) {
            assert_relative_eq!(ours, expected, max_relative = 1e-10);
        }
    }
}

#[test]
fn two_outputs_by_hand() {
    let (a, y) = (array![[0.5, 2.0]], array![[1.0, 0.0]]);
    assert_eq!(squared_errors(&a, &y).unwrap(), array![[0.25, 4.0]]);
    assert_eq!(sum_squared_error(&a, &y), Ok(4.25));
    assert_eq!(mean_squared_error(&a, &y), Ok(2.125));
    assert_eq!(sum_squared_error_gradient(&a, &y).unwrap(), array![[-1.0, 4.0]]);
    assert_eq!(mean_squared_error_gradient(&a, &y).unwrap(), array![[-0.5, 2.0]]);
}

#[test]
fn labels_become_rows() {
    let expected = array![[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]];
    assert_eq!(one_hot(&[2, 0, 2], 3).unwrap(), expected);
    assert_eq!(one_hot(&[], 3).unwrap().dim(), (0, 3));
}

/// Outputs and targets of any small shape, and of any size.
fn any_pair() -> impl Strategy<Value = (Array2<f64>, Array2<f64>)> {
    (1_usize..9, 1_usize..12, any::<u64>(), -3..4).prop_map(
        |(batch, outputs, seed, size)| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let size = libm::pow(10.0, f64::from(size));
            let mut random = || {
                Array2::from_shape_fn((batch, outputs), |_| {
                    size * standard_normal(&mut rng)
                })
            };
            (random(), random())
        },
    )
}

/// How far two matrices are apart, in parts of their size.
fn relative_error(left: &Array2<f64>, right: &Array2<f64>) -> f64 {
    let norm = |matrix: &Array2<f64>| (matrix * matrix).sum().sqrt();
    norm(&(left - right)) / (norm(left) + norm(right))
}

/// Up and down, the error of a⁴ is 4 a h², and on one side 6 a² h + 4 a h² + h³, until
/// rounding is larger. A parabola has none but rounding.
#[test]
fn a_nudge_can_be_too_large_and_too_small() {
    let (a, slope) = (1.0, quartic_slope(1.0));
    assert_eq!((quartic(a), slope), (1.0, 4.0));
    let up = |h: f64| (quartic(a + h) - quartic(a)) / h - slope;
    let both = |h: f64| (quartic(a + h) - quartic(a - h)) / (2.0 * h) - slope;
    for h in [0.5, 1e-1, 1e-2, 1e-3] {
        assert!((up(h) - (6.0 * h + 4.0 * h * h + h * h * h)).abs() < 1e-11, "{h}");
        assert!((both(h) - 4.0 * h * h).abs() < 1e-11, "{h}");
        let of_parabola = (parabola(a + h) - parabola(a - h)) / (2.0 * h) - 2.0 * a;
        assert!(of_parabola.abs() < 1e-12, "{h}");
    }
    for (error, best) in [(&up as &dyn Fn(f64) -> f64, 1e-8), (&both, 1e-5)] {
        assert!(error(1e-1).abs() > 1e3 * error(best).abs());
        assert!(error(1e-12).abs() > 1e3 * error(best).abs());
    }
}

proptest! {
    #[test]
    fn gradients_are_those_of_finite_differences((a, y) in any_pair()) {
        let size = (&a * &a + &y * &y).sum().sqrt() / a.len() as f64;
        let step = 1e-4 * size;
        let measured = measured_gradient(&a, &y, step).unwrap();
        let ours = mean_squared_error_gradient(&a, &y).unwrap();
        let error = relative_error(&measured, &ours);
        prop_assert!(error < 1e-7, "{error:e}");
        // The same of the sum, each difference taken here.
        let ours = sum_squared_error_gradient(&a, &y).unwrap();
        let measured = Array2::from_shape_fn(a.dim(), |place| {
            let nudged = |by: f64| {
                let mut a = a.clone();
                a[place] += by;
                sum_squared_error(&a, &y).unwrap()
            };
            (nudged(step) - nudged(-step)) / (2.0 * step)
        });
        let error = relative_error(&measured, &ours);
        prop_assert!(error < 1e-7, "{error:e}");
    }

    #[test]
    fn sum_and_mean_differ_by_one_factor((a, y) in any_pair()) {
        let factor = a.len() as f64;
        let (sum, mean) =
            (sum_squared_error(&a, &y).unwrap(), mean_squared_error(&a, &y).unwrap());
        prop_assert!((mean * factor - sum).abs() <= 1e-12 * sum);
        let d_sum = sum_squared_error_gradient(&a, &y).unwrap();
        let d_mean = mean_squared_error_gradient(&a, &y).unwrap();
        prop_assert!(relative_error(&(d_mean * factor), &d_sum) < 1e-12);
    }

    #[test]
    fn the_cost_is_zero_only_on_the_targets((a, y) in any_pair()) {
        prop_assert_eq!(mean_squared_error(&y, &y).unwrap(), 0.0);
        prop_assert!(mean_squared_error(&a, &y).unwrap() > 0.0);
        let there = mean_squared_error(&a, &y).unwrap();
        let back = mean_squared_error(&y, &a).unwrap();
        prop_assert_eq!(there, back);
    }
}
