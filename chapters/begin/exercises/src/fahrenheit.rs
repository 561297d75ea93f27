//! A formula for every number of a matrix.

use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array2, array};

/// What the reader writes: a table (days, towns) of degrees Celsius, in degrees Fahrenheit.
pub type Attempt = fn(&Array2<f64>) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "added-first",
        says: "You add 32 before you multiply. Water freezes at 0 °C, which is 32 °F: what do \
               you make of 0?",
        attempt: |celsius| celsius.mapv(|degrees| (degrees + 32.0) * 1.8),
    },
    Mistake {
        name: "the-other-way",
        says: "That is the way back, from Fahrenheit to Celsius. The numbers that you are given \
               are degrees Celsius.",
        attempt: |celsius| celsius.mapv(|degrees| (degrees - 32.0) / 1.8),
    },
    Mistake {
        name: "nothing-added",
        says: "The steps are right, nine fifths for each degree, and nothing is added: 0 °C, at which \
               water freezes, is 32 °F.",
        attempt: |celsius| celsius * 1.8,
    },
    Mistake {
        name: "divided",
        says: "You divide by nine fifths. A degree Celsius is the larger step, so the number of degrees \
               Fahrenheit grows by more than one with each.",
        attempt: |celsius| celsius.mapv(|degrees| degrees / 1.8 + 32.0),
    },
    Mistake {
        name: "whole-division",
        says: "Your 9/5 is 1: Rust divides two whole numbers to a whole one, and what is left is \
               gone. Write 9.0 / 5.0.",
        attempt: |celsius| celsius + 32.0,
    },
];

/// Judges an attempt: temperatures to check by hand, then tables of many shapes.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.array(
            "[[0, 100], [10, -40]] in degrees Fahrenheit",
            &attempt(&array![[0.0, 100.0], [10.0, -40.0]]),
            &array![[32.0, 212.0], [50.0, -40.0]],
            1e-9,
        );
        let mut draw = Draw::new(1);
        for (days, towns) in [(2, 2), (3, 2), (2, 5)] {
            let celsius = draw.matrix(days, towns).mapv(|z| 15.0 + 10.0 * z); // (days, towns)
            let mut expected = celsius.clone(); // (days, towns)
            for degrees in &mut expected {
                *degrees = *degrees * 9.0 / 5.0 + 32.0;
            }
            exam.array(
                format!("a table of {days} days and {towns} towns"),
                &attempt(&celsius),
                &expected,
                1e-9,
            );
        }
    })
}
