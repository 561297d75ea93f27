//! One result, computed in different ways: by hand and by code, neuron by neuron and
//! as a matrix product, layer by layer and merged.

use approx::assert_relative_eq;
use ndarray::{Array1, Array2, Axis, Zip, array, concatenate};
use neurons::Activation::{self, Identity, Relu, Sigmoid, Tanh};
use neurons::{Layer, Network, Neuron, merge_linear, standard_normal};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn normal_matrix(rows: usize, columns: usize, rng: &mut ChaCha8Rng) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |_| standard_normal(rng))
}

/// A layer with random biases too, so that a test sees them.
fn layer(
    shape: (usize, usize),
    activation: Activation,
    rng: &mut ChaCha8Rng,
) -> Layer {
    let weights = normal_matrix(shape.0, shape.1, rng);
    let bias = Array1::from_shape_fn(shape.1, |_| standard_normal(rng));
    Layer::new(weights, bias, activation).unwrap()
}

/// Both matrices agree to 1e-12 of `terms`, the size of what was added up. (The sum
/// itself can be close to 0, and then says nothing about its rounding error.)
fn close(left: &Array2<f64>, right: &Array2<f64>, terms: &Array2<f64>) -> bool {
    left.dim() == right.dim()
        && left.dim() == terms.dim()
        && Zip::from(left)
            .and(right)
            .and(terms)
            .all(|left, right, terms| (left - right).abs() <= 1e-12 * terms)
}

/// |X| |W| + |b|: the sizes of the terms that a layer adds up.
fn terms(sizes: &Array2<f64>, layer: &Layer) -> Array2<f64> {
    sizes.abs().dot(&layer.weights.abs()) + layer.bias.abs()
}

fn any_activation() -> impl Strategy<Value = Activation> {
    prop::sample::select(vec![Identity, Sigmoid, Relu, Tanh])
}

#[test]
fn a_neuron_by_hand() {
    // 0.5 · 2 + (-1.5) · 1 + 2 · 0.25 + 0.75 = 1 - 1.5 + 0.5 + 0.75 = 0.75
    let inputs = array![2.0, 1.0, 0.25];
    let neuron = |activation| Neuron::new(array![0.5, -1.5, 2.0], 0.75, activation);
    assert_eq!(neuron(Sigmoid).pre_activation(inputs.view()), Ok(0.75));
    assert_eq!(neuron(Identity).forward(inputs.view()), Ok(0.75));
    assert_eq!(neuron(Relu).forward(inputs.view()), Ok(0.75));
    // e^-0.75 = 0.472366552741
    let output = neuron(Sigmoid).forward(inputs.view()).unwrap();
    assert_relative_eq!(output, 1.0 / 1.472_366_552_741, max_relative = 1e-12);
    let negative = Neuron::new(array![0.5, -1.5, 2.0], -0.25, Relu);
    assert_eq!(negative.pre_activation(inputs.view()), Ok(-0.25));
    assert_eq!(negative.forward(inputs.view()), Ok(0.0));
}

#[test]
fn a_layer_and_a_network_by_hand() {
    // Example 1: [1·1 + 2·3 + 0.5, 1·2 + 2·4 - 11] = [7.5, -1]
    // Example 2: [0·1 + 1·3 + 0.5, 0·2 + 1·4 - 11] = [3.5, -7]
    let batch = array![[1.0, 2.0], [0.0, 1.0]]; // (2, 2)
    let weights = array![[1.0, 2.0], [3.0, 4.0]]; // (2, 2)
    let hidden = Layer::new(weights, array![0.5, -11.0], Relu).unwrap();
    assert_eq!(hidden.pre_activation(&batch), Ok(array![[7.5, -1.0], [3.5, -7.0]]));
    assert_eq!(hidden.forward(&batch), Ok(array![[7.5, 0.0], [3.5, 0.0]]));
    // [2·7.5 + 5·0 + 1] = [16], [2·3.5 + 5·0 + 1] = [8]
    let output = Layer::new(array![[2.0], [5.0]], array![1.0], Identity).unwrap();
    let network = Network::new(vec![hidden, output]).unwrap();
    assert_eq!(network.forward(&batch), Ok(array![[16.0], [8.0]]));
    assert_eq!(
        network.activations(&batch),
        Ok(vec![batch, array![[7.5, 0.0], [3.5, 0.0]], array![[16.0], [8.0]]])
    );
    assert_eq!(network.parameter_count(), 4 + 2 + 2 + 1);
}

#[test]
fn the_sum_is_added_up_in_order() {
    // 1e16 + 1 is 1e16 again in f64: only this order gives 0, 1 and 0.
    for (weights, sum) in [
        ([1e16, 1.0, -1e16], 0.0),
        ([1e16, -1e16, 1.0], 1.0),
        ([1.0, 1e16, -1e16], 0.0),
    ] {
        let neuron = Neuron::new(Array1::from_iter(weights), 0.0, Identity);
        assert_eq!(neuron.pre_activation(array![1.0, 1.0, 1.0].view()), Ok(sum));
    }
}

#[test]
fn between_linear_layers_a_narrow_one_leaves_less() {
    // One neuron between: whatever comes out is along one direction.
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (first, second) =
        (layer((3, 1), Identity, &mut rng), layer((1, 2), Identity, &mut rng));
    let merged = merge_linear(&first, &second).unwrap().weights; // (3, 2)
    let area = |m: &Array2<f64>, row: usize| {
        (m[[0, 0]] * m[[row, 1]] - m[[0, 1]] * m[[row, 0]]).abs()
    };
    assert!(area(&merged, 1) < 1e-15 && area(&merged, 2) < 1e-15);
    // A single layer of that shape is not held to it.
    assert!(area(&layer((3, 2), Identity, &mut rng).weights, 1) > 0.01);
}

#[test]
fn an_empty_batch_gives_an_empty_batch() {
    let layer = layer((3, 2), Relu, &mut ChaCha8Rng::seed_from_u64(1));
    assert_eq!(layer.forward(&Array2::zeros((0, 3))), Ok(Array2::zeros((0, 2))));
    assert_eq!(
        layer.forward_by_neuron(&Array2::zeros((0, 3))),
        Ok(Array2::zeros((0, 2)))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn neuron_by_neuron_is_the_matrix_product(
        seed: u64, batch in 0_usize..20, inputs in 1_usize..80, outputs in 1_usize..40,
        activation in any_activation(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let layer = layer((inputs, outputs), activation, &mut rng);
        let batch = normal_matrix(batch, inputs, &mut rng);
        let looped = layer.forward_by_neuron(&batch).unwrap();
        let product = layer.forward(&batch).unwrap();
        prop_assert!(close(&looped, &product, &terms(&batch, &layer)));
    }

    #[test]
    fn a_layer_is_its_neurons(
        seed: u64, inputs in 1_usize..20, outputs in 1_usize..20,
        activation in any_activation(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let layer = layer((inputs, outputs), activation, &mut rng);
        let neurons = layer.neurons();
        prop_assert_eq!(neurons.len(), outputs);
        prop_assert_eq!(&neurons[outputs - 1].weights, &layer.weights.column(outputs - 1));
        prop_assert_eq!(neurons[outputs - 1].bias, layer.bias[outputs - 1]);
        prop_assert_eq!(Layer::from_neurons(&neurons), Ok(layer));
    }

    #[test]
    fn two_linear_layers_are_one(
        seed: u64, batch in 1_usize..10, sizes in prop::array::uniform3(1_usize..20),
        activation in any_activation(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let first = layer((sizes[0], sizes[1]), Identity, &mut rng);
        let second = layer((sizes[1], sizes[2]), activation, &mut rng);
        let batch = normal_matrix(batch, sizes[0], &mut rng);
        let merged = merge_linear(&first, &second).unwrap();
        prop_assert_eq!(merged.weights.dim(), (sizes[0], sizes[2]));
        prop_assert_eq!(merged.activation, activation);
        // Before the activation function, where nothing is squeezed.
        let in_a_row = second.pre_activation(&first.forward(&batch).unwrap()).unwrap();
        let in_one = merged.pre_activation(&batch).unwrap();
        let terms = terms(&terms(&batch, &first), &second);
        prop_assert!(close(&in_a_row, &in_one, &terms));
    }

    #[test]
    fn a_linear_layer_answers_halfway_with_the_mean(
        seed: u64, sizes in prop::array::uniform3(1_usize..20),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let first = layer((sizes[0], sizes[1]), Identity, &mut rng);
        let second = layer((sizes[1], sizes[2]), Identity, &mut rng);
        let mut batch = normal_matrix(3, sizes[0], &mut rng);
        let halfway = (&batch.row(0) + &batch.row(1)) / 2.0;
        batch.row_mut(2).assign(&halfway);
        let answers = second.forward(&first.forward(&batch).unwrap()).unwrap();
        let mean = (&answers.row(0) + &answers.row(1)) / 2.0;
        let sizes = terms(&terms(&batch, &first), &second);
        for output in 0..mean.len() {
            let size = sizes.column(output).sum();
            prop_assert!((answers[[2, output]] - mean[output]).abs() <= 1e-12 * size);
        }
    }

    #[test]
    fn a_network_is_its_layers_in_a_row(
        seed: u64, sizes in prop::collection::vec(1_usize..12, 2..6),
        hidden in any_activation(), output in any_activation(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let network = Network::random(&sizes, hidden, output, &mut rng).unwrap();
        let batch = normal_matrix(7, sizes[0], &mut rng);
        let activations = network.activations(&batch).unwrap();
        prop_assert_eq!(activations.len(), sizes.len());
        prop_assert_eq!(&activations[0], &batch);
        for (index, layer) in network.layers.iter().enumerate() {
            prop_assert_eq!(layer.weights.dim(), (sizes[index], sizes[index + 1]));
            let last = index + 1 == network.layers.len();
            prop_assert_eq!(layer.activation, if last { output } else { hidden });
            let forward = layer.forward(&activations[index]).unwrap();
            prop_assert_eq!(&forward, &activations[index + 1]);
        }
        prop_assert_eq!(&network.forward(&batch).unwrap(), activations.last().unwrap());
        let parameters: usize = sizes.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum();
        prop_assert_eq!(network.parameter_count(), parameters);
    }

    #[test]
    fn examples_do_not_see_each_other(seed: u64, rows in 2_usize..10) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let network = Network::random(&[5, 8, 3], Tanh, Sigmoid, &mut rng).unwrap();
        let batch = normal_matrix(rows, 5, &mut rng);
        let (top, rest) = batch.view().split_at(Axis(0), 1);
        let top = network.forward(&top.to_owned()).unwrap();
        let rest = network.forward(&rest.to_owned()).unwrap();
        let stacked = concatenate![Axis(0), top, rest];
        let whole = network.forward(&batch).unwrap();
        prop_assert!(close(&stacked, &whole, &Array2::ones((rows, 3))));
    }
}

/// Why two ways to the same sum may differ in its last digits.
#[test]
fn rounding_depends_on_how_often_and_in_which_order() {
    let (a, b) = (0.1_f64, 10.0_f64);
    assert_eq!(a * b - 1.0, 0.0);
    assert_eq!(a.mul_add(b, -1.0), 1.0 / f64::from(1 << 27) / f64::from(1 << 27));
    let large = 1e16_f64;
    assert_eq!(large + 1.0 - large, 0.0);
    assert_eq!(large - large + 1.0, 1.0);
}
