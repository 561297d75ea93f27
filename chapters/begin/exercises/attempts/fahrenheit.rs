//! Fahrenheit.
//!
//! Turn degrees Celsius into degrees Fahrenheit, a whole table at once. Then check it:
//!
//!     cargo run -p course -- check fahrenheit

use std::process::ExitCode;

use ndarray::Array2;

/// The temperatures `celsius` (days, towns) in degrees Fahrenheit: (days, towns).
pub fn fahrenheit(celsius: &Array2<f64>) -> Array2<f64> {
    todo!("multiply each number by 9/5, then add 32")
}

fn main() -> ExitCode {
    begin_exercises::fahrenheit::check(fahrenheit).report()
}
