//! Fahrenheit.
//!
//! Turn degrees Celsius into degrees Fahrenheit, a whole table at once. Then check it:
//!
//!     cargo run -p course -- check fahrenheit

use std::process::ExitCode;

use ndarray::Array2;

/// The temperatures `celsius` (days, towns) in degrees Fahrenheit: (days, towns).
pub fn fahrenheit(celsius: &Array2<f64>) -> Array2<f64> {
    // SOLUTION
    celsius.mapv(|degrees| degrees * 9.0 / 5.0 + 32.0) // (days, towns)
    // INSTEAD
    // todo!("multiply each number by 9/5, then add 32")
    // END
}

fn main() -> ExitCode {
    begin_exercises::fahrenheit::check(fahrenheit).report()
}
