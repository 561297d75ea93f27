//! How uncertain logits are at a temperature.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, array};
use softmax::{entropy, softmax, softmax_at};

/// What the reader writes: the entropy in nats of the distribution that logits (classes)
/// have at a temperature.
pub type Attempt = fn(&Array1<f64>, f64) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "temperature-multiplied",
        says: "You multiply by the temperature, so hot and cold have changed places: a high \
               one makes the answer sure. Which way must the differences between the logits \
               go, so that a high temperature levels them?",
        attempt: |logits, temperature| nats(&shares(&(logits * temperature))),
    },
    Mistake {
        name: "probabilities-divided",
        says: "You divide the probabilities by the temperature, and then by their sum. The \
               temperature cancels, and nothing has changed. It has to act before the powers \
               are taken.",
        attempt: |logits, temperature| {
            let divided = shares(logits) / temperature; // (classes)
            let sum = divided.sum();
            nats(&(divided / sum))
        },
    },
    Mistake {
        name: "in-bits",
        says: "Your entropy is in bits: it is right but for a factor, that of the logarithm to \
               the base 2. Nats come from the natural logarithm.",
        attempt: |logits, temperature| {
            nats(&shares(&(logits / temperature))) / libm::log(2.0)
        },
    },
    Mistake {
        name: "zero-times-infinity",
        says: "You multiply a probability of 0 by its logarithm, which is −∞, and that is NaN. \
               What never happens adds nothing to the surprise to be expected.",
        attempt: |logits, temperature| {
            let p = shares(&(logits / temperature)); // (classes)
            p.iter().map(|p| -p * libm::log(*p)).sum()
        },
    },
    Mistake {
        name: "divided-afterwards",
        says: "You take the entropy first, and divide that by the temperature. It has to act on \
               the logits: heat makes an answer less certain, and yours more.",
        attempt: |logits, temperature| nats(&shares(logits)) / temperature,
    },
    Mistake {
        name: "unweighted-surprise",
        says: "You take the plain mean of the surprises. A surprise is to be expected as often \
               as its class comes up, so each one counts with its own probability.",
        attempt: |logits, temperature| {
            let p = shares(&(logits / temperature)); // (classes)
            -p.mapv(libm::log).mean().unwrap_or(0.0)
        },
    },
];

/// Softmax: (classes).
fn shares(logits: &Array1<f64>) -> Array1<f64> {
    softmax(logits.view()).expect("logits of which one is finite")
}

/// The entropy of probabilities (classes).
fn nats(p: &Array1<f64>) -> f64 {
    entropy(p.view()).expect("a distribution")
}

/// Judges an attempt: distributions to check by hand, both limits, drawn logits against
/// the chapter's own functions, and that heat makes nothing surer.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    exam.number(
        "the entropy of the logits [0, ln 3] at a temperature of 1/2, where the \
             probabilities are 1/10 and 9/10,",
        attempt(&array![0.0, libm::log(3.0)], 0.5),
        0.1 * libm::log(10.0) + 0.9 * libm::log(10.0 / 9.0),
        1e-9,
    );
    let three = array![2.0, 4.0, 5.0];
    exam.number(
        "the entropy of the logits [2, 4, 5] at a temperature of 1/1000",
        attempt(&three, 1e-3),
        0.0,
        1e-9,
    );
    exam.number(
        "the entropy of the logits [2, 4, 5] at a temperature of a million",
        attempt(&three, 1e6),
        libm::log(3.0),
        1e-6,
    );
    exam.number(
        "the entropy of the logits [0, -inf, 0] at a temperature of 2",
        attempt(&array![0.0, f64::NEG_INFINITY, 0.0], 2.0),
        libm::log(2.0),
        1e-9,
    );
    let mut draw = Draw::new(2);
    for _ in 0..20 {
        let classes = draw.count(2, 6);
        let logits = draw.vector(classes) * 3.0; // (classes)
        let temperature = draw.number(0.2, 5.0);
        let p = softmax_at(logits.view(), temperature).expect("finite logits");
        exam.number(
            format!(
                "the entropy of {classes} drawn logits at a temperature of \
                     {temperature:.2}"
            ),
            attempt(&logits, temperature),
            entropy(p.view()).expect("a distribution"),
            1e-9,
        );
        exam.holds(
            "a higher temperature must not lower the entropy",
            attempt(&logits, 2.0 * temperature)
                > attempt(&logits, temperature) - 1e-9,
        );
    }
}
