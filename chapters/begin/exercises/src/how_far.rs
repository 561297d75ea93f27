//! The length of a way whose legs have speeds of their own.

use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array1, array};

/// What the reader writes: the kilometres of a way at `speeds` (legs) for `hours` (legs).
pub type Attempt = fn(&Array1<f64>, &Array1<f64>) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "sum-times-sum",
        says: "You multiply the sum of the speeds by the sum of the hours, so each speed is \
               driven for all the hours. Each belongs to the hours of its own leg only.",
        attempt: |speeds, hours| speeds.sum() * hours.sum(),
    },
    Mistake {
        name: "mean-speed",
        says: "You drive the mean of the speeds all the time. A short leg would then count as \
               much as a long one: multiply leg by leg.",
        attempt: |speeds, hours| speeds.sum() / speeds.len() as f64 * hours.sum(),
    },
    Mistake {
        name: "with-itself",
        says: "One of the two arrays is used twice and the other not at all. A number of \
               `speeds` has to meet the number of `hours` in the same place.",
        attempt: |speeds, _| speeds.dot(speeds),
    },
    Mistake {
        name: "hours-with-themselves",
        says: "One of the two arrays is used twice and the other not at all. A number of \
               `speeds` has to meet the number of `hours` in the same place.",
        attempt: |_, hours| hours.dot(hours),
    },
    Mistake {
        name: "divided",
        says: "You have divided by the hours. A speed is kilometres in one hour, so twice the \
               hours make twice the way.",
        attempt: |speeds, hours| (speeds / hours).sum(),
    },
];

/// Judges an attempt: a way to check by hand, then ways of many legs against a loop.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let (speeds, hours) = (array![100.0, 30.0], array![2.0, 0.5]); // (2) each
        exam.number(
            "the way at the speeds [100, 30] for the hours [2, 0.5]",
            attempt(&speeds, &hours),
            215.0,
            1e-9,
        );
        let mut draw = Draw::new(1);
        for legs in [2, 3, 4, 5, 6, 1, 0] {
            let speeds = draw.vector(legs).mapv(|z| 60.0 + 10.0 * z); // (legs)
            let hours = draw.vector(legs).mapv(|z| 0.25 + z * z); // (legs)
            let mut way = 0.0;
            for (speed, hours) in speeds.iter().zip(&hours) {
                way += speed * hours;
            }
            let got = attempt(&speeds, &hours);
            exam.number(format!("the way of {legs} legs"), got, way, 1e-9);
        }
    })
}
