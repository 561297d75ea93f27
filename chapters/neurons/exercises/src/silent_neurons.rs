//! How many hidden activations ReLU makes exactly 0.

use std::sync::OnceLock;

use judge::{Draw, Mistake, Verdict, judge};
use neurons::digits::{PIXELS, book_digits};
use neurons::{Activation, Layer};

/// What the reader writes: a share from 0 to 1.
pub type Attempt = fn() -> f64;

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "none-is-silent",
        says: "No pixel is negative, but half of what they are multiplied by is. And ReLU gives \
               exactly 0 for every sum below zero, not only for a sum that happens to be 0.",
        attempt: || 0.0,
    },
    Mistake {
        name: "one-digit-each",
        says: "You expect each hidden neuron to speak for a digit of its own and to be silent \
               for the nine others. These weights are random: they know of no digits.",
        attempt: || 0.9,
    },
    Mistake {
        name: "all-silent",
        says: "A network that has learned nothing still computes: its neurons add up what they \
               see with whatever weights they have, and many sums come out above zero.",
        attempt: || 1.0,
    },
    Mistake {
        name: "percent-for-share",
        says: "Write a share from 0 to 1: all of the activations are 1, and half of them are \
               one half. You have written a percentage.",
        attempt: || 50.0,
    },
];

/// The hidden neurons of the network for the digits.
const HIDDEN: usize = 32;
/// How many layers are run.
const LAYERS: u64 = 10;

/// What the run showed.
struct Run {
    /// The share of exact zeros with ReLU.
    silent: f64,
    /// A line for each activation function.
    table: String,
}

/// Runs all digits through the several hidden layers, once.
fn run() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        let images =
            book_digits().expect("digits that come with the chapter").images;
        let mut run = Run {
            silent: 0.0,
            table: "           exactly 0   smallest    largest".into(),
        };
        for (activation, name) in [
            (Activation::Relu, "ReLU"),
            (Activation::Sigmoid, "sigmoid"),
            (Activation::Tanh, "tanh"),
        ] {
            let (mut zeros, mut all) = (0, 0);
            let (mut smallest, mut largest) = (f64::INFINITY, f64::NEG_INFINITY);
            for seed in 1..=LAYERS {
                let mut draw = Draw::new(seed);
                let layer =
                    Layer::random(PIXELS, HIDDEN, activation, draw.generator())
                        .expect("inputs and outputs");
                let hidden =
                    layer.forward(&images).expect("a column for each pixel");
                all += hidden.len();
                for a in hidden {
                    zeros += usize::from(a == 0.0);
                    (smallest, largest) = (a.min(smallest), a.max(largest));
                }
            }
            let share = zeros as f64 / all as f64;
            if activation == Activation::Relu {
                run.silent = share;
            }
            run.table += &format!(
                "\n{name:<8} {:9.1} % {smallest:10.3} {largest:10.3}",
                100.0 * share
            );
        }
        run
    })
}

/// Takes the prediction, then runs.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let run = run();
        exam.note(format!(
            "The activations of our {LAYERS} hidden layers with random weights, over all \
             digits:\n\n{}\n\nYou predicted {:.1} % exact zeros with ReLU.",
            run.table,
            100.0 * prediction,
        ));
        exam.number(
            "the share of hidden activations that are exactly 0",
            prediction,
            run.silent,
            0.12,
        );
    })
}
