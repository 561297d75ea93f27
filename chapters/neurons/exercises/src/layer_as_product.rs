//! A layer as a matrix product, with weights that hold a neuron in each row.

use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, Axis, array};
use neurons::{Activation, Layer};

/// What the reader writes: the weighted sums (batch, outputs) of a batch (batch, inputs),
/// weights (outputs, inputs) and a bias (outputs).
pub type Attempt = fn(&Array2<f64>, &Array2<f64>, &Array1<f64>) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "columns-for-neurons",
        says: "Your product takes a column of `weights` for each neuron, as the page does. Here \
               a neuron's weights stand in a row. With as many neurons as inputs the shapes fit \
               all the same, and the numbers are wrong.",
        attempt: |batch, weights, bias| batch.dot(weights) + bias,
    },
    Mistake {
        name: "columns-for-examples",
        says: "Your result has a column for each example, which is the other custom that the \
               page mentions. What is asked for is (batch, outputs): a row for each example.",
        attempt: |batch, weights, bias| {
            weights.dot(&batch.t()) + bias.view().insert_axis(Axis(1))
        },
    },
    Mistake {
        name: "no-bias",
        says: "The products are right, and nothing is added to them. Each neuron has a bias of \
               its own, which is added to its column in every row.",
        attempt: |batch, weights, _| batch.dot(&weights.t()),
    },
    Mistake {
        name: "activated-too-early",
        says: "You have bent the sums with an activation function. What is asked for comes \
               before it: the weighted sums themselves, negative ones too.",
        attempt: |batch, weights, bias| {
            (batch.dot(&weights.t()) + bias).mapv(|z| z.max(0.0))
        },
    },
];

/// Judges an attempt: a layer small enough to check by hand, then layers of many shapes
/// against the chapter's own, first those with as many neurons as inputs.
///
/// # Panics
/// Never: all shapes fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let batch = array![[1.0, 2.0]];
        let weights = array![[1.0, 0.0], [3.0, -1.0]];
        exam.array(
            "the layer with the neurons [1, 0] and [3, -1] and b = [10, -20], for X = [[1, 2]],",
            &attempt(&batch, &weights, &array![10.0, -20.0]),
            &array![[11.0, -19.0]],
            1e-12,
        );
        let mut draw = Draw::new(1);
        for round in 0..20 {
            let (rows, inputs) = (draw.count(1, 5), draw.count(2, 6));
            let outputs = if round < 5 { inputs } else { draw.count(1, 6) };
            let batch = draw.matrix(rows, inputs);
            let weights = draw.matrix(outputs, inputs); // a row for each neuron
            let bias = draw.vector(outputs);
            let columns = weights.t().to_owned(); // (inputs, outputs)
            let layer = Layer::new(columns, bias.clone(), Activation::Identity)
                .expect("a bias for each output");
            exam.array(
                format!("a layer from {inputs} inputs to {outputs} outputs, for a batch of {rows},"),
                &attempt(&batch, &weights, &bias),
                &layer.pre_activation(&batch).expect("a column for each input"),
                1e-10,
            );
        }
    })
}
