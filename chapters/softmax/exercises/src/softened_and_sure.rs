//! How sure a network is that learned from softened targets.

use std::sync::OnceLock;

use backprop::digit_training::{SEEDS, SETTINGS, SplitDigits};
use backprop::reading::{accuracy, answers};
use judge::{Mistake, Verdict, judge};
use neurons::digits::book_digits;
use softmax::digits::learn;
use softmax::{cross_entropy_cost, softmax_rows};

/// How many images a network is surer than 99 in 100 about, beside one that learned from
/// one-hot targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// More than the other, by over a fifth of its number.
    More,
    /// As many as the other, give or take a fifth of its number.
    AsMany,
    /// Fewer than that, but at least a tenth of the other's number.
    Fewer,
    /// Less than a tenth of the other's number.
    HardlyAny,
}
judge::choices!(Sure: More, AsMany, Fewer, HardlyAny);

/// What the reader writes: the prediction.
pub type Attempt = fn() -> Sure;

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "only-the-order-counts",
        says: "You expect the same, since the right class is still the one that is wanted most. \
               But the gradient is given minus wanted: ask at which probability it vanishes.",
        attempt: || Sure::AsMany,
    },
    Mistake {
        name: "softness-as-wrong-labels",
        says: "You expect it to lose some of its sureness on some images. The softened targets \
               are the same for every image, so they pull at every answer: ask where each of \
               them comes to rest.",
        attempt: || Sure::Fewer,
    },
    Mistake {
        name: "sharper-from-softer",
        says: "You expect softer targets to make it surer. Beyond nine tenths the gradient \
               turns around, and pushes the right class down again.",
        attempt: || Sure::More,
    },
];

/// How one network does on images never seen.
struct Outcome {
    right: usize,
    sure: usize,
    mean: f64,
}

const SOFTNESS: f64 = 0.1;

/// What a network says about images never seen, from targets as soft as `softness`.
fn outcome(softness: f64) -> Outcome {
    let digits = book_digits().expect("the book's own digits");
    let mut data = SplitDigits::new(&digits).expect("enough digits");
    let others = softness / (data.targets.ncols() as f64 - 1.0);
    data.targets.mapv_inplace(|y| if y > 0.5 { 1.0 - softness } else { others });
    let network =
        learn(&data, SETTINGS, cross_entropy_cost, SEEDS[0], &mut |_, _| {})
            .expect("digits that fit");
    let logits = network.forward(&data.test.images).expect("64 pixels"); // (360, 10)
    let p = softmax_rows(&logits).expect("finite logits"); // (360, 10)
    let said = answers(&p);
    let tops: Vec<f64> =
        p.rows().into_iter().zip(&said).map(|(row, &said)| row[said]).collect();
    let images = said.len() as f64;
    Outcome {
        right: (accuracy(&said, &data.test.labels) * images).round() as usize,
        sure: tops.iter().filter(|top| **top > 0.99).count(),
        mean: tops.iter().sum::<f64>() / images,
    }
}

/// From one-hot targets, and from softened ones.
fn outcomes() -> &'static [Outcome; 2] {
    static OUTCOMES: OnceLock<[Outcome; 2]> = OnceLock::new();
    OUTCOMES.get_or_init(|| [outcome(0.0), outcome(SOFTNESS)])
}

/// Takes the prediction, then trains the network twice.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let [hard, soft] = outcomes();
        let line = |name: &str, of: &Outcome| {
            format!("{name:24}{:>13}{:>22}{:>16.2}", of.right, of.sure, of.mean)
        };
        exam.note(format!(
            "{:24}{:>13}{:>22}{:>16}\n{}\n{}\n\nYou predicted {prediction:?}.",
            "360 images never seen",
            "read correctly",
            "surer than 99 in 100",
            "mean sureness",
            line("ours, one-hot targets", hard),
            line("ours, softened targets", soft),
        ));
        let part = soft.sure as f64 / hard.sure as f64;
        let seen = match part {
            part if part > 1.2 => Sure::More,
            part if part > 0.8 => Sure::AsMany,
            part if part > 0.1 => Sure::Fewer,
            _ => Sure::HardlyAny,
        };
        exam.equal("the prediction", &prediction, &seen);
    })
}
