//! What does not fit is an error, not a panic, and says what would be right.

use ndarray::{Array1, Array2, array};
use neurons::Activation::{Identity, Relu, Sigmoid, Tanh};
use neurons::{Activation, Layer, Network, Neuron, ShapeError, merge_linear, xor};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn text<T: std::fmt::Debug>(result: Result<T, ShapeError>) -> String {
    result.expect_err("the shapes do not fit").to_string()
}

fn neuron(weights: usize, activation: Activation) -> Neuron {
    Neuron::new(Array1::ones(weights), 0.0, activation)
}

fn layer(inputs: usize, outputs: usize) -> Layer {
    let weights = Array2::ones((inputs, outputs));
    Layer::new(weights, Array1::zeros(outputs), Identity).unwrap()
}

#[test]
fn neuron_with_other_inputs() {
    let expected = "neuron has 3 weights but got 2 inputs: give it 3 inputs";
    let inputs = array![1.0, 2.0];
    assert_eq!(text(neuron(3, Relu).forward(inputs.view())), expected);
    assert_eq!(text(neuron(3, Relu).pre_activation(inputs.view())), expected);
    let one = array![1.0];
    assert_eq!(
        text(neuron(0, Relu).forward(one.view())),
        "neuron has 0 weights but got 1 input: give it 0 inputs"
    );
    assert_eq!(
        text(neuron(1, Relu).forward(inputs.view())),
        "neuron has 1 weight but got 2 inputs: give it 1 input"
    );
    assert_eq!(
        text(xor::misses(&neuron(1, Sigmoid), xor::AND)),
        "neuron has 1 weight but got 2 inputs: give it 1 input"
    );
}

#[test]
fn neurons_that_make_no_layer() {
    assert_eq!(
        text(Layer::from_neurons(&[])),
        "layer has no neurons: give it at least one"
    );
    assert_eq!(
        text(Layer::from_neurons(&[
            neuron(3, Relu),
            neuron(3, Relu),
            neuron(1, Relu)
        ])),
        "neuron 3 has 1 weight but neuron 1 has 3 weights: give every neuron of a \
         layer one weight for each of the inputs they share"
    );
    assert_eq!(
        text(Layer::from_neurons(&[neuron(3, Relu), neuron(3, Tanh)])),
        "neuron 2 has activation Tanh but neuron 1 has Relu: give all neurons of a \
         layer the same"
    );
    assert_eq!(
        text(Layer::from_neurons(&[neuron(0, Relu)])),
        "layer has 0 inputs and 1 output: give it at least one of each"
    );
}

#[test]
fn layer_that_does_not_fit_itself() {
    assert_eq!(
        text(Layer::new(array![[1.0, 2.0]], array![0.0], Relu)),
        "layer has 2 outputs but 1 bias: give it one bias for each output"
    );
    assert_eq!(
        text(Layer::new(array![[1.0]], array![0.0, 0.0, 0.0], Relu)),
        "layer has 1 output but 3 biases: give it one bias for each output"
    );
    assert_eq!(
        text(Layer::new(Array2::zeros((3, 0)), Array1::zeros(0), Relu)),
        "layer has 3 inputs and 0 outputs: give it at least one of each"
    );
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    assert_eq!(
        text(Layer::random(0, 3, Relu, &mut rng)),
        "layer has 0 inputs and 3 outputs: give it at least one of each"
    );
}

#[test]
fn batch_with_other_columns() {
    let expected = "layer takes 3 inputs but the batch has 2 columns: give it a batch of shape \
         (any, 3)";
    for rows in [0, 1, 5] {
        let batch = Array2::ones((rows, 2));
        assert_eq!(text(layer(3, 4).forward(&batch)), expected);
        assert_eq!(text(layer(3, 4).pre_activation(&batch)), expected);
        assert_eq!(text(layer(3, 4).forward_by_neuron(&batch)), expected);
        let network = Network::new(vec![layer(3, 4), layer(4, 2)]).unwrap();
        assert_eq!(text(network.forward(&batch)), expected);
        assert_eq!(text(network.activations(&batch)), expected);
    }
    assert_eq!(
        text(layer(1, 4).forward(&Array2::ones((2, 3)))),
        "layer takes 1 input but the batch has 3 columns: give it a batch of shape \
         (any, 1)"
    );
}

#[test]
fn layers_that_make_no_network() {
    assert_eq!(
        text(Network::new(vec![])),
        "network has no layers: give it at least one"
    );
    assert_eq!(
        text(Network::new(vec![layer(2, 4), layer(4, 4), layer(5, 1)])),
        "layer 3 takes 5 inputs but layer 2 gives 4 outputs: give layer 3 weights of \
         shape (4, any)"
    );
    assert_eq!(
        text(merge_linear(&layer(2, 1), &layer(3, 1))),
        "layer 2 takes 3 inputs but layer 1 gives 1 output: give layer 2 weights of \
         shape (1, any)"
    );
    let mut bent = layer(2, 3);
    bent.activation = Relu;
    assert_eq!(
        text(merge_linear(&bent, &layer(3, 1))),
        "first layer has activation Relu: only a layer with activation Identity \
         merges with the next"
    );
}

#[test]
fn sizes_that_make_no_network() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut random =
        |sizes: &[usize]| text(Network::random(sizes, Relu, Relu, &mut rng));
    assert_eq!(
        random(&[]),
        "network has 0 sizes: give it at least two, its inputs and its outputs"
    );
    assert_eq!(
        random(&[64]),
        "network has 1 size: give it at least two, its inputs and its outputs"
    );
    assert_eq!(
        random(&[64, 0, 10]),
        "layer has 64 inputs and 0 outputs: give it at least one of each"
    );
}

/// Fields are public, so a layer can come to misfit after it was made.
#[test]
fn layer_bent_later_is_an_error_too() {
    let expected =
        "layer has 4 outputs but 3 biases: give it one bias for each output";
    let mut bent = layer(3, 4);
    bent.bias = Array1::zeros(3);
    let batch = Array2::ones((1, 3));
    assert_eq!(text(bent.forward(&batch)), expected);
    assert_eq!(text(bent.forward_by_neuron(&batch)), expected);
    assert_eq!(text(merge_linear(&bent, &layer(4, 1))), expected);
    assert_eq!(text(merge_linear(&layer(2, 3), &bent)), expected);
    assert_eq!(text(Network::new(vec![layer(2, 3), bent])), expected);
    let mut network = Network::new(vec![layer(3, 4), layer(4, 2)]).unwrap();
    network.layers.remove(0);
    assert_eq!(
        text(network.forward(&batch)),
        "layer takes 4 inputs but the batch has 3 columns: give it a batch of shape \
         (any, 4)"
    );
}
