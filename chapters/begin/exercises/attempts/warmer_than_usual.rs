//! Warmer than usual.
//!
//! Take from each temperature the mean of its town. Then check it:
//!
//!     cargo run -p course -- check warmer-than-usual

use std::process::ExitCode;

use ndarray::{Array2, Axis};

/// How much warmer than its town's mean each day is, (days, towns), for the
/// `temperatures` (days, towns).
pub fn warmer(temperatures: &Array2<f64>) -> Array2<f64> {
    let days = temperatures.nrows() as f64;
    todo!("from every row, take the means over {days} days")
}

fn main() -> ExitCode {
    begin_exercises::warmer_than_usual::check(warmer).report()
}
