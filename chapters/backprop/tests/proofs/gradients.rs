//! The gradients are right: by hand, and against finite differences everywhere.

use backprop::{
    Gradients, backward, cost_and_gradients, largest_relative_error,
    layer_backward, measured_gradients, slope_at_answer,
};
use ndarray::{Array1, Array2, Axis, array};
use neurons::Activation::{self, Identity, Relu, Sigmoid, Tanh};
use neurons::{Layer, Network, standard_normal};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn any_activation() -> impl Strategy<Value = Activation> {
    prop::sample::select(vec![Identity, Sigmoid, Relu, Tanh])
}

fn normal_matrix(shape: (usize, usize), rng: &mut ChaCha8Rng) -> Array2<f64> {
    Array2::from_shape_fn(shape, |_| standard_normal(rng))
}

/// A network whose biases are random too, so that a test sees them.
fn network(
    sizes: &[usize],
    activations: &[Activation],
    rng: &mut ChaCha8Rng,
) -> Network {
    let layers = sizes.windows(2).zip(activations).map(|(pair, &activation)| {
        let mut layer = Layer::random(pair[0], pair[1], activation, rng).unwrap();
        layer.bias = Array1::from_shape_fn(pair[1], |_| 0.5 * standard_normal(rng));
        layer
    });
    Network::new(layers.collect()).unwrap()
}

/// How far the nearest sum is from the bend of a ReLU, where no slope is defined.
fn distance_to_a_bend(network: &Network, batch: &Array2<f64>) -> f64 {
    let activations = network.activations(batch).unwrap();
    let mut distance = f64::INFINITY;
    for (layer, inputs) in network.layers.iter().zip(&activations) {
        if layer.activation == Relu {
            let z = layer.pre_activation(inputs).unwrap();
            distance = z.iter().fold(distance, |least, z| least.min(z.abs()));
        }
    }
    distance
}

/// Central differences with one step and with twice that step, combined so that the
/// largest part of their error, which grows with the square of the step, cancels.
fn finer(once: Gradients, twice: Gradients) -> Gradients {
    let mut finer = once;
    let combine =
        |fine: &mut f64, coarse: &f64| *fine = (4.0 * *fine - coarse) / 3.0;
    for (fine, coarse) in finer.layers.iter_mut().zip(&twice.layers) {
        fine.d_weights.zip_mut_with(&coarse.d_weights, combine);
        fine.d_bias.zip_mut_with(&coarse.d_bias, combine);
    }
    finer.d_inputs.zip_mut_with(&twice.d_inputs, combine);
    finer
}

/// One example through 2 inputs, 2 sigmoid neurons and 1 linear one. All sums are 0,
/// so that each hidden neuron answers 1/2 with a slope of 1/4.
#[test]
fn a_network_by_hand() {
    let hidden =
        Layer::new(array![[2.0, -1.0], [-1.0, 1.0]], array![0.0, -1.0], Sigmoid);
    let output = Layer::new(array![[3.0], [-2.0]], array![0.5], Identity);
    let network = Network::new(vec![hidden.unwrap(), output.unwrap()]).unwrap();
    let (cost, gradients) =
        cost_and_gradients(&network, &array![[1.0, 2.0]], &array![[0.0]]).unwrap();
    assert_eq!(cost, 1.0);
    let [first, last] = &gradients.layers[..] else { panic!("two layers") };
    assert_eq!(last.d_weights, array![[1.0], [1.0]]);
    assert_eq!(last.d_bias, array![2.0]);
    assert_eq!(first.d_weights, array![[1.5, -1.0], [3.0, -2.0]]);
    assert_eq!(first.d_bias, array![1.5, -1.0]);
    assert_eq!(gradients.d_inputs, array![[4.0, -2.5]]);
}

/// The same hidden layer with two outputs, whose rates are 1 and -2: what comes back to a
/// hidden neuron is the sum over both paths.
#[test]
fn rates_add_up_where_paths_meet() {
    let hidden =
        Layer::new(array![[2.0, -1.0], [-1.0, 1.0]], array![0.0, -1.0], Sigmoid);
    let output =
        Layer::new(array![[3.0, 1.0], [-2.0, -3.0]], array![0.5, 0.0], Identity);
    let network = Network::new(vec![hidden.unwrap(), output.unwrap()]).unwrap();
    let (x, y) = (array![[1.0, 2.0]], array![[0.0, 1.0]]);
    let (cost, gradients) = cost_and_gradients(&network, &x, &y).unwrap();
    assert_eq!(cost, 2.5);
    let [first, last] = &gradients.layers[..] else { panic!("two layers") };
    assert_eq!(last.d_bias, array![1.0, -2.0]);
    // (1 · 3 - 2 · 1) · 1/4 and (1 · (-2) + (-2) · (-3)) · 1/4.
    assert_eq!(first.d_bias, array![0.25, 1.0]);
    assert_eq!(first.d_weights, array![[0.25, 1.0], [0.5, 2.0]]);
    assert_eq!(gradients.d_inputs, array![[-0.5, 0.75]]);
    let measured = measured_gradients(&network, &x, &y, 1e-5).unwrap();
    assert!(largest_relative_error(&gradients, &measured) < 1e-8);
}

/// A judge that lets through what is no number would let through any mistake.
#[test]
fn no_gradient_without_numbers_is_right() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let network = network(&[3, 4, 2], &[Tanh, Identity], &mut rng);
    let (batch, targets) =
        (normal_matrix((5, 3), &mut rng), normal_matrix((5, 2), &mut rng));
    let (_, right) = cost_and_gradients(&network, &batch, &targets).unwrap();
    assert_eq!(largest_relative_error(&right, &right), 0.0);
    for bad in [f64::NAN, f64::INFINITY] {
        let mut wrong = right.clone();
        wrong.layers[0].d_weights[[1, 2]] = bad;
        assert_eq!(largest_relative_error(&wrong, &right), f64::INFINITY);
        assert_eq!(largest_relative_error(&right, &wrong), f64::INFINITY);
        assert_eq!(largest_relative_error(&wrong, &wrong), f64::INFINITY);
    }
    let zero = |gradients: &Gradients| {
        let mut zero = gradients.clone();
        for layer in &mut zero.layers {
            layer.d_weights.fill(0.0);
            layer.d_bias.fill(0.0);
        }
        zero.d_inputs.fill(0.0);
        zero
    };
    assert_eq!(largest_relative_error(&zero(&right), &zero(&right)), 0.0);
    assert_eq!(largest_relative_error(&zero(&right), &right), 1.0);
}

#[test]
#[should_panic(expected = "gradients of one network")]
fn gradients_of_different_networks_are_not_compared() {
    let gradients = |hidden: usize| {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let network = network(&[3, hidden, 2], &[Tanh, Identity], &mut rng);
        let (batch, targets) =
            (normal_matrix((5, 3), &mut rng), normal_matrix((5, 2), &mut rng));
        cost_and_gradients(&network, &batch, &targets).unwrap().1
    };
    largest_relative_error(&gradients(4), &gradients(5));
}

#[test]
fn slopes_at_answers_are_measured_slopes() {
    for activation in [Identity, Sigmoid, Relu, Tanh] {
        for z in [-3.0, -0.5, -1e-3, 1e-3, 0.5, 3.0] {
            let step = 1e-5;
            let (above, below) =
                (activation.apply(z + step), activation.apply(z - step));
            let slope = (above - below) / (2.0 * step);
            let found = slope_at_answer(activation, activation.apply(z));
            assert!((found - slope).abs() < 1e-9, "{activation:?} at {z}: {found}");
        }
    }
    assert_eq!(slope_at_answer(Relu, Relu.apply(0.0)), 0.0);
}

/// The gradient must carry the factor of the cost: with the sum's gradient and the
/// mean's cost it is off by the number of outputs.
#[test]
fn a_gradient_without_the_mean_is_found_out() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let network = network(&[4, 6, 10], &[Tanh, Identity], &mut rng);
    let (batch, targets) =
        (normal_matrix((8, 4), &mut rng), normal_matrix((8, 10), &mut rng));
    let measured = measured_gradients(&network, &batch, &targets, 1e-5).unwrap();
    let activations = network.activations(&batch).unwrap();
    let d_outputs = (&activations[2] - &targets) * 2.0 / 8.0; // (8, 10)
    let wrong = backward(&network, &activations, &d_outputs).unwrap();
    for (wrong, right) in wrong.values().iter().zip(measured.values()) {
        assert!((wrong - 10.0 * right).abs() < 1e-6, "{wrong} {right}");
    }
    let right = cost_and_gradients(&network, &batch, &targets).unwrap().1;
    assert!(largest_relative_error(&right, &measured) < 1e-7);
    assert!(largest_relative_error(&wrong, &measured) > 0.5);
}

/// How far parameters are nudged.
const STEP: f64 = 2e-4;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_gradient_is_the_measured_one(
        seed: u64,
        sizes in prop::collection::vec(1_usize..7, 2..6),
        activations in prop::collection::vec(any_activation(), 4),
        batch in 1_usize..9,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let network = network(&sizes, &activations, &mut rng);
        let inputs = normal_matrix((batch, sizes[0]), &mut rng);
        let targets = normal_matrix((batch, sizes[sizes.len() - 1]), &mut rng);
        prop_assume!(distance_to_a_bend(&network, &inputs) > 5e-3);
        let (cost, found) = cost_and_gradients(&network, &inputs, &targets).unwrap();
        let measured = |step| measured_gradients(&network, &inputs, &targets, step).unwrap();
        let measured = finer(measured(STEP), measured(2.0 * STEP)).values();
        // A difference of two costs holds their last bits too, divided by the step.
        let rounding = 4.0 * f64::EPSILON * (1.0 + cost) / STEP;
        let largest = measured.iter().fold(0.0, |most: f64, d| most.max(d.abs()));
        for (found, measured) in found.values().iter().zip(&measured) {
            let size = found.abs().max(measured.abs()).max(largest / 1000.0);
            let error = (found - measured).abs();
            prop_assert!(error < 1e-7 * size + rounding, "{found:e} {measured:e}");
        }
    }

    /// The matrix products of a layer are the sums of the page: a weight adds up over the
    /// examples, and an input over the neurons.
    #[test]
    fn products_of_matrices_are_sums_over_indices(
        seed: u64,
        batch in 1_usize..6, inputs in 1_usize..6, outputs in 1_usize..6,
        activation in any_activation(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let layer = network(&[inputs, outputs], &[activation], &mut rng).layers.remove(0);
        let x = normal_matrix((batch, inputs), &mut rng);
        let d_a = normal_matrix((batch, outputs), &mut rng);
        let a = layer.forward(&x).unwrap();
        let (found, d_x) = layer_backward(&layer, &x, &a, &d_a).unwrap();
        let d_z = |n: usize, j: usize| d_a[[n, j]] * slope_at_answer(activation, a[[n, j]]);
        for ((i, j), d) in found.d_weights.indexed_iter() {
            let sum: f64 = (0..batch).map(|n| x[[n, i]] * d_z(n, j)).sum();
            prop_assert!((d - sum).abs() < 1e-12 * (1.0 + sum.abs()));
        }
        for ((n, i), d) in d_x.indexed_iter() {
            let sum: f64 = (0..outputs).map(|j| layer.weights[[i, j]] * d_z(n, j)).sum();
            prop_assert!((d - sum).abs() < 1e-12 * (1.0 + sum.abs()));
        }
    }

    /// The gradient of a batch is the mean of what its examples ask for, in any order.
    #[test]
    fn a_batch_asks_for_the_mean_of_its_examples(
        seed: u64, batch in 1_usize..12, activation in any_activation(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let network = network(&[5, 7, 3], &[activation, Identity], &mut rng);
        let inputs = normal_matrix((batch, 5), &mut rng);
        let targets = normal_matrix((batch, 3), &mut rng);
        let (_, whole) = cost_and_gradients(&network, &inputs, &targets).unwrap();
        let parameters = network.parameter_count();
        let mut mean = vec![0.0; parameters];
        for row in (0..batch).rev() {
            let (_, one) = cost_and_gradients(
                &network,
                &inputs.select(Axis(0), &[row]),
                &targets.select(Axis(0), &[row]),
            ).unwrap();
            for (mean, d) in mean.iter_mut().zip(one.values()) {
                *mean += d / batch as f64;
            }
        }
        let whole = whole.values();
        let largest = whole.iter().fold(0.0, |largest: f64, d| largest.max(d.abs()));
        for (mean, d) in mean.iter().zip(&whole) {
            prop_assert!((mean - d).abs() <= 1e-12 * (1.0 + largest), "{} {}", mean, d);
        }
    }
}
