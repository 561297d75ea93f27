//! A step with two faults.
//!
//! This step downhill has two faults. At small learning rates it trains nearly as
//! well as the right one. Find both, and mend them. Then check it:
//!
//!     cargo run -p course -- check a-step-with-two-faults

use std::process::ExitCode;

use backprop::slope_at_answer;
use ndarray::{Array2, Axis};
use neurons::Network;

/// `network` after one step against the gradient of the mean squared error of a
/// batch (batch, inputs) with its targets (batch, outputs).
///
/// `network.activations(batch)` is the batch, then what each layer gives.
/// `slope_at_answer(f, a)` is the slope of the activation function `f` where it answers
/// `a`, and `a.scaled_add(x, &b)` adds `x` times `b` to `a`. Of a matrix, `nrows()` counts
/// the rows, `ncols()` the columns, and `len()` all numbers.
pub fn step(
    network: &Network,
    batch: &Array2<f64>,
    targets: &Array2<f64>,
    learning_rate: f64,
) -> Network {
    let activations = network.activations(batch).expect("a batch that fits");
    let outputs = &activations[network.layers.len()]; // (batch, outputs)
    let mut stepped = network.clone();
    let count = outputs.nrows() as f64;
    let mut d_activation = (outputs - targets) * 2.0 / count; // (batch, outputs)
    for (index, layer) in stepped.layers.iter_mut().enumerate().rev() {
        let (inputs, outputs) = (&activations[index], &activations[index + 1]);
        let slopes = outputs.mapv(|a| slope_at_answer(layer.activation, a));
        let d_z = d_activation * slopes; // (batch, outputs)
        let d_weights = inputs.t().dot(&d_z); // (inputs, outputs)
        let d_bias = d_z.sum_axis(Axis(0)); // (outputs)
        layer.weights.scaled_add(-learning_rate, &d_weights);
        layer.bias.scaled_add(-learning_rate, &d_bias);
        d_activation = d_z.dot(&layer.weights.t()); // (batch, inputs)
    }
    stepped
}

fn main() -> ExitCode {
    backprop_exercises::a_step_with_two_faults::check(step).report()
}
