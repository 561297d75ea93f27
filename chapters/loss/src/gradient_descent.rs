//! Steps downhill: on all examples, and in an order of batches.

use ndarray::{Array2, Axis};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::{Line, LineGradient, LossError, check};

impl Line {
    // ANCHOR: line-step
    /// The line after one step against the gradient.
    pub fn step(self, gradient: LineGradient, learning_rate: f64) -> Line {
        Line {
            weight: self.weight - learning_rate * gradient.d_weight,
            bias: self.bias - learning_rate * gradient.d_bias,
        }
    }
    // ANCHOR_END: line-step
}

// ANCHOR: descend
/// Gradient descent: the line to start with, and the line after each of `steps` steps
/// on all examples.
///
/// # Errors
/// If inputs and targets differ in shape, or there are none.
pub fn descend(
    start: Line,
    inputs: &Array2<f64>,
    targets: &Array2<f64>,
    learning_rate: f64,
    steps: usize,
) -> Result<Vec<Line>, LossError> {
    check(inputs, targets)?;
    let mut path = vec![start];
    let mut line = start;
    // ANCHOR: descend-idea
    for _ in 0..steps {
        line = line.step(line.gradient(inputs, targets)?, learning_rate);
        path.push(line);
    }
    // ANCHOR_END: descend-idea
    Ok(path)
}
// ANCHOR_END: descend

// ANCHOR: epoch
/// One pass over the examples in the given order, with a step after every
/// `batch_size` of them (the last batch may be smaller): the line after each step.
///
/// # Errors
/// If inputs and targets differ in shape, there are none, the batches have none, or
/// the order names an example that does not exist.
pub fn epoch(
    start: Line,
    inputs: &Array2<f64>,
    targets: &Array2<f64>,
    order: &[usize],
    batch_size: usize,
    learning_rate: f64,
) -> Result<Vec<Line>, LossError> {
    check(inputs, targets)?;
    check_batches(order, batch_size, inputs.nrows())?;
    let mut line = start;
    let mut path = Vec::new();
    // ANCHOR: epoch-idea
    for batch in order.chunks(batch_size) {
        let batch_inputs = inputs.select(Axis(0), batch); // (batch, 1)
        let batch_targets = targets.select(Axis(0), batch); // (batch, 1)
        let gradient = line.gradient(&batch_inputs, &batch_targets)?;
        line = line.step(gradient, learning_rate);
        path.push(line);
    }
    // ANCHOR_END: epoch-idea
    Ok(path)
}
// ANCHOR_END: epoch

/// Refuses batches of none, and an order that names an example that does not exist.
fn check_batches(
    order: &[usize],
    batch_size: usize,
    examples: usize,
) -> Result<(), LossError> {
    if batch_size == 0 {
        return Err(LossError::BatchSize);
    }
    match order.iter().find(|&&index| index >= examples) {
        Some(&index) => Err(LossError::NoSuchExample { index, examples }),
        None => Ok(()),
    }
}

/// The numbers of `examples` examples, from 0, in a random order.
pub fn shuffled(examples: usize, rng: &mut ChaCha8Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..examples).collect();
    order.shuffle(rng);
    order
}
