//! TITLE.
//!
//! Write down what you expect. The check then runs it:
//!
//!     cargo run -p course -- check EXERCISE

use std::process::ExitCode;

/// Your prediction: how much 2 and 2 are.
pub fn answer() -> f64 {
    // SOLUTION
    // still to be written: the solution
    4.0
    // INSTEAD
    // GAP!("predict first: write the number here")
    // END
}

fn main() -> ExitCode {
    IDENT_exercises::MODULE::check(answer).report()
}
