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
    todo!("go forward, keep the activations, and go back")
}

fn main() -> ExitCode {
    backprop_exercises::one_layer_used_again::check(back).report()
}
