//! A ratio of two probabilities, from their logits.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, array};
use softmax::softmax;

/// What the reader writes: the probability of one class over that of another, from logits
/// (classes) and the two classes.
pub type Attempt = fn(&Array1<f64>, usize, usize) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "difference-of-logits",
        says: "You give the difference of the two logits. That is the exponent: the \
               probabilities are made of powers of e, and so is their ratio.",
        attempt: |logits, one, other| logits[one] - logits[other],
    },
    Mistake {
        name: "ratio-of-logits",
        says: "You divide one logit by the other. Logits may be 0 or negative, so they are no \
               shares of anything: take the powers of e first.",
        attempt: |logits, one, other| logits[one] / logits[other],
    },
    Mistake {
        name: "turned-round",
        says: "You say how many times as likely the other class is. The larger logit belongs to \
               the likelier class: which of the two is subtracted from which?",
        attempt: |logits, one, other| libm::exp(logits[other] - logits[one]),
    },
    Mistake {
        name: "power-of-the-ratio",
        says: "You take the power of a quotient. It is the powers that are divided, and dividing \
               powers is another thing to do with their exponents.",
        attempt: |logits, one, other| libm::exp(logits[one] / logits[other]),
    },
    Mistake {
        name: "two-powers",
        says: "You take both powers, and then divide. On paper that is right, but e^1000 is \
               infinite for a computer, and infinity over infinity is no number. Do on paper \
               what can be done there: what is e^a over e^b?",
        attempt: |logits, one, other| {
            libm::exp(logits[one]) / libm::exp(logits[other])
        },
    },
    Mistake {
        name: "by-way-of-softmax",
        says: "You divide two probabilities, or two powers of what is left when the largest \
               logit is taken off. Where a third class is far above both, each of them is \
               rounded to 0, and 0 over 0 is no number. The two logits are enough.",
        attempt: |logits, one, other| {
            let p = softmax(logits.view()).expect("finite logits"); // (classes)
            p[one] / p[other]
        },
    },
    Mistake {
        name: "softmax-without-the-maximum",
        says: "You divide two shares of one sum of powers. The powers of large logits are \
               infinite, and a large third class makes the sum infinite too. The sum cancels \
               on paper: leave it out.",
        attempt: |logits, one, other| {
            let powers = logits.mapv(libm::exp); // (classes)
            let sum = powers.sum();
            (powers[one] / sum) / (powers[other] / sum)
        },
    },
];

/// Judges an attempt: two classes by hand, drawn ones, and logits whose powers are no
/// numbers.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    let (two, three) = (libm::log(2.0), libm::log(3.0));
    let mut ask =
        |what: &str, logits: Array1<f64>, one: usize, other: usize, right: f64| {
            exam.number(
                format!("the ratio of class {one} to class {other} for {what}"),
                attempt(&logits, one, other),
                right,
                1e-9 * right,
            );
        };
    ask("the logits [ln 2, ln 6]", array![two, two + three], 1, 0, 3.0);
    ask("the logits [ln 2, ln 6]", array![two, two + three], 0, 1, 1.0 / 3.0);
    let ones = array![two, two + three, 3.0 * two];
    ask("the logits [ln 2, ln 6, ln 8]", ones.clone(), 2, 0, 4.0);
    ask("the logits [ln 2, ln 6, ln 8]", ones, 1, 2, 0.75);
    let mut draw = Draw::new(8);
    for _ in 0..10 {
        let classes = draw.count(2, 5);
        let logits = draw.vector(classes); // (classes)
        let p = softmax(logits.view()).expect("finite logits"); // (classes)
        let what = format!("{classes} drawn logits");
        let other = draw.count(1, classes - 1);
        ask(&what, logits, 0, other, p[0] / p[other]);
    }
    let shifted = array![1000.0, 1000.0 + three];
    ask("the logits [1000, 1000 + ln 3]", shifted, 1, 0, 3.0);
    let low = array![0.0, three, 1000.0];
    ask("the logits [0, ln 3, 1000]", low, 1, 0, 3.0);
    let apart = array![0.0, 100.0];
    ask("the logits [0, 100]", apart.clone(), 1, 0, libm::exp(100.0));
    ask("the logits [0, 100]", apart, 0, 1, libm::exp(-100.0));
}
