//! What wide heads learn whose scores nobody divided.

use std::sync::OnceLock;

use attention::nouns::COLOURS;
use attention::reader::{ColourReader, Example};
use judge::{Draw, Mistake, Verdict, judge};
use loss::shuffled;

use crate::readers::{examples, reached};

/// How many of five readers come past the half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PastTheHalf {
    /// None of them.
    None,
    /// One to four.
    Some,
    /// All five.
    All,
}
judge::choices!(PastTheHalf: None, Some, All);

/// What the reader writes: how many readers without the root come past the half.
pub type Attempt = fn() -> PastTheHalf;

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "training-repairs-it",
        says: "You expect training to make up for the root. It begins with a softmax that is \
               sure: at many tokens, little comes back that could tell it that the word is the \
               wrong one. And where something does, the same step moves undivided scores \
               farther.",
        attempt: || PastTheHalf::All,
    },
    Mistake {
        name: "small-is-nothing",
        says: "You expect nothing to be learned. A slope that is small on average is not small \
               for every token, and what each reader first looks at is drawn at random.",
        attempt: || PastTheHalf::None,
    },
];

/// Sentences, each read once; how many make a batch; the size of a step.
const TRAINING: (usize, usize, f64) = (300, 8, 0.2);
/// Numbers of a query.
const D_K: usize = 256;

/// One pass over the examples, with scores that are divided or not. Queries that are
/// √d_k times as long take the division back.
fn train(training: &[Example], is_divided: bool, first: f64, seed: u64) -> f64 {
    let mut draw = Draw::new(seed);
    let reader = ColourReader::random(50, D_K, COLOURS.len(), draw.generator());
    let mut reader = reader.expect("sizes above 0");
    reader.head.w_q *= first;
    let times = if is_divided { 1.0 } else { (D_K as f64).sqrt() };
    let longer = |reader: &ColourReader| {
        let mut longer = reader.clone();
        longer.head.w_q *= times; // (50, d_k)
        longer
    };
    for places in shuffled(training.len(), draw.generator()).chunks(TRAINING.1) {
        let rate = TRAINING.2 / places.len() as f64;
        let as_computed = longer(&reader);
        for &place in places {
            let back = as_computed.cost_and_gradients(&training[place]);
            let (_, mut d_head, d_unembedding) = back.expect("examples that fit");
            d_head.d_w_q *= times; // (50, d_k): the chain rule
            reader.head.step(&d_head, rate).expect("gradients of this head");
            reader.unembedding.scaled_add(-rate, &d_unembedding);
        }
    }
    reached(&longer(&reader), training)
}

/// The shares of right answers of five readers with the root, and of five without it.
fn run() -> &'static [[f64; 5]; 2] {
    static RUN: OnceLock<[[f64; 5]; 2]> = OnceLock::new();
    RUN.get_or_init(|| {
        let training = examples(TRAINING.0, false, true, &mut Draw::new(2));
        let five = |is_divided| {
            [1, 2, 3, 4, 5].map(|seed| train(&training, is_divided, 1.0, seed))
        };
        [five(true), five(false)]
    })
}

/// Takes the prediction, then trains ten readers.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let mut table = format!(
            "our readers, right in % on {} training sentences, read once; d_k = {D_K}\n\
             seed                 1     2     3     4     5",
            TRAINING.0
        );
        for (name, shares) in ["divided by √d_k", "not divided"].iter().zip(run())
        {
            table += &format!("\n{name:16}");
            for share in shares {
                table += &format!(" {:5.0}", 100.0 * share);
            }
        }
        exam.note(table);
        exam.note(format!("You predicted {prediction:?}."));
        let past = run()[1].iter().filter(|share| **share > 0.5).count();
        let found = match past {
            0 => PastTheHalf::None,
            5 => PastTheHalf::All,
            _ => PastTheHalf::Some,
        };
        exam.equal(
            "how many readers without the root come past the half",
            &prediction,
            &found,
        );
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without the root, what one reader learns may hang on a last bit; whether some of
    /// the five learn, and some do not, must not.
    #[test]
    fn some_learn_and_some_do_not_wherever_they_begin() {
        let training = examples(TRAINING.0, false, true, &mut Draw::new(2));
        let nudged = [1, 2, 3, 4, 5];
        let nudged = nudged.map(|seed| train(&training, false, 1.0 + 1e-9, seed));
        for shares in [run()[1], nudged] {
            let count =
                |is: fn(&f64) -> bool| shares.iter().filter(|s| is(s)).count();
            assert!(count(|s| *s < 0.4) > 1, "{shares:.2?}");
            assert!(count(|s| *s > 0.6) > 0, "{shares:.2?}");
        }
        assert!(run()[0].iter().all(|share| *share > 0.7), "{:.2?}", run()[0]);
    }
}
