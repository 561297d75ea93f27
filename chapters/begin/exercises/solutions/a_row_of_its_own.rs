//! A row of its own.
//!
//! Take a row out of a table, as an array that owns its numbers. Then check it:
//!
//!     cargo run -p course -- check a-row-of-its-own

use std::process::ExitCode;

use ndarray::{Array1, Array2};

/// Row `which` of `table` (rows, columns), counted from 0: (columns).
pub fn row(table: &Array2<f64>, which: usize) -> Array1<f64> {
    // SOLUTION
    table.row(which).to_owned() // (columns)
    // INSTEAD
    // todo!("take the row, and make a copy that owns its numbers")
    // END
}

fn main() -> ExitCode {
    begin_exercises::a_row_of_its_own::check(row).report()
}
