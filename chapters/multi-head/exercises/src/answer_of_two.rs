//! The answer of two heads, from where they look.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, array};

/// What the reader writes: an answer, from the weights of two heads (words) and the moods
/// of the words (words).
pub type Attempt = fn(&Array1<f64>, &Array1<f64>, &Array1<f64>) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "once-for-twice",
        says: "You count the first head once. Where no \"not\" stands, both take in the same \
               mood, and your answer is nothing: twice the mood has to stand against once.",
        attempt: |first, second, moods| mixed(1.0, first, -1.0, second, moods),
    },
    Mistake {
        name: "heads-swapped",
        says: "You count the second head twice and subtract the first. It is the first that \"not\" \
               can silence, and it has to be the louder one while it is not.",
        attempt: |first, second, moods| mixed(-1.0, first, 2.0, second, moods),
    },
    Mistake {
        name: "added",
        says: "You add the second head. Then \"not\" makes the answer weaker and never turns it \
               around: the second has to pull the other way.",
        attempt: |first, second, moods| mixed(2.0, first, 1.0, second, moods),
    },
    Mistake {
        name: "turned-round",
        says: "Your answer has the wrong sign, for every sentence: good comes out below 0. \
               Which of the two is subtracted from which?",
        attempt: |first, second, moods| mixed(-2.0, first, 1.0, second, moods),
    },
    Mistake {
        name: "second-left-out",
        says: "You leave out the second head. Then \"not\" silences the answer, and nothing turns \
               it around.",
        attempt: |first, second, moods| mixed(2.0, first, 0.0, second, moods),
    },
    Mistake {
        name: "both-twice",
        says: "You double the whole difference. Then both heads count twice, and where they \
               take in the same mood nothing is left: only the first is doubled.",
        attempt: |first, second, moods| mixed(2.0, first, -2.0, second, moods),
    },
];

fn mixed(
    loud: f64,
    first: &Array1<f64>,
    faint: f64,
    second: &Array1<f64>,
    moods: &Array1<f64>,
) -> f64 {
    loud * first.dot(moods) + faint * second.dot(moods)
}

/// Judges an attempt: two sentences to check by hand, then drawn weights and moods.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    // The weights of "very" or "not", of "happy" and of the full stop.
    let deaf = array![0.125, 0.75, 0.125];
    for (words, first, right) in [
        ("very happy .", deaf.clone(), 0.75),
        ("not happy .", array![0.875, 0.125, 0.0], -0.5),
    ] {
        exam.number(
            format!(
                "the answer to \"{words}\", where the weights are {first} and {deaf} and the \
                 moods [0, 1, 0],"
            ),
            attempt(&first, &deaf, &array![0.0, 1.0, 0.0]),
            right,
            1e-9,
        );
    }
    let mut draw = Draw::new(12);
    for _ in 0..10 {
        let words = draw.count(2, 6);
        let mut weights = || {
            let powers = draw.vector(words).mapv(libm::exp); // (words)
            let sum = powers.sum();
            powers / sum // (words)
        };
        let (first, second) = (weights(), weights());
        let moods = draw.vector(words);
        exam.number(
            format!("the answer to {words} drawn words"),
            attempt(&first, &second, &moods),
            mixed(2.0, &first, -1.0, &second, &moods),
            1e-9,
        );
    }
}
