//! How numbers and settings are printed.

use crate::Settings;

/// A matrix or a vector in one line, without negative zeros.
pub(super) fn row<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> String {
    let numbers = numbers.into_iter().map(|number| format!("{}", number + 0.0));
    numbers.collect::<Vec<_>>().join("  ")
}

/// A number with its sign, and no sign if it is rounded to 0.
pub(super) fn signed(value: f64, places: usize) -> String {
    let text = format!("{value:+.places$}");
    if text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        return text;
    }
    format!(" {:.places$}", 0.0)
}

/// A cost: its size alone if it is large, and said if it is no number any more.
pub(super) fn cost(cost: f64) -> String {
    match cost {
        cost if !cost.is_finite() => "NaN".to_owned(),
        cost if cost > 1000.0 => format!("{cost:.0e}"),
        cost => format!("{cost:.4}"),
    }
}

/// Numbers with a space between.
pub(super) fn joined<T: ToString>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The settings that a training ran with, for the first line of its output.
pub(super) fn settings(settings: Settings) -> String {
    let Settings { epochs, batch_size, learning_rate, .. } = settings;
    format!("η {learning_rate}, batches of {batch_size}, {epochs} epochs")
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

pub(super) fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

pub(super) fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// The power of ten above a number, so that what is printed does not hang on the last
/// bits of a processor.
pub(super) fn ceiling(error: f64) -> f64 {
    let mut power = 1.0;
    while power / 10.0 > 3.0 * error {
        power /= 10.0;
    }
    power
}
