//! What trained heads make of a word that they never saw twice.

use std::fmt::Write as _;
use std::sync::OnceLock;

use judge::{Mistake, Verdict, judge};
use multi_head::mood::{
    ANIMALS, Learning, MOODS, Sentence, learn, sentence, training_and_test,
};

/// What the reader writes: the share of sentences, from 0 to 1.
pub type Attempt = fn() -> f64;

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "cancelled",
        says: "You let the second \"not\" take back the first. Look at what the loud head takes \
               in when it finds two loud words in place of one, and how often it can fall silent.",
        attempt: || 1.0,
    },
    Mistake {
        name: "chance",
        says: "You expect a toss of a coin, because nothing like it was trained. Heads do not guess: \
               they do with two \"not\" what their weights say, in every sentence alike.",
        attempt: || 0.5,
    },
];

/// As on the page.
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
const LEARNING: Learning = Learning { d_model: 16, steps: 700, learning_rate: 0.1 };

/// All animals in all moods, with "not" once or twice.
fn negated(is_twice: bool) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for animal in 0..ANIMALS.len() {
        for mood in 0..MOODS.len() {
            let mut negated = sentence(animal, mood, true);
            if is_twice {
                negated.ids[2] = negated.ids[3]; // "not" in place of "is"
                negated.class = 1 - negated.class;
            }
            sentences.push(negated);
        }
    }
    sentences
}

/// The shares that each model reads correctly, with "not" once and twice.
fn shares() -> &'static [(f64, f64)] {
    static SHARES: OnceLock<Vec<(f64, f64)>> = OnceLock::new();
    SHARES.get_or_init(|| {
        let (training, _) = training_and_test();
        let of = |seed| {
            let (mut model, _) =
                learn(2, seed, &training, LEARNING).expect("two heads divide 16");
            let mut share = |is_twice| {
                model.judge(&negated(is_twice)).expect("there are sentences").1
            };
            (share(false), share(true))
        };
        SEEDS.map(of).to_vec()
    })
}

/// Takes the prediction, then trains models and lets them read.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let shares = shares();
        let mut table =
            String::from("our models, right in %   \"not\" once   \"not\" twice");
        for (seed, (once, twice)) in SEEDS.iter().zip(shares) {
            let _ = write!(
                table,
                "\nseed {seed} {:28.0} {:13.0}",
                100.0 * once,
                100.0 * twice
            );
        }
        exam.note(table);
        exam.note(format!("You predicted {prediction}."));
        let twice: f64 = shares.iter().map(|(_, twice)| twice).sum();
        exam.number(
            "the share of sentences with two \"not\" that are read correctly",
            prediction,
            twice / shares.len() as f64,
            0.1,
        );
    })
}
