//! Divided by the width.
//!
//! A head divides its scores by d_k where the root should stand. Write down the
//! variance of q · k / d_k for d_k = 64, if all numbers of q and k are independent,
//! with mean 0 and variance 1. The check measures it:
//!
//!     cargo run -p course -- check divide-by-the-width

use std::process::ExitCode;

/// Your prediction.
pub fn variance() -> f64 {
    // SOLUTION
    64.0 / (64.0 * 64.0)
    // INSTEAD
    // todo!("predict first: write the variance, or a calculation, here")
    // END
}

fn main() -> ExitCode {
    attention_exercises::divide_by_the_width::check(variance).report()
}
