//! The way back through a layer of sigmoids.

use backprop::layer_backward;
use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, Axis, array};
use neurons::{Activation, Layer};

use crate::nudging::{self, LayerSlopes};

/// What the reader writes: dC/dW (inputs, outputs), dC/db (outputs) and dC/dX (batch,
/// inputs) of W (inputs, outputs), X (batch, inputs), A (batch, outputs) and dC/dA
/// (batch, outputs).
pub type Attempt =
    fn(&Array2<f64>, &Array2<f64>, &Array2<f64>, &Array2<f64>) -> LayerSlopes;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "no-slope",
        says: "You hand on how the cost changes with the activations as if it were how it \
               changes with the weighted sums. The sigmoid lies between the two: its slope is \
               a factor of the chain.",
        attempt: |weights, inputs, _, d_outputs| {
            products(weights, inputs, d_outputs)
        },
    },
    Mistake {
        name: "slope-at-the-output",
        says: "You apply the sigmoid once more, and take the slope at the activation instead \
               of at the sum. The activations already are the sigmoid's answers, and the slope \
               can be read from them as they are.",
        attempt: |weights, inputs, outputs, d_outputs| {
            let again = outputs.mapv(|a| Activation::Sigmoid.apply(a)); // (batch, outputs)
            let d_z = d_outputs * &again.mapv(|a| a * (1.0 - a)); // (batch, outputs)
            products(weights, inputs, &d_z)
        },
    },
    Mistake {
        name: "slope-of-tanh",
        says: "1 − a² is the slope of tanh. This layer answers with sigmoids, which have a \
               slope of their own.",
        attempt: |weights, inputs, outputs, d_outputs| {
            let d_z = d_outputs * &outputs.mapv(|a| 1.0 - a * a); // (batch, outputs)
            products(weights, inputs, &d_z)
        },
    },
    Mistake {
        name: "slope-for-the-parameters-only",
        says: "Weights and bias are right, but what goes back to the inputs has passed by the \
               sigmoid without its slope. All three products start from the same dC/dZ.",
        attempt: |weights, inputs, outputs, d_outputs| {
            let (d_weights, d_bias, _) = right(weights, inputs, outputs, d_outputs);
            (d_weights, d_bias, d_outputs.dot(&weights.t()))
        },
    },
    mean_over_the_batch(|weights, inputs, outputs, d_outputs| {
        let (d_weights, d_bias, d_inputs) =
            right(weights, inputs, outputs, d_outputs);
        let count = inputs.nrows() as f64;
        (d_weights / count, d_bias / count, d_inputs)
    }),
    mean_over_the_batch(|weights, inputs, outputs, d_outputs| {
        let count = inputs.nrows() as f64;
        right(weights, inputs, outputs, &(d_outputs / count))
    }),
    mean_over_the_batch(|weights, inputs, outputs, d_outputs| {
        let (d_weights, d_bias, d_inputs) =
            right(weights, inputs, outputs, d_outputs);
        (d_weights / inputs.nrows() as f64, d_bias, d_inputs)
    }),
    mean_over_the_batch(|weights, inputs, outputs, d_outputs| {
        let (d_weights, d_bias, d_inputs) =
            right(weights, inputs, outputs, d_outputs);
        (d_weights, d_bias / inputs.nrows() as f64, d_inputs)
    }),
    Mistake {
        name: "transposed-product",
        says: "The gradient of the weights lies on its side: (outputs, inputs). It must have \
               the shape of the weights, (inputs, outputs), and which factor comes first, \
               transposed, decides that.",
        attempt: |weights, inputs, outputs, d_outputs| {
            let (d_weights, d_bias, d_inputs) =
                right(weights, inputs, outputs, d_outputs);
            (d_weights.t().to_owned(), d_bias, d_inputs)
        },
    },
    Mistake {
        name: "weights-not-turned",
        says: "What goes back to the inputs is multiplied by the weights as they stand in the \
               forward pass. dC/dX has a column for each input: on which side of W must these \
               be?",
        attempt: |weights, inputs, outputs, d_outputs| {
            let (d_weights, d_bias, _) = right(weights, inputs, outputs, d_outputs);
            let d_z = d_outputs * &outputs.mapv(|a| a * (1.0 - a)); // (batch, outputs)
            (d_weights, d_bias, d_z.dot(weights))
        },
    },
];

const fn mean_over_the_batch(attempt: Attempt) -> Mistake<Attempt> {
    let says = "You divide by the number of examples. The cost's own factor is already in what \
                arrives, so here the examples are added up, and nothing else.";
    Mistake { name: "mean-over-the-batch", says, attempt }
}

fn products(
    weights: &Array2<f64>,
    inputs: &Array2<f64>,
    d_z: &Array2<f64>, // (batch, outputs)
) -> LayerSlopes {
    (inputs.t().dot(d_z), d_z.sum_axis(Axis(0)), d_z.dot(&weights.t()))
}

fn right(
    weights: &Array2<f64>,
    inputs: &Array2<f64>,
    outputs: &Array2<f64>,
    d_outputs: &Array2<f64>,
) -> LayerSlopes {
    let layer = Layer {
        weights: weights.clone(),             // (inputs, outputs)
        bias: Array1::zeros(weights.ncols()), // (outputs)
        activation: Activation::Sigmoid,
    };
    let (gradients, d_inputs) = layer_backward(&layer, inputs, outputs, d_outputs)
        .expect("the judge's shapes fit");
    (gradients.d_weights, gradients.d_bias, d_inputs)
}

/// Judges an attempt: a layer to check by hand, then layers of many shapes, the smallest of
/// them for one example, against the chapter's own way back, and against nudging.
///
/// # Panics
/// Never: the shapes that it draws fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let weights = array![[2.0, 1.0], [-1.0, 3.0]];
        let got = attempt(
            &weights,
            &array![[1.0, 2.0], [0.0, -1.0]],
            &array![[0.5, 0.5], [0.5, 0.5]],
            &array![[6.0, -4.0], [2.0, 0.0]],
        );
        let by_hand = (
            array![[1.5, -1.0], [2.5, -2.0]],
            array![2.0, -1.0],
            array![[2.0, -4.5], [1.0, -0.5]],
        );
        let what = "of the layer with W = [[2, 1], [-1, 3]], X = [[1, 2], [0, -1]], \
                    all A = 0.5 and dC/dA = [[6, -4], [2, 0]],";
        nudging::ask(exam, what, &got, &by_hand, false);
        let mut draw = Draw::new(1);
        for number in 0..18 {
            let (rows, inputs, outputs) = match number {
                15 => (1, 3, 2),
                16 => (1, 1, 1),
                17 => (1, 2, 2),
                _ => (draw.count(2, 5), draw.count(2, 5), draw.count(2, 5)),
            };
            let batch = draw.matrix(rows, inputs);
            let weights = draw.matrix(inputs, outputs);
            let d_outputs = draw.matrix(rows, outputs);
            let layer =
                Layer::new(weights, draw.vector(outputs), Activation::Sigmoid)
                    .expect("a bias for each output");
            let activations =
                layer.forward(&batch).expect("a column for each input");
            let got = attempt(&layer.weights, &batch, &activations, &d_outputs);
            let is_measured = number % 3 == 2;
            let expected = if is_measured {
                nudging::measured(&layer, &batch, &d_outputs, 1)
            } else {
                right(&layer.weights, &batch, &activations, &d_outputs)
            };
            let what = format!(
                "of a layer from {inputs} inputs to {outputs} outputs, for {rows} examples,"
            );
            nudging::ask(exam, &what, &got, &expected, is_measured);
        }
    })
}
