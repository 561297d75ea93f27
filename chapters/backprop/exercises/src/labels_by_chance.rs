//! What a network learns from labels that mean nothing.

use std::fmt::Write as _;
use std::sync::OnceLock;

use backprop::digit_training::{SETTINGS, SplitDigits, TEST};
use backprop::reading::{accuracy, answers, select};
use backprop::{Settings, train};
use judge::{Draw, Mistake, Verdict, judge};
use loss::one_hot;
use ndarray::Array2;
use neurons::digits::{CLASSES, Digits, PIXELS, book_digits};
use neurons::{Activation, Network};

/// A share of images whose label a network gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Some one in ten, as by guessing.
    ATenth,
    /// Some half of them.
    AHalf,
    /// All, or nearly all.
    NearlyAll,
}
judge::choices!(Share: ATenth, AHalf, NearlyAll);

/// What the reader writes: the share of the images that it was trained on, and the share
/// of new ones.
pub type Attempt = fn() -> (Share, Share);

/// Wrong predictions, by the thought behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "nothing-to-learn",
        says: "There is no rule in these labels, but a network needs none to answer images \
               that it has seen: it has more parameters than there are labels.",
        attempt: || (Share::ATenth, Share::ATenth),
    },
    Mistake {
        name: "half-by-heart",
        says: "The cost goes on falling until every label is known by heart: nothing makes \
               the network stop half-way.",
        attempt: || (Share::AHalf, Share::ATenth),
    },
    Mistake {
        name: "heart-helps-a-little",
        says: "You let some of what was learned by heart carry over to new images. What could \
               carry over? The labels have nothing to do with the images.",
        attempt: || (Share::NearlyAll, Share::AHalf),
    },
    Mistake {
        name: "training-stands-for-all",
        says: "You expect of new images what the training images show. Here they have nothing \
               in common but pixels: their labels were drawn by chance.",
        attempt: || (Share::NearlyAll, Share::NearlyAll),
    },
    Mistake {
        name: "half-of-everything",
        says: "Nothing makes the network stop half-way with its own labels: it goes on until \
               it has them by heart. None of that helps with new images.",
        attempt: || (Share::AHalf, Share::AHalf),
    },
    Mistake {
        name: "truth-shines-through",
        says: TRUTH,
        attempt: || (Share::ATenth, Share::NearlyAll),
    },
    Mistake {
        name: "truth-shines-through",
        says: TRUTH,
        attempt: || (Share::ATenth, Share::AHalf),
    },
    Mistake {
        name: "truth-shines-through",
        says: TRUTH,
        attempt: || (Share::AHalf, Share::NearlyAll),
    },
];

const TRUTH: &str = "You expect more of new images than of those that it was trained on, as if \
                     it found the true labels behind the drawn ones. It has never been shown a \
                     true label.";

const IMAGES: usize = 100;
const SIZES: [usize; 3] = [PIXELS, 64, CLASSES];
const SETTINGS_HERE: Settings =
    Settings { epochs: 300, batch_size: 8, learning_rate: 0.2, ..SETTINGS };
const STARTS: u64 = 3;

/// The accuracies of a start in percent: on its own images and labels, and on new ones.
type Start = (f64, f64);

/// Three starts with labels by chance, each with one that has the true labels.
fn starts() -> &'static [[Start; 2]] {
    static STARTED: OnceLock<Vec<[Start; 2]>> = OnceLock::new();
    STARTED.get_or_init(|| {
        let digits = book_digits().expect("the book's own digits");
        let data = SplitDigits::new(&digits).expect("enough digits");
        let numbers: Vec<_> = (0..IMAGES).collect();
        let own = select(&data.training, &numbers);
        let both = |seed| {
            let mut draw = Draw::new(seed);
            let drawn: Vec<_> =
                (0..IMAGES).map(|_| draw.count(0, CLASSES - 1)).collect();
            [
                start(&own.images, &drawn, &data.test, seed),
                start(&own.images, &own.labels, &data.test, seed),
            ]
        };
        (1..=STARTS).map(both).collect()
    })
}

fn start(
    images: &Array2<f64>, // (images, 64)
    labels: &[usize],
    new: &Digits,
    seed: u64,
) -> Start {
    let mut draw = Draw::new(seed);
    let targets = one_hot(labels, CLASSES).expect("labels below ten"); // (images, 10)
    let (relu, linear) = (Activation::Relu, Activation::Identity);
    let network = Network::random(&SIZES, relu, linear, draw.generator())
        .expect("layers that fit");
    let rng = draw.generator();
    let network = train(network, images, &targets, SETTINGS_HERE, rng, |_, _| {})
        .expect("digits that fit");
    let share = |images, labels: &[usize]| {
        let outputs = network.forward(images).expect("64 pixels"); // (images, 10)
        100.0 * accuracy(&answers(&outputs), labels)
    };
    (share(images, labels), share(&new.images, &new.labels))
}

fn named(percent: f64) -> Share {
    match percent {
        percent if percent < 25.0 => Share::ATenth,
        percent if percent < 80.0 => Share::AHalf,
        _ => Share::NearlyAll,
    }
}

/// Takes the prediction, then trains.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let (on_its_own, on_new) = attempt();
        let starts = starts();
        let mut table = format!(
            "What our trainings came to\n        labels by chance          true labels\n\
             start   its own {IMAGES}   {TEST} new     its own {IMAGES}   {TEST} new\n",
        );
        for (index, [chance, truth]) in starts.iter().enumerate() {
            let _ = writeln!(
                table,
                "{:5}   {:10.1}%   {:6.1}%     {:10.1}%   {:6.1}%",
                index + 1,
                chance.0,
                chance.1,
                truth.0,
                truth.1
            );
        }
        exam.note(table.trim_end());
        let mean = |which: fn(&Start) -> f64| {
            starts.iter().map(|[chance, _]| which(chance)).sum::<f64>()
                / starts.len() as f64
        };
        exam.equal(
            "the share of its own images whose label it gives",
            &on_its_own,
            &named(mean(|start| start.0)),
        );
        exam.equal(
            "the share of new images that it reads correctly",
            &on_new,
            &named(mean(|start| start.1)),
        );
    })
}
