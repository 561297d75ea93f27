//! Choose, then look once.
//!
//! Choose a learning rate by the validation set, and report what its lines cost on the
//! test set. Then check it:
//!
//!     cargo run -p course -- check choose-a-rate

use std::process::ExitCode;

use loss_exercises::choose_a_rate::{Flowers, Report};

/// The rate whose lines, one for each seed, have the least mean cost on the validation set,
/// and the mean, the least and the largest cost of these lines on the test set.
///
/// What you have: `flowers.learn(rate, seed)` gives a line. `flowers.training_cost(line)`,
/// `flowers.validation_cost(line)` and `flowers.test_cost(line)` say what it costs on each
/// part. Calls of the last are counted: one for each seed is enough. What you give back is
/// `Report { rate, mean, least, largest }`, four numbers.
pub fn report(flowers: &Flowers, rates: &[f64], seeds: &[u64]) -> Report {
    todo!("find the rate with the least mean on the validation set, then look once")
}

fn main() -> ExitCode {
    loss_exercises::choose_a_rate::check(report).report()
}
