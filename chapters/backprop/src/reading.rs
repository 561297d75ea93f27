//! Reading digits with a network, and how well it does.

use loss::{mean_squared_error, one_hot, shuffled};
use ndarray::{Array2, Axis};
use neurons::Network;
use neurons::digits::{CLASSES, Digits};
use rand_chacha::ChaCha8Rng;

use crate::BackpropError;

// ANCHOR: split
/// Digits to train on, and `test` others, drawn at random and set aside.
///
/// # Errors
/// If there would be none to train on, or none set aside.
pub fn split(
    digits: &Digits,
    test: usize,
    rng: &mut ChaCha8Rng,
) -> Result<(Digits, Digits), BackpropError> {
    let images = digits.labels.len();
    if test == 0 || test >= images {
        return Err(BackpropError::Split { images, test });
    }
    let order = shuffled(images, rng);
    let (training, test) = order.split_at(images - test);
    Ok((select(digits, training), select(digits, test)))
}

/// The digits of the given numbers, counted from 0, in that order.
pub fn select(digits: &Digits, numbers: &[usize]) -> Digits {
    Digits {
        images: digits.images.select(Axis(0), numbers), // (numbers, 64)
        labels: numbers.iter().map(|&number| digits.labels[number]).collect(),
    }
}
// ANCHOR_END: split

// ANCHOR: answers
/// What each row of outputs (batch, classes) says: the class with the largest output,
/// the first of them if there are several.
pub fn answers(outputs: &Array2<f64>) -> Vec<usize> {
    let rows = outputs.rows().into_iter();
    rows.map(|row| {
        let mut answer = 0;
        for (class, &output) in row.iter().enumerate() {
            if output > row[answer] {
                answer = class;
            }
        }
        answer
    })
    .collect()
}

/// The share of answers that are the label.
pub fn accuracy(answers: &[usize], labels: &[usize]) -> f64 {
    let pairs = answers.iter().zip(labels);
    pairs.filter(|(answer, label)| answer == label).count() as f64
        / labels.len() as f64
}
// ANCHOR_END: answers

/// A network's cost, and its accuracy, on some digits.
pub(crate) fn cost_and_accuracy(
    network: &Network,
    digits: &Digits,
) -> Result<(f64, f64), BackpropError> {
    let outputs = network.forward(&digits.images)?; // (digits, 10)
    let targets = one_hot(&digits.labels, CLASSES)?; // (digits, 10)
    let cost = mean_squared_error(&outputs, &targets)?;
    Ok((cost, accuracy(&answers(&outputs), &digits.labels)))
}

// ANCHOR: reading-least-lead
/// By how much a network's strongest output leads at least, over all digits. Where this
/// is more than rounding can move, an accuracy is the same on every processor. Digits
/// whose outputs are all 0, or no numbers, do not count: there is nothing to be moved.
///
/// # Errors
/// If the digits do not fit the network.
pub fn least_lead(
    network: &Network,
    digits: &Digits,
) -> Result<f64, BackpropError> {
    let outputs = network.forward(&digits.images)?; // (digits, 10)
    let is_alive = |&digit: &usize| {
        outputs.row(digit).iter().any(|&a| a != 0.0 && !a.is_nan())
    };
    let alive: Vec<usize> = (0..outputs.nrows()).filter(is_alive).collect();
    Ok(neurons::least_lead(&outputs.select(Axis(0), &alive))) // of (alive, 10)
}
// ANCHOR_END: reading-least-lead

/// How often each digit (row) was read as each digit (column).
pub(crate) fn confusion(
    answers: &[usize],
    labels: &[usize],
) -> [[usize; CLASSES]; CLASSES] {
    let mut counts = [[0; CLASSES]; CLASSES];
    for (&answer, &label) in answers.iter().zip(labels) {
        counts[label][answer] += 1;
    }
    counts
}
