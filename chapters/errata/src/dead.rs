//! Outputs that are dead.

use backprop::{BackpropError, Sgd, epoch};
use loss::shuffled;
use ndarray::{Array2, ArrayView1};
use neurons::{Activation, Network, ShapeError};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::greedy;

/// Row 4: the network, and how it learns.
pub(crate) const SIZES: [usize; 3] = [64, 32, 10];
pub(crate) const RATE: f64 = 0.5;
pub(crate) const BATCH: usize = 32;
pub(crate) const EPOCHS: usize = 10;

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

/// Row 4: how many of a network's outputs are dead: ReLUs that answer 0 to every one
/// of the inputs (examples, inputs), so that no error reaches their weights.
pub(crate) fn dead_outputs(
    network: &Network,
    inputs: &Array2<f64>,
) -> Result<usize, ShapeError> {
    let outputs = network.forward(inputs)?; // (examples, outputs)
    let Some(last) = network.layers.last() else { return Ok(0) };
    let may_die = last.activation == Activation::Relu;
    let is_dead = |a: &ArrayView1<f64>| may_die && a.iter().all(|&a| a == 0.0);
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

#[cfg(test)]
mod tests {
    use attention::tokens::normal;
    use backprop::backward;
    use loss::{mean_squared_error_gradient, one_hot};
    use ndarray::{array, s};
    use neurons::digits::{CLASSES, book_digits};

    use super::*;

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
}
