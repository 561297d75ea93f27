//! Every number of a forward and a backward pass, against those of an independent
//! library (`reference/mlp.json`: PyTorch's autograd in float64).

use approx::assert_abs_diff_eq;
use backprop::{Sgd, backward, cost_and_gradients};
use loss::{mean_squared_error, mean_squared_error_gradient};
use ndarray::{Array1, Array2, Axis};
use neurons::{Activation, Layer, Network};
use serde::Deserialize;

type Matrix = Vec<Vec<f64>>;

#[derive(Deserialize)]
struct Reference {
    x: Matrix,
    y: Matrix,
    classes: Vec<usize>,
    w1: Matrix,
    b1: Vec<f64>,
    w2: Matrix,
    b2: Vec<f64>,
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
struct Variant {
    hidden: String,
    output: String,
    loss_kind: String,
    z1: Matrix,
    a1: Matrix,
    z2: Matrix,
    a2: Matrix,
    loss: f64,
    d_x: Matrix,
    d_w1: Matrix,
    d_b1: Vec<f64>,
    d_w2: Matrix,
    d_b2: Vec<f64>,
    #[serde(rename = "after_sgd_lr_0.1")]
    after: After,
}

#[derive(Deserialize)]
struct After {
    w1: Matrix,
    b1: Vec<f64>,
    w2: Matrix,
    b2: Vec<f64>,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../reference/mlp.json"))
        .expect("the reference")
}

fn matrix(rows: &Matrix) -> Array2<f64> {
    let flat = rows.concat();
    Array2::from_shape_vec((rows.len(), rows[0].len()), flat).expect("full rows")
}

fn activation(name: &str) -> Activation {
    match name {
        "identity" => Activation::Identity,
        "sigmoid" => Activation::Sigmoid,
        "relu" => Activation::Relu,
        "tanh" => Activation::Tanh,
        other => panic!("the reference has an activation {other}"),
    }
}

fn network(reference: &Reference, variant: &Variant) -> Network {
    let layer = |weights, bias: &Vec<f64>, name: &str| {
        Layer::new(matrix(weights), Array1::from(bias.clone()), activation(name))
            .unwrap()
    };
    Network::new(vec![
        layer(&reference.w1, &reference.b1, &variant.hidden),
        layer(&reference.w2, &reference.b2, &variant.output),
    ])
    .unwrap()
}

fn assert_same(found: &Array2<f64>, expected: &Matrix) {
    let expected = matrix(expected);
    assert_eq!(found.dim(), expected.dim());
    for (found, expected) in found.iter().zip(&expected) {
        assert_abs_diff_eq!(found, expected, epsilon = 1e-10);
    }
}

fn assert_same_bias(found: &Array1<f64>, expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_abs_diff_eq!(found, expected, epsilon = 1e-10);
    }
}

/// The mean cross-entropy of softmax, and how it changes with the outputs. Chapter 5
/// teaches both; here they only show that the way back serves any cost.
fn cross_entropy(outputs: &Array2<f64>, classes: &[usize]) -> (f64, Array2<f64>) {
    let exponentials = outputs.mapv(libm::exp); // (batch, outputs)
    let sums = exponentials.sum_axis(Axis(1)).insert_axis(Axis(1)); // (batch, 1)
    let mut d_outputs = exponentials / sums; // (batch, outputs)
    let batch = classes.len() as f64;
    let mut cost = 0.0;
    for (row, &class) in classes.iter().enumerate() {
        cost -= libm::log(d_outputs[[row, class]]) / batch;
        d_outputs[[row, class]] -= 1.0;
    }
    (cost, d_outputs / batch)
}

#[test]
fn every_gradient_is_that_of_an_independent_library() {
    let reference = reference();
    let (x, y) = (matrix(&reference.x), matrix(&reference.y));
    assert_eq!(reference.variants.len(), 5);
    for variant in &reference.variants {
        let mut network = network(&reference, variant);
        let activations = network.activations(&x).unwrap();
        let z1 = network.layers[0].pre_activation(&x).unwrap();
        assert_same(&z1, &variant.z1);
        assert_same(&activations[1], &variant.a1);
        let z2 = network.layers[1].pre_activation(&activations[1]).unwrap();
        assert_same(&z2, &variant.z2);
        assert_same(&activations[2], &variant.a2);
        let (cost, d_outputs) = match variant.loss_kind.as_str() {
            "mse_mean" => (
                mean_squared_error(&activations[2], &y).unwrap(),
                mean_squared_error_gradient(&activations[2], &y).unwrap(),
            ),
            "cross_entropy" => cross_entropy(&activations[2], &reference.classes),
            other => panic!("the reference has a loss {other}"),
        };
        assert_abs_diff_eq!(cost, variant.loss, epsilon = 1e-10);
        let gradients = backward(&network, &activations, &d_outputs).unwrap();
        assert_same(&gradients.d_inputs, &variant.d_x);
        assert_same(&gradients.layers[0].d_weights, &variant.d_w1);
        assert_same_bias(&gradients.layers[0].d_bias, &variant.d_b1);
        assert_same(&gradients.layers[1].d_weights, &variant.d_w2);
        assert_same_bias(&gradients.layers[1].d_bias, &variant.d_b2);
        if variant.loss_kind == "mse_mean" {
            let both = cost_and_gradients(&network, &x, &y).unwrap();
            assert_eq!(both, (cost, gradients.clone()));
        }
        Sgd { learning_rate: 0.1 }.step(&mut network, &gradients).unwrap();
        assert_same(&network.layers[0].weights, &variant.after.w1);
        assert_same_bias(&network.layers[0].bias, &variant.after.b1);
        assert_same(&network.layers[1].weights, &variant.after.w2);
        assert_same_bias(&network.layers[1].bias, &variant.after.b2);
    }
}
