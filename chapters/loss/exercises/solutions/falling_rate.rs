//! A learning rate that falls.
//!
//! Write mini-batch descent on a line from nothing: a step after each batch, and in
//! pass k, counted from 1, the learning rate `rate / k`. Then check it:
//!
//!     cargo run -p course -- check falling-rate

use std::process::ExitCode;

use loss::Line;

/// The line after one pass for each of `orders`, from `start` on. Inputs and targets
/// hold a number for each example. An order names examples by their place, and every
/// `batch_size` of them are a batch (the last one of a pass may be smaller). A step
/// is against the gradient of the mean squared error on its batch.
///
/// A `Line` has a `weight` and a `bias`, which you may change: `line.weight -= 0.1`. For
/// the input `x` it gives `line.weight * x + line.bias`. `order.chunks(batch_size)` gives
/// the batches of a pass, one after the other.
pub fn learn(
    start: Line,
    inputs: &[f64],
    targets: &[f64],
    orders: &[Vec<usize>],
    batch_size: usize,
    rate: f64,
) -> Line {
    // SOLUTION
    let mut line = start;
    for (pass, order) in orders.iter().enumerate() {
        let learning_rate = rate / (pass + 1) as f64;
        for batch in order.chunks(batch_size) {
            let (mut d_weight, mut d_bias) = (0.0, 0.0);
            for &example in batch {
                let output = line.weight * inputs[example] + line.bias;
                let slope = 2.0 * (output - targets[example]) / batch.len() as f64;
                d_weight += slope * inputs[example];
                d_bias += slope;
            }
            line.weight -= learning_rate * d_weight;
            line.bias -= learning_rate * d_bias;
        }
    }
    line
    // INSTEAD
    // todo!("go through the passes and their batches, with a step after each batch")
    // END
}

fn main() -> ExitCode {
    loss_exercises::falling_rate::check(learn).report()
}
