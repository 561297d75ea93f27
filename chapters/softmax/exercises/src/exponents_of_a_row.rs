//! What softmax takes powers of.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, array};

/// What the reader writes: each logit less the largest, (classes) from (classes).
pub type Attempt = fn(&Array1<f64>) -> Array1<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "maximum-from-zero",
        says: "Your search for the largest logit starts at 0, or just above. Where all of them \
               are negative, none is larger, and nothing is taken off. Start below every number.",
        attempt: |logits| logits - largest(logits, 0.0, |z| z),
    },
    Mistake {
        name: "largest-in-size",
        says: "You take off the largest size, without its sign. A logit of −1000 is far from 0, \
               and it is the smallest of its row.",
        attempt: |logits| logits - largest(logits, 0.0, f64::abs),
    },
    Mistake {
        name: "smallest-subtracted",
        says: "You take off the smallest logit. The exponents then start at 0 and have no upper \
               end, so that the largest power may still be infinite.",
        attempt: |logits| logits + largest(logits, f64::NEG_INFINITY, |z| -z),
    },
    Mistake {
        name: "turned-round",
        says: "You take each logit off the largest. That turns the order around: the largest \
               logit would get the smallest power.",
        attempt: |logits| largest(logits, f64::NEG_INFINITY, |z| z) - logits,
    },
    Mistake {
        name: "nothing-subtracted",
        says: "You give the logits back as they were, and large ones overflow. Only differences \
               count: take off what brings the largest to 0.",
        attempt: Array1::clone,
    },
    Mistake {
        name: "powers-taken",
        says: "You take the powers already. Asked for are the exponents, which softmax takes \
               them of.",
        attempt: |logits| {
            let largest = largest(logits, f64::NEG_INFINITY, |z| z);
            logits.mapv(|z| libm::exp(z - largest))
        },
    },
    Mistake {
        name: "mean-subtracted",
        says: "You take off the mean. A logit far above the mean still overflows: which number \
               must the largest exponent be?",
        attempt: |logits| logits - logits.mean().unwrap_or(0.0),
    },
];

fn largest(logits: &Array1<f64>, start: f64, of: fn(f64) -> f64) -> f64 {
    logits.iter().fold(start, |most, z| most.max(of(*z)))
}

/// Judges an attempt: rows to check by hand, among them one with a logit that is not allowed,
/// one that is alone, one with two largest and one far below 0, and drawn ones.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    let no = f64::NEG_INFINITY;
    for (logits, right) in [
        (array![2.0, 4.0, 5.0], array![-3.0, -1.0, 0.0]),
        (array![-1000.0, -1003.0], array![0.0, -3.0]),
        (array![7.0, -900.0, 800.0], array![-793.0, -1700.0, 0.0]),
        (array![-6.0, no, -4.0], array![-2.0, no, 0.0]),
        (array![5.0], array![0.0]),
        (array![3.0, 1.0, 3.0], array![0.0, -2.0, 0.0]),
        (array![-1e12 - 3.0, -1e12], array![-3.0, 0.0]),
    ] {
        let what = format!("the exponents for the logits {logits}");
        exam.array(what, &attempt(&logits), &right, 1e-9);
    }
    let mut draw = Draw::new(9);
    for _ in 0..10 {
        let classes = draw.count(2, 6);
        let logits = draw.vector(classes) * 10.0 + draw.number(-2e3, 2e3); // (classes)
        exam.array(
            format!("the exponents for {classes} drawn logits"),
            &attempt(&logits),
            &(&logits - largest(&logits, no, |z| z)),
            1e-9,
        );
    }
}
