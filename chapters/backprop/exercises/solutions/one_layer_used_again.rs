//! One layer, used again and again.
//!
//! A batch goes through the same layer `times` times. Write how the cost changes
//! with the layer's weights and bias, and with the batch. Then check it:
//!
//!     cargo run -p course -- check one-layer-used-again

use std::process::ExitCode;

use backprop::slope_at_answer;
use ndarray::{Array1, Array2, Axis};
use neurons::Layer;

/// The way back through `layer` (width, width), which a batch (batch, width) goes
/// through `times` times: what comes out goes in again. `d_outputs` is dC/dA
/// (batch, width) of the last activations. The result is dC/dW (width, width),
/// dC/db (width) and dC/dX (batch, width).
///
/// `layer.forward(&inputs)` is a pass forward, as a `Result`, and `.expect("it fits")`
/// unpacks it. `layer.weights` is W, and `slope_at_answer(layer.activation, a)` is the
/// slope where the layer answers `a`. `a.mapv(f)` calls `f` on each number, `a.t()` is
/// transposed, `a.dot(&b)` is the product, and `a.sum_axis(Axis(0))` adds up the rows.
/// `Array2::zeros(layer.weights.dim())` is as large as W, and full of zeros.
pub fn back(
    layer: &Layer,
    batch: &Array2<f64>,
    d_outputs: &Array2<f64>,
    times: usize,
) -> (Array2<f64>, Array1<f64>, Array2<f64>) {
    // SOLUTION
    let mut activations = vec![batch.clone()]; // (batch, width)
    for pass in 0..times {
        let next = layer.forward(&activations[pass]).expect("shapes that fit");
        activations.push(next); // (batch, width)
    }
    let mut d_weights = Array2::zeros(layer.weights.dim()); // (width, width)
    let mut d_bias = Array1::zeros(layer.bias.dim()); // (width)
    let mut d_activation = d_outputs.clone(); // (batch, width)
    for pass in (0..times).rev() {
        let (inputs, outputs) = (&activations[pass], &activations[pass + 1]);
        let slopes = outputs.mapv(|a| slope_at_answer(layer.activation, a));
        let d_z = d_activation * &slopes; // (batch, width)
        d_weights += &inputs.t().dot(&d_z); // (width, width)
        d_bias += &d_z.sum_axis(Axis(0)); // (width)
        d_activation = d_z.dot(&layer.weights.t()); // (batch, width)
    }
    (d_weights, d_bias, d_activation)
    // INSTEAD
    // todo!("go forward, keep the activations, and go back")
    // END
}

fn main() -> ExitCode {
    backprop_exercises::one_layer_used_again::check(back).report()
}
