//! One layer more.
//!
//! The network for the digits, 64-32-10, gets a second hidden layer of 32 neurons.
//! Write down how many parameters it has then. The check builds it and counts:
//!
//!     cargo run -p course -- check deeper-network

use std::process::ExitCode;

/// Your prediction.
pub fn parameters() -> usize {
    todo!("predict first: write the number, or a calculation, here")
}

fn main() -> ExitCode {
    neurons_exercises::deeper_network::check(parameters).report()
}
