//! A judge of gradients.
//!
//! Write a function that measures the slope of a cost by nudging. Then check it. The check
//! shows what your nudges find out about three claims, and about nudges of all sizes: read
//! it, fill in what you find, and check again:
//!
//!     cargo run -p course -- check gradient-check

use std::process::ExitCode;

use loss_exercises::gradient_check::{Curve, Findings};

/// The slope of `cost` at `at`, measured by a nudge up and a nudge down, each of `by`.
/// A `Curve` is a function of one number: `cost(at)` is the cost at that place.
fn nudge(cost: Curve, at: f64, by: f64) -> f64 {
    todo!("call `cost` at two places, and divide by the way between them")
}

/// What you find out.
pub fn findings() -> Findings {
    Findings {
        nudge,
        // Which claim is wrong, 1, 2 or 3?
        wrong_claim: 0,
        // Which nudge is best for the cost w⁴ at w = 1000: 1e-1, 1e-2, … or 1e-12?
        best_nudge: 0.0,
    }
}

fn main() -> ExitCode {
    loss_exercises::gradient_check::check(findings).report()
}
