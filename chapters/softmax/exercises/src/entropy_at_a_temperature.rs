//! How uncertain logits are at a temperature.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, array, s};
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
        name: "without-effect",
        says: "Your entropy is the same at every temperature. Perhaps you leave it out, or you \
               divide probabilities by it and then by their sum, where it cancels. It has to \
               act before the powers are taken.",
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
        name: "no-maximum",
        says: NO_MAXIMUM,
        attempt: |logits, temperature| {
            surprise(&naive(&(logits / temperature), 0.0), |p| p > 0.0)
        },
    },
    Mistake {
        name: "no-maximum-and-nan",
        says: NO_MAXIMUM,
        attempt: |logits, temperature| {
            surprise(&naive(&(logits / temperature), 0.0), |p| p != 0.0)
        },
    },
    Mistake {
        name: "no-maximum-nor-zero",
        says: "Two things give NaN. A probability of 0 times its logarithm is none, and what \
               never happens adds nothing. And powers of large logits overflow: the chapter's \
               `softmax` takes the largest off first.",
        attempt: |logits, temperature| {
            surprise(&naive(&(logits / temperature), 0.0), |_| true)
        },
    },
    Mistake {
        name: "maximum-from-zero",
        says: FROM_ZERO,
        attempt: |logits, temperature| {
            let tempered = logits / temperature; // (classes)
            let largest = tempered.iter().copied().fold(0.0, f64::max);
            surprise(&naive(&tempered, largest), |p| p > 0.0)
        },
    },
    Mistake {
        name: "maximum-from-zero-and-nan",
        says: FROM_ZERO,
        attempt: |logits, temperature| {
            let tempered = logits / temperature; // (classes)
            let largest = tempered.iter().copied().fold(0.0, f64::max);
            surprise(&naive(&tempered, largest), |p| p != 0.0)
        },
    },
    Mistake {
        name: "minus-lost",
        says: "Your entropy is negative: a minus has got lost. The logarithm of a probability is \
               0 or below, and a surprise is what that is with the sign turned.",
        attempt: |logits, temperature| -nats(&shares(&(logits / temperature))),
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
    Mistake {
        name: "mean-subtracted",
        says: MEAN,
        attempt: |logits, temperature| {
            less_of(&(logits / temperature), mean, |p| p > 0.0)
        },
    },
    Mistake {
        name: "mean-subtracted-and-nan",
        says: MEAN,
        attempt: |logits, temperature| {
            less_of(&(logits / temperature), mean, |p| p != 0.0)
        },
    },
    Mistake {
        name: "smallest-subtracted",
        says: SMALLEST,
        attempt: |logits, temperature| {
            less_of(&(logits / temperature), smallest, |p| p > 0.0)
        },
    },
    Mistake {
        name: "smallest-subtracted-and-nan",
        says: SMALLEST,
        attempt: |logits, temperature| {
            less_of(&(logits / temperature), smallest, |p| p != 0.0)
        },
    },
    Mistake {
        name: "first-subtracted",
        says: FIRST,
        attempt: |logits, temperature| {
            less_of(&(logits / temperature), first, |p| p > 0.0)
        },
    },
    Mistake {
        name: "first-subtracted-and-nan",
        says: FIRST,
        attempt: |logits, temperature| {
            less_of(&(logits / temperature), first, |p| p != 0.0)
        },
    },
    Mistake {
        name: "last-subtracted",
        says: FIRST,
        attempt: |logits, temperature| {
            less_of(&(logits / temperature), last, |p| p > 0.0)
        },
    },
    Mistake {
        name: "last-subtracted-and-nan",
        says: FIRST,
        attempt: |logits, temperature| {
            less_of(&(logits / temperature), last, |p| p != 0.0)
        },
    },
    Mistake {
        name: "something-in-the-logarithm",
        says: "You add a little to each probability in its logarithm, so that it is never that of \
               0. Then every entropy is a little off. What never happens can be left out.",
        attempt: |logits, temperature| {
            let p = shares(&(logits / temperature)); // (classes)
            p.iter().map(|p| -p * libm::log(p + 1e-12)).sum()
        },
    },
    Mistake {
        name: "minus-lost-nor-zero",
        says: "Two things are amiss. A minus has got lost: the logarithm of a probability is 0 or \
               below, and a surprise is not. And 0 times the logarithm of 0 is NaN, where what \
               never happens adds nothing.",
        attempt: |logits, temperature| {
            let p = shares(&(logits / temperature)); // (classes)
            -surprise(&p, |_| true)
        },
    },
    Mistake {
        name: "in-bits-nor-zero",
        says: "Two things are amiss. Your entropy is in bits, and nats come from the natural \
               logarithm. And 0 times the logarithm of 0 is NaN, where what never happens adds \
               nothing.",
        attempt: |logits, temperature| {
            let p = shares(&(logits / temperature)); // (classes)
            surprise(&p, |_| true) / libm::log(2.0)
        },
    },
    Mistake {
        name: "temperature-multiplied-nor-zero",
        says: "Two things are amiss. You multiply by the temperature, which makes a hot answer \
               sure: divide. And 0 times the logarithm of 0 is NaN, where what never happens \
               adds nothing.",
        attempt: |logits, temperature| {
            surprise(&shares(&(logits * temperature)), |_| true)
        },
    },
    Mistake {
        name: "without-effect-nor-zero",
        says: "Two things are amiss. Your entropy is the same at every temperature, which has to \
               divide the logits before the powers are taken. And 0 times the logarithm of 0 is \
               NaN, where what never happens adds nothing.",
        attempt: |logits, temperature| {
            let _ = temperature;
            surprise(&shares(logits), |_| true)
        },
    },
];

const NO_MAXIMUM: &str = "You take powers of the logits as they are. Large ones overflow, and \
    far below 0 all of them vanish: either way a probability is no number. Only differences \
    count, so take the largest logit off first, as the chapter's `softmax` does.";
const FROM_ZERO: &str = "Your search for the largest logit starts at 0. Where all are negative, \
    nothing is taken off, and far below 0 all powers vanish. Start below every number, as the \
    chapter's `softmax` does.";

const MEAN: &str = "You take off the mean of the logits. One far above the mean still overflows: \
    which number must the largest exponent be?";
const SMALLEST: &str = "You take off the smallest logit. The exponents then start at 0 and have no \
    upper end, so the largest power may still be infinite.";
const FIRST: &str = "You take off the logit that stands at one end of the row. Where another is far \
    above it, that one's power is infinite: take the largest off, wherever it stands.";

fn mean(logits: &Array1<f64>) -> f64 {
    logits.mean().unwrap_or(0.0)
}

fn smallest(logits: &Array1<f64>) -> f64 {
    logits.iter().copied().fold(f64::INFINITY, f64::min)
}

fn first(logits: &Array1<f64>) -> f64 {
    logits[0]
}

fn last(logits: &Array1<f64>) -> f64 {
    logits[logits.len() - 1]
}

/// The entropy of a softmax that takes off what `less` says.
fn less_of(
    logits: &Array1<f64>,
    less: fn(&Array1<f64>) -> f64,
    counts: fn(f64) -> bool,
) -> f64 {
    surprise(&naive(logits, less(logits)), counts)
}

/// Softmax that takes `less` off each logit: (classes).
fn naive(logits: &Array1<f64>, less: f64) -> Array1<f64> {
    let powers = logits.mapv(|z| libm::exp(z - less)); // (classes)
    let sum = powers.sum();
    powers / sum // (classes)
}

/// The sum of −p ln p over those probabilities (classes) that count.
fn surprise(p: &Array1<f64>, counts: fn(f64) -> bool) -> f64 {
    let counting = p.iter().filter(|p| counts(**p));
    counting.map(|p| -p * libm::log(*p)).sum()
}

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
    let three = libm::log(3.0);
    for (name, shift) in [("1000", 1000.0), ("-1000", -1000.0)] {
        exam.number(
            format!(
                "the entropy of the logits [0, ln 3] with {name} added to both, at a \
                 temperature of 1, where the probabilities are 1/4 and 3/4,"
            ),
            attempt(&array![shift, shift + three], 1.0),
            libm::log(4.0) - 0.75 * three,
            1e-9,
        );
    }
    for (name, logits) in [
        ("[0, 3000, 3000 + ln 3]", array![0.0, 3e3, 3e3 + three]),
        ("[3000 + ln 3, 3000, 0]", array![3e3 + three, 3e3, 0.0]),
    ] {
        exam.number(
            format!(
                "the entropy of the logits {name} at a temperature of 1, where the probabilities \
                 are 0, 1/4 and 3/4,"
            ),
            attempt(&logits, 1.0),
            libm::log(4.0) - 0.75 * three,
            1e-9,
        );
    }
    // Far apart, and yet no probability is rounded to 0.
    let mut many = Array1::zeros(60); // (60)
    many.slice_mut(s![58..]).fill(740.0);
    for (name, logits) in [
        ("[0, 720, 720]", array![0.0, 720.0, 720.0]),
        ("[720, 720, 0]", array![720.0, 720.0, 0.0]),
        ("[0, …, 0, 740, 740], 60 of them,", many),
    ] {
        exam.number(
            format!("the entropy of the logits {name} at a temperature of 1"),
            attempt(&logits, 1.0),
            libm::log(2.0),
            1e-9,
        );
    }
    exam.number(
        "the entropy of the logits [0, ln 3 / 1000] at a temperature of 1/1000, where the \
         probabilities are 1/4 and 3/4,",
        attempt(&array![0.0, 1e-3 * three], 1e-3),
        libm::log(4.0) - 0.75 * three,
        1e-9,
    );
    exam.number(
        "the entropy of the logits [0, 0, 0, 0] at a temperature of 1",
        attempt(&array![0.0, 0.0, 0.0, 0.0], 1.0),
        libm::log(4.0),
        1e-13,
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
            format!(
                "your entropy must not fall when the temperature of the same {classes} logits \
                 rises from {temperature:.2} to {:.2}, and it does",
                2.0 * temperature
            ),
            attempt(&logits, 2.0 * temperature)
                > attempt(&logits, temperature) - 1e-9,
        );
    }
}
