//! A layer is a matrix product.
//!
//! Write the weighted sums of a whole layer for a whole batch, with weights that
//! hold a neuron in each row. Then check it:
//!
//!     cargo run -p course -- check layer-as-product

use std::process::ExitCode;

use ndarray::{Array1, Array2};

/// The weighted sums (batch, outputs) of a batch (batch, inputs), for a layer with
/// weights (outputs, inputs), a row for each neuron, and a bias (outputs).
///
/// `a.dot(&b)` is the matrix product, `a.t()` has rows for columns, and a vector that is
/// added to a matrix is added to each of its rows.
pub fn layer(
    batch: &Array2<f64>,
    weights: &Array2<f64>,
    bias: &Array1<f64>,
) -> Array2<f64> {
    // SOLUTION
    batch.dot(&weights.t()) + bias // (batch, outputs)
    // INSTEAD
    // todo!("multiply so that examples meet neurons, and add the bias to each row")
    // END
}

fn main() -> ExitCode {
    neurons_exercises::layer_as_product::check(layer).report()
}
