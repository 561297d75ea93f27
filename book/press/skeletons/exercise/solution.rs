//! TITLE.
//!
//! Write what the exercise asks for. Then check it:
//!
//!     cargo run -p course -- check EXERCISE

use std::process::ExitCode;

/// Twice a number.
pub fn answer(x: f64) -> f64 {
    // SOLUTION
    // still to be written: the solution
    x + x
    // INSTEAD
    // GAP!("add the number to itself, and give back the sum")
    // END
}

fn main() -> ExitCode {
    IDENT_exercises::MODULE::check(answer).report()
}
