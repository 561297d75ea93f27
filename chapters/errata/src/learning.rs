//! Costs and slopes.

use backprop::slope_at_answer;
use loss::{LossError, mean_squared_error, sum_squared_error};
use ndarray::Array2;
use neurons::Activation;

/// The same errors as a number, in three ways.
pub(crate) struct Costs {
    /// All squares added up.
    pub sum: f64,
    /// Added up for each example, and the mean of that.
    pub mean_of_sums: f64,
    /// The mean of all squares.
    pub mean: f64,
}

/// Row 5: what the tutorial's text says is a sum, what its code computes is a mean.
/// From outputs and targets (batch, outputs).
pub(crate) fn costs(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
) -> Result<Costs, LossError> {
    let sum = sum_squared_error(outputs, targets)?;
    let mean = mean_squared_error(outputs, targets)?;
    Ok(Costs { sum, mean_of_sums: sum / outputs.nrows() as f64, mean })
}

/// The slope of an activation function in three ways.
pub(crate) struct Slopes {
    /// From the answers a little before and a little after z.
    pub measured: f64,
    /// From its answer a, as the tutorial's code and ours have it.
    pub of_answer: f64,
    /// With z where the answer belongs.
    pub of_z: f64,
}

/// Not a fault: slopes from answers.
pub(crate) fn slopes(activation: Activation, z: f64) -> Slopes {
    const STEP: f64 = 1e-5;
    let rise = activation.apply(z + STEP) - activation.apply(z - STEP);
    Slopes {
        measured: rise / (2.0 * STEP),
        of_answer: slope_at_answer(activation, activation.apply(z)),
        of_z: slope_at_answer(activation, z),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn row_5_the_ways_to_count_differ_by_outputs_and_examples() {
        // Squares 1, 4, 9 and 16, 25, 36.
        let outputs = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]; // (2, 3)
        let costs = costs(&outputs, &Array2::zeros((2, 3))).unwrap();
        assert_eq!(costs.sum, 91.0);
        assert_eq!(costs.mean_of_sums, 45.5);
        assert!((costs.mean - 91.0 / 6.0).abs() < 1e-12);
        assert!(self::costs(&outputs, &Array2::zeros((2, 1))).is_err());
    }

    #[test]
    fn slopes_come_from_answers() {
        for z in [-3.0, -0.5, 0.5, 3.0] {
            for activation in [Activation::Relu, Activation::Sigmoid] {
                let slopes = slopes(activation, z);
                assert!((slopes.of_answer - slopes.measured).abs() < 1e-8, "{z}");
            }
            // With ReLU it makes no difference, with the sigmoid it does.
            let [relu, sigmoid] =
                [Activation::Relu, Activation::Sigmoid].map(|a| slopes(a, z));
            assert_eq!(relu.of_z, relu.of_answer);
            assert!((sigmoid.of_z - sigmoid.measured).abs() > 0.01, "{z}");
        }
    }
}
