//! A tape that goes back.
//!
//! Write the value of every step of a tape of operations, and how fast the last one
//! changes with each. Then check it:
//!
//!     cargo run -p course -- check a-tape-that-goes-back

use std::process::ExitCode;

use backprop_exercises::a_tape_that_goes_back::{Step, check};
use neurons::Activation::Tanh;

/// The values of all steps of a tape, from the first to the last, and then how fast
/// the last value changes with each of them: (steps) both.
///
/// A step is `Step::Number(x)`, `Step::Add(a, b)`, `Step::Multiply(a, b)` or
/// `Step::Tanh(a)`, where `a` and `b` are the places of earlier steps, counted from 0.
/// `Tanh.apply(x)` is the hyperbolic tangent.
pub fn there_and_back(tape: &[Step]) -> (Vec<f64>, Vec<f64>) {
    // SOLUTION
    let mut values: Vec<f64> = Vec::new();
    for &step in tape {
        values.push(match step {
            Step::Number(number) => number,
            Step::Add(a, b) => values[a] + values[b],
            Step::Multiply(a, b) => values[a] * values[b],
            Step::Tanh(a) => Tanh.apply(values[a]),
        });
    }
    let mut rates = vec![0.0; tape.len()];
    rates[tape.len() - 1] = 1.0;
    for at in (0..tape.len()).rev() {
        let rate = rates[at];
        match tape[at] {
            Step::Number(_) => {}
            Step::Add(a, b) => {
                rates[a] += rate;
                rates[b] += rate;
            }
            Step::Multiply(a, b) => {
                rates[a] += rate * values[b];
                rates[b] += rate * values[a];
            }
            Step::Tanh(a) => rates[a] += rate * (1.0 - values[at] * values[at]),
        }
    }
    (values, rates)
    // INSTEAD
    // todo!("walk the tape forward for the values, and back for the rates")
    // END
}

fn main() -> ExitCode {
    check(there_and_back).report()
}
