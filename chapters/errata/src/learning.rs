//! Costs, slopes and outputs that are dead.

use backprop::{BackpropError, Sgd, derivative, epoch};
use loss::{LossError, mean_squared_error, shuffled, sum_squared_error};
use ndarray::{Array2, ArrayView1};
use neurons::{Activation, Network, ShapeError};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::greedy;

/// Row 4: the network, and how it learns.
pub(crate) const SIZES: [usize; 3] = [64, 32, 10];
pub(crate) const RATE: f64 = 0.5;
pub(crate) const BATCH: usize = 32;
pub(crate) const EPOCHS: usize = 10;

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

/// Row 4: a network of 64-32-10 with this activation function at its end, after ten
/// epochs of shuffled batches of 32, at a learning rate of a half.
pub(crate) fn trained(
    images: &Array2<f64>,
    targets: &Array2<f64>,
    output: Activation,
    seed: u64,
) -> Result<Network, BackpropError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut network = Network::random(&SIZES, Activation::Relu, output, &mut rng)?;
    for _ in 0..EPOCHS {
        let order = shuffled(images.nrows(), &mut rng);
        let sgd = Sgd { learning_rate: RATE };
        epoch(&mut network, images, targets, &order, BATCH, sgd)?;
    }
    Ok(network)
}

/// Row 4: how many of a network's outputs have a slope of 0 for every one of the
/// inputs (examples, inputs), so that no error reaches their weights.
pub(crate) fn dead_outputs(
    network: &Network,
    inputs: &Array2<f64>,
) -> Result<usize, ShapeError> {
    let outputs = network.forward(inputs)?; // (examples, outputs)
    let Some(last) = network.layers.last() else { return Ok(0) };
    let slope = |a: &f64| derivative(last.activation, *a);
    let is_dead = |a: &ArrayView1<f64>| a.iter().all(|a| slope(a) == 0.0);
    Ok(outputs.columns().into_iter().filter(is_dead).count())
}

/// Row 4: the share of images (images, 64) whose strongest output is their label.
pub(crate) fn share_right(
    network: &Network,
    images: &Array2<f64>,
    labels: &[usize],
) -> anyhow::Result<f64> {
    let outputs = network.forward(images)?; // (images, 10)
    let mut right = 0;
    for (row, &label) in outputs.rows().into_iter().zip(labels) {
        right += usize::from(greedy(row)? == label);
    }
    Ok(right as f64 / labels.len() as f64)
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
        of_answer: derivative(activation, activation.apply(z)),
        of_z: derivative(activation, z),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attention::tokens::normal;
    use backprop::backward;
    use loss::{mean_squared_error_gradient, one_hot};
    use ndarray::{array, s};
    use neurons::digits::{CLASSES, book_digits};

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
    fn row_4_a_dead_output_learns_nothing() {
        let (x, y) = (normal(5, 6, 6), Array2::ones((5, 2))); // (5, 6), (5, 2)
        for (output, dead) in [(Activation::Relu, 1), (Activation::Identity, 0)] {
            let (sizes, relu) = ([6, 8, 2], Activation::Relu);
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let mut network =
                Network::random(&sizes, relu, output, &mut rng).unwrap();
            // The first output never answers, the second always does.
            network.layers[1].bias = array![-100.0, 100.0]; // (2)
            assert_eq!(dead_outputs(&network, &x).unwrap(), dead);
            let activations = network.activations(&x).unwrap();
            let d = mean_squared_error_gradient(&activations[2], &y).unwrap();
            let gradients = backward(&network, &activations, &d).unwrap();
            let d_bias = &gradients.layers[1].d_bias; // (2)
            assert_eq!(d_bias[0] == 0.0, dead == 1);
            assert!(d_bias[1] > 1.0);
        }
    }

    #[test]
    fn row_4_relu_at_the_end_reads_fewer_digits() {
        let digits = book_digits().unwrap();
        let images = digits.images.slice(s![..600, ..]).to_owned(); // (600, 64)
        let labels = &digits.labels[..600];
        let targets = one_hot(labels, CLASSES).unwrap(); // (600, 10)
        let mut dead = 0;
        for seed in 20..24 {
            let [relu, linear] = [Activation::Relu, Activation::Identity]
                .map(|output| trained(&images, &targets, output, seed).unwrap());
            let right = |network| share_right(network, &images, labels).unwrap();
            assert!(right(&relu) < right(&linear), "{seed}");
            dead += dead_outputs(&relu, &images).unwrap();
            assert_eq!(dead_outputs(&linear, &images).unwrap(), 0);
        }
        assert!(dead > 0);
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
