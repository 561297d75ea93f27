//! Petals in millimetres.
//!
//! Petal lengths are given in millimetres instead of centimetres. Write down how
//! many times as small the stability limit is then. The check computes it, and
//! descends:
//!
//!     cargo run -p course -- check petals-in-millimetres

use std::process::ExitCode;

/// Your prediction: the limit in centimetres over the limit in millimetres. Within 10
/// of the truth is near enough.
pub fn times_as_small() -> f64 {
    todo!("predict first: write the number here")
}

fn main() -> ExitCode {
    loss_exercises::petals_in_millimetres::check(times_as_small).report()
}
