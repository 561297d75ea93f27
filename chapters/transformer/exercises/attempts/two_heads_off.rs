//! Both heads off.
//!
//! The table of the page switches off one head at a time. Switch off the two
//! together that matter most to the name: does it cost more than without one of
//! them alone, less, or something between? Write down what you expect. The check
//! runs it:
//!
//!     cargo run -p course -- check two-heads-off

use std::process::ExitCode;

use transformer_exercises::two_heads_off::Cost;

/// Your prediction: `Cost::AboveBoth`, `Cost::Between` or `Cost::BelowBoth`.
pub fn cost() -> Cost {
    todo!("predict first: Cost::AboveBoth, Cost::Between or Cost::BelowBoth")
}

fn main() -> ExitCode {
    transformer_exercises::two_heads_off::check(cost).report()
}
