//! What the name costs without both of the heads that matter most to it.

use std::sync::OnceLock;

use judge::{Mistake, Verdict, judge};
use ndarray::Axis;
use softmax::{cross_entropy, softmax_rows};
use transformer::Example;
use transformer::grammar::{GRAMMAR, Grammar};
use transformer::toy::{example, from_bytes, sentences, sizes};

/// Where the cost of the name lies with both heads off, compared with the costs
/// with only one of them off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Above both: two losses are worse than either.
    AboveBoth,
    /// Between the two.
    Between,
    /// Below both: two losses are better than either.
    BelowBoth,
}
judge::choices!(Cost: AboveBoth, Between, BelowBoth);

/// What the reader writes: a prediction.
pub type Attempt = fn() -> Cost;

/// Wrong predictions, by the idea behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "losses-add-up",
        says: "You expect each head to be a piece of the rule, so that with both gone more of \
               it is gone. But heads only add to the stream. See in the table what the model \
               writes when one of them is missing: does it lack the name, or have a wrong one?",
        attempt: || Cost::AboveBoth,
    },
    Mistake {
        name: "part-made-up",
        says: "You expect one head to make up for a part of the other. That would leave the \
               wrong name that one of them writes alone. Look in the table at what is left \
               when neither of them writes.",
        attempt: || Cost::Between,
    },
];

/// The trained model with two blocks.
const MODEL: &[u8] = include_bytes!("../../../../assets/transformer/blocks-2.f32");
/// So many new sentences, of which a third has a name.
const SENTENCES: usize = 2000;
/// The names of the language.
const NAMES: [&str; 4] = ["mia", "tom", "ana", "leo"];
/// What is switched off: blocks and heads, counted from 0. The last two are the other
/// pairs of the three heads that matter to the name.
const RUNS: [(&str, &[(usize, usize)]); 7] = [
    ("none", &[]),
    ("block 1, head 4", &[(0, 3)]),
    ("block 2, head 1", &[(1, 0)]),
    ("both", &[(0, 3), (1, 0)]),
    ("block 2, head 4", &[(1, 3)]),
    ("+ block 1 head 4", &[(0, 3), (1, 3)]),
    ("+ block 2 head 1", &[(1, 0), (1, 3)]),
];

/// What a run over the names of new sentences shows.
#[derive(Debug, Clone, Copy)]
struct Shown {
    /// The mean cost of the name after "says", in nats.
    cost: f64,
    /// That of each name.
    of_names: [f64; 4],
    /// How often the right name is the likeliest of the four.
    right: f64,
}

fn run() -> &'static [Shown; 7] {
    static RUN: OnceLock<[Shown; 7]> = OnceLock::new();
    RUN.get_or_init(|| {
        let grammar = Grammar::parse(GRAMMAR).expect("the grammar of the chapter");
        let model = from_bytes(sizes(&grammar, 2), MODEL).expect("its sizes");
        let id = |word: &str| {
            grammar.words.iter().position(|own| own == word).expect("a known word")
        };
        let (says, names) = (id("says"), NAMES.map(id));
        let new = sentences(&grammar, SENTENCES, 99);
        RUNS.map(|(_, off)| {
            let mut model = model.clone();
            for &(block, head) in off {
                let heads = &mut model.blocks[block].heads;
                *heads = heads.without(head).expect("there are four heads");
            }
            let (mut sums, mut counts, mut right) = ([0.0; 4], [0.0; 4], 0.0);
            for sentence in &new {
                let Example { ids, targets } = example(sentence);
                let Some(place) = ids.iter().position(|id| *id == says) else {
                    continue;
                };
                let logits = model.logits(&ids).expect("a sentence that fits");
                let p = softmax_rows(&logits).expect("scores"); // (tokens, vocabulary)
                let p = p.row(place); // (vocabulary)
                let own = p[targets[place]];
                let name = names.iter().position(|id| *id == targets[place]);
                let name = name.expect("a name comes after \"says\"");
                let one = logits.select(Axis(0), &[place]); // (1, vocabulary)
                let cost = cross_entropy(&one, &[targets[place]]);
                sums[name] += cost.expect("a target of the vocabulary");
                counts[name] += 1.0;
                right += f64::from(names.iter().all(|&other| p[other] <= own));
            }
            let count: f64 = counts.iter().sum();
            Shown {
                cost: sums.iter().sum::<f64>() / count,
                of_names: std::array::from_fn(|name| sums[name] / counts[name]),
                right: right / count,
            }
        })
    })
}

/// Takes the prediction, then switches the heads off.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let runs = run();
        let mut table = format!(
            "our model of two blocks, seed 1; {SENTENCES} new sentences; cost in nats\n\
             {:16}  {:>8}  {:>10}  ",
            "switched off", "the name", "right name"
        );
        for name in NAMES {
            table += &format!("  {name:>5}");
        }
        table += "\n";
        for ((name, _), shown) in RUNS.iter().zip(runs) {
            let right = 100.0 * shown.right;
            table += &format!("{name:16}  {:8.2}  {right:9.0}%  ", shown.cost);
            for cost in shown.of_names {
                table += &format!("  {cost:5.2}");
            }
            table += "\n";
        }
        table += &format!("You predicted {prediction:?}.");
        exam.note(table);
        let [_, one, other, both, ..] = runs.map(|shown| shown.cost);
        let expected = match both {
            both if both > one.max(other) => Cost::AboveBoth,
            both if both < one.min(other) => Cost::BelowBoth,
            _ => Cost::Between,
        };
        exam.equal("the cost without both heads", &prediction, &expected);
    })
}

#[cfg(test)]
mod proofs {
    use super::*;

    /// Of the three pairs, one costs less than each of its heads, and two cost more than
    /// both of theirs, added up.
    #[test]
    fn two_of_three_pairs_cost_more_than_the_sum() {
        let [_, one, other, both, third, with_one, with_other] =
            run().map(|shown| shown.cost);
        assert!(both < one.min(other).min(third), "{both}");
        assert!(with_one > one + third + 0.2, "{with_one}");
        assert!(with_other > other + third + 0.2, "{with_other}");
    }
}
