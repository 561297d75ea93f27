//! What a head takes in, from scores and values.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, array};
use softmax::softmax;

/// What the reader writes: a mixture, from scores (words) and values (words).
pub type Attempt = fn(&Array1<f64>, &Array1<f64>) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "scores-for-weights",
        says: "You multiply what the words say by their scores. Scores are no weights yet: they \
               may be negative, and do not sum to 1. Softmax makes weights of them.",
        attempt: |scores, values| scores.dot(values),
    },
    Mistake {
        name: "powers-for-weights",
        says: "You multiply what the words say by powers of e, and the division is missing. \
               Weights are shares: each power over the sum of all.",
        attempt: |scores, values| scores.mapv(libm::exp).dot(values),
    },
    Mistake {
        name: "mean-of-powers",
        says: "You divide by the number of words. Weights are shares of the sum of the powers, \
               and that sum is what has to stand below.",
        attempt: |scores, values| {
            scores.mapv(libm::exp).dot(values) / scores.len() as f64
        },
    },
    Mistake {
        name: "no-maximum",
        says: "You take powers of the scores as they are, and a large one is infinite: infinity \
               over infinity is no number. The function of the softmax chapter takes the \
               largest score off first.",
        attempt: |scores, values| {
            let powers = scores.mapv(libm::exp); // (words)
            powers.dot(values) / powers.sum()
        },
    },
    Mistake {
        name: "maximum-from-zero",
        says: "You look for the largest score from 0 on. Where all scores are far below 0, \
               nothing is taken off, all powers vanish, and 0 over 0 is no number.",
        attempt: |scores, values| {
            let largest = scores.iter().copied().fold(0.0, f64::max);
            let powers = scores.mapv(|score| libm::exp(score - largest)); // (words)
            powers.dot(values) / powers.sum()
        },
    },
    Mistake {
        name: "mean-subtracted",
        says: "You take off the mean of the scores. One far above the mean still overflows: which \
               number must the largest exponent be?",
        attempt: |scores, values| {
            let mean = scores.mean().unwrap_or(0.0);
            let powers = scores.mapv(|score| libm::exp(score - mean)); // (words)
            powers.dot(values) / powers.sum()
        },
    },
    Mistake {
        name: "smallest-subtracted",
        says: "You take off the smallest score. The exponents then start at 0 and have no upper end, so \
               the largest power may still be infinite.",
        attempt: |scores, values| {
            let smallest = scores.iter().copied().fold(f64::INFINITY, f64::min);
            let powers = scores.mapv(|score| libm::exp(score - smallest)); // (words)
            powers.dot(values) / powers.sum()
        },
    },
    Mistake {
        name: "first-subtracted",
        says: "You take off the score of the first word. Where another is far above it, that one's \
               power is infinite: take off the largest, wherever it stands.",
        attempt: |scores, values| {
            let first = scores[0];
            let powers = scores.mapv(|score| libm::exp(score - first)); // (words)
            powers.dot(values) / powers.sum()
        },
    },
    Mistake {
        name: "last-subtracted",
        says: "You take off the score of the last word. Where another is far above it, that one's \
               power is infinite: take off the largest, wherever it stands.",
        attempt: |scores, values| {
            let last = scores[scores.len() - 1];
            let powers = scores.mapv(|score| libm::exp(score - last)); // (words)
            powers.dot(values) / powers.sum()
        },
    },
    Mistake {
        name: "loudest-alone",
        says: "You take what the loudest word says, and nothing else. A softmax is soft: the \
               others have a share too, and it is what one head stumbles over.",
        attempt: |scores, values| {
            let louder = |a: &usize, b: &usize| scores[*a].total_cmp(&scores[*b]);
            let loudest = (0..scores.len()).max_by(louder);
            loudest.map_or(f64::NAN, |word| values[word])
        },
    },
    Mistake {
        name: "all-alike",
        says: "You take the mean of what the words say, whatever their scores are. A word with \
               a higher score is heard more.",
        attempt: |_, values| values.mean().unwrap_or(0.0),
    },
    Mistake {
        name: "softmax-of-the-values",
        says: "You make weights of what the words say. Weights come from the scores; what is \
               mixed with them are the words' numbers.",
        attempt: |scores, values| weights(values).dot(scores),
    },
];

/// Softmax: (words).
fn weights(scores: &Array1<f64>) -> Array1<f64> {
    softmax(scores.view()).expect("finite scores")
}

/// Judges an attempt: words to check by hand, drawn ones, and scores whose powers are no
/// numbers.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    let three = libm::log(3.0);
    let values = array![1.0, -1.0];
    for (name, shift) in [("0", 0.0), ("1000", 1000.0), ("-1000", -1000.0)] {
        exam.number(
            format!(
                "what is taken in with the scores [0, ln 3] and {name} added to both, where the \
                 words say [1, -1],"
            ),
            attempt(&array![shift, shift + three], &values),
            -0.5,
            1e-9,
        );
    }
    for (name, scores) in [
        ("[0, 3000, 3000 + ln 3]", array![0.0, 3e3, 3e3 + three]),
        ("[3000 + ln 3, 3000, 0]", array![3e3 + three, 3e3, 0.0]),
        ("[0, 720, 720 + ln 3]", array![0.0, 720.0, 720.0 + three]),
    ] {
        let values = array![1.0, 2.0, 5.0];
        exam.number(
            format!("what is taken in with the scores {name}, where the words say [1, 2, 5],"),
            attempt(&scores, &values),
            weights(&scores).dot(&values),
            1e-9,
        );
    }
    let mut draw = Draw::new(11);
    for _ in 0..10 {
        let words = draw.count(2, 6);
        let (scores, values) = (draw.vector(words), draw.vector(words));
        exam.number(
            format!("what is taken in from {words} drawn words"),
            attempt(&scores, &values),
            weights(&scores).dot(&values),
            1e-9,
        );
    }
}
