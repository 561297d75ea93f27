//! A bend too late.
//!
//! With this forward pass, the chapter's XOR network says yes to all four rows,
//! though its weights are right. Find the bug and repair it. Then check:
//!
//!     cargo run -p course -- check bends-too-late

use std::process::ExitCode;

use ndarray::Array2;
use neurons::Network;

/// The output (batch, outputs of the last layer) of a network for a batch (batch,
/// inputs).
///
/// A layer has `weights` (inputs, outputs), a `bias` (outputs) and an `activation`, whose
/// `apply(z)` is what becomes of one weighted sum. `sums.mapv(f)` calls `f` on each number.
pub fn forward(network: &Network, batch: &Array2<f64>) -> Array2<f64> {
    let mut activations = batch.clone(); // (batch, inputs)
    // SOLUTION
    for layer in &network.layers {
        let z = activations.dot(&layer.weights) + &layer.bias; // (batch, outputs)
        activations = z.mapv(|z| layer.activation.apply(z)); // (batch, outputs)
    }
    activations
    // INSTEAD
    // for layer in &network.layers {
    //     activations = activations.dot(&layer.weights) + &layer.bias;
    // }
    // let output = network.layers.last().expect("a network has layers");
    // activations.mapv(|z| output.activation.apply(z))
    // END
}

fn main() -> ExitCode {
    neurons_exercises::bends_too_late::check(forward).report()
}
