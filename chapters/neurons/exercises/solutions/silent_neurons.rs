//! How many neurons are silent.
//!
//! All digits go through hidden layers with random weights. Write down the share of
//! activations that are exactly 0 with ReLU. The check runs the layers and counts:
//!
//!     cargo run -p course -- check silent-neurons

use std::process::ExitCode;

/// Your prediction: a share from 0 to 1, right to about a tenth.
pub fn share() -> f64 {
    // SOLUTION
    0.5
    // INSTEAD
    // todo!("predict first: write the share of activations that are exactly 0")
    // END
}

fn main() -> ExitCode {
    neurons_exercises::silent_neurons::check(share).report()
}
