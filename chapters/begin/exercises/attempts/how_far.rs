//! How far?
//!
//! A way has legs, each with its speed and its hours. Say how long it is, without a
//! loop. Then check it:
//!
//!     cargo run -p course -- check how-far

use std::process::ExitCode;

use ndarray::Array1;

/// The kilometres of a way at `speeds` (legs), in kilometres an hour, for `hours` (legs).
pub fn kilometres(speeds: &Array1<f64>, hours: &Array1<f64>) -> f64 {
    todo!("multiply each speed by its hours, and add up")
}

fn main() -> ExitCode {
    begin_exercises::how_far::check(kilometres).report()
}
