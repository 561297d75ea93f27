//! TITLE: what is asked for, and the mistakes that are known by name.

use judge::{Draw, Mistake, Verdict, judge};

// still to be written: what is asked for, its check, and two mistakes that readers make

/// What the reader writes: twice a number.
pub type Attempt = fn(f64) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "squared",
        says: "You multiply the number by itself. For 2 that gives the same, and for 3 not.",
        attempt: |x| x * x,
    },
    Mistake {
        name: "halved",
        says: "You divide by two, and what is asked for grows: it is twice the number.",
        attempt: |x| x / 2.0,
    },
];

/// Judges an attempt.
///
/// # Panics
/// Never.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let mut draw = Draw::new(1);
        for _ in 0..20 {
            let x = draw.number(-2.0, 2.0);
            exam.number(format!("twice {x}"), attempt(x), x + x, 1e-12);
        }
    })
}
