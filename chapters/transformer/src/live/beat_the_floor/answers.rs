//! What the reader has bet on, as the address keeps it: the start, and for each round the
//! word and how sure, as `0;mia-sure;full-stop-guess`.

use super::rounds::{OFFERED, Round};
use crate::live::Toy;

/// How sure a reader can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// Of one word.
    Sure,
    /// More than half.
    Likely,
    /// Hardly more than of the others.
    Guess,
}

impl Sure {
    /// From the surest on.
    pub const ALL: [Self; 3] = [Self::Sure, Self::Likely, Self::Guess];

    /// The chance that it gives to the word.
    #[must_use]
    pub fn chance(self) -> f64 {
        match self {
            Self::Sure => 0.9,
            Self::Likely => 0.6,
            Self::Guess => 0.3,
        }
    }

    /// In a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Guess => "guess",
        }
    }
}

/// A word of the four, counted from 0, and how sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Which of the four.
    pub word: usize,
    /// How sure.
    pub sure: Sure,
}

impl Answer {
    /// All that a round can be answered, word by word.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..OFFERED).flat_map(|word| Sure::ALL.map(|sure| Self { word, sure }))
    }

    /// The chance that it gives to one of the four: what the word does not get is spread
    /// evenly over the others.
    #[must_use]
    pub fn chance(self, of: usize) -> f64 {
        if of == self.word {
            self.sure.chance()
        } else {
            (1.0 - self.sure.chance()) / (OFFERED as f64 - 1.0)
        }
    }

    /// As it is said.
    pub(super) fn label(self, toy: &Toy, round: &Round) -> String {
        format!("{}, {}", said(toy, round.offered[self.word]), self.sure.word())
    }

    /// As the address keeps it.
    pub(super) fn kept(self, toy: &Toy, round: &Round) -> String {
        self.label(toy, round).replace(", ", "-").replace(' ', "-")
    }
}

/// A word as it is said aloud.
pub(super) fn said(toy: &Toy, word: usize) -> String {
    match toy.text(&[word]).as_str() {
        "." => "full stop".to_owned(),
        "," => "comma".to_owned(),
        ":" => "colon".to_owned(),
        word => word.to_owned(),
    }
}

/// The answers that are kept, as far as they are answers: those of another start are none.
pub(super) fn read(
    kept: &str,
    toy: &Toy,
    rounds: &[Round],
    start: usize,
) -> Vec<Answer> {
    let mut parts = kept.split(';');
    if parts.next() != Some(&start.to_string()) {
        return Vec::new();
    }
    let answers = parts.zip(rounds).map_while(|(kept, round)| {
        Answer::all().find(|answer| answer.kept(toy, round) == kept)
    });
    answers.collect()
}

/// What is kept once another answer is given.
pub(super) fn with(
    answer: Answer,
    answers: &[Answer],
    toy: &Toy,
    rounds: &[Round],
    start: usize,
) -> String {
    let all = answers.iter().chain([&answer]).zip(rounds);
    let all = all.map(|(answer, round)| answer.kept(toy, round));
    [start.to_string()].into_iter().chain(all).collect::<Vec<_>>().join(";")
}
