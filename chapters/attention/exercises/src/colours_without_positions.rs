//! What a reader of colours loses with its positions.

use judge::{Mistake, Verdict, judge};

use crate::readers::{readers, table};

/// Which nouns a reader finds the colour of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// It guesses everywhere.
    None,
    /// Nearly every first noun of a sentence, and by far not every later one.
    FirstNouns,
    /// Nearly all.
    All,
}
judge::choices!(Answers: None, FirstNouns, All);

/// What the reader writes: the nouns that are answered without positions.
pub type Attempt = fn() -> Answers;

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "nothing-without-places",
        says: "You expect that without positions nothing is found. But the words are still \
               there, and so is the mask: ask which colours a noun can see, and how many.",
        attempt: || Answers::None,
    },
    Mistake {
        name: "order-from-the-mask",
        says: "You trust the mask, or the order of the rows, to say what stands near. The mask \
               hides what is later. Of what is earlier, it does not tell a single head which is \
               nearest.",
        attempt: || Answers::All,
    },
];

/// Takes the prediction, then trains readers with and without positions.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let readers = readers();
        let unplaced = &readers.unplaced;
        exam.note(table(&[
            ("with positions", &readers.placed),
            ("without positions", unplaced),
        ]));
        exam.note(format!("You predicted {prediction:?}."));
        let found = match (unplaced.like.first > 0.85, unplaced.like.later > 0.85) {
            (true, true) => Answers::All,
            (true, false) => Answers::FirstNouns,
            (false, _) => Answers::None,
        };
        exam.equal(
            "what the reader without positions still answers",
            &prediction,
            &found,
        );
    })
}
