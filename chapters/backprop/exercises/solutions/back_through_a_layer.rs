//! Back through a layer of sigmoids.
//!
//! Write how the cost changes with the weights, the bias and the inputs of a layer,
//! from how it changes with the activations. Then check it:
//!
//!     cargo run -p course -- check back-through-a-layer

use std::process::ExitCode;

use ndarray::{Array1, Array2, Axis};

/// The way back through a layer of sigmoids, with the weights W (inputs, outputs).
/// The batch `inputs` is X (batch, inputs), `outputs` are the activations A (batch,
/// outputs), and `d_outputs` is dC/dA (batch, outputs). The result is dC/dW
/// (inputs, outputs), dC/db (outputs) and dC/dX (batch, inputs).
///
/// `a * &b` multiplies number by number, `a.mapv(f)` calls `f` on each number, `a.t()` is
/// transposed, `a.dot(&b)` is the product, and `a.sum_axis(Axis(0))` adds up the rows.
pub fn back(
    weights: &Array2<f64>,
    inputs: &Array2<f64>,
    outputs: &Array2<f64>,
    d_outputs: &Array2<f64>,
) -> (Array2<f64>, Array1<f64>, Array2<f64>) {
    // SOLUTION
    let d_z = d_outputs * &outputs.mapv(|a| a * (1.0 - a)); // (batch, outputs)
    let d_weights = inputs.t().dot(&d_z); // (inputs, outputs)
    let d_bias = d_z.sum_axis(Axis(0)); // (outputs)
    let d_inputs = d_z.dot(&weights.t()); // (batch, inputs)
    (d_weights, d_bias, d_inputs)
    // INSTEAD
    // todo!("multiply by the slopes, then form dC/dW, dC/db and dC/dX")
    // END
}

fn main() -> ExitCode {
    backprop_exercises::back_through_a_layer::check(back).report()
}
