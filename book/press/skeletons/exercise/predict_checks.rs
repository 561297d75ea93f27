//! TITLE: what a run shows, and the predictions that are known by name.

use judge::{Mistake, Verdict, judge};

// still to be written: what is predicted, the run that shows it, and two mistakes that readers
// make

/// What the reader writes: how much 2 and 2 are.
pub type Attempt = fn() -> f64;

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "taken-away",
        says: "You take the second number away from the first, and it comes on top of it.",
        attempt: || 0.0,
    },
    Mistake {
        name: "one-alone",
        says: "You count one of the two numbers only, and there are two of the same size.",
        attempt: || 2.0,
    },
];

/// Takes the prediction, then adds.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let sum = [2.0, 2.0].iter().sum();
        exam.note(format!("The sum is {sum}. You predicted {prediction}."));
        exam.number("the sum", prediction, sum, 1e-9);
    })
}
