//! A game as far as it is played, and what each player lost in it.

use super::answers::Answer;
use super::rounds::Round;
use crate::live::moments::Toy;

/// The reader, and who plays along.
pub(super) const PLAYERS: [&str; 4] =
    ["you", "the bigram", "the transformer", "the grammar"];
pub(super) const YOU: usize = 0;
pub(super) const BIGRAM: usize = 1;
pub(super) const GRAMMAR: usize = 3;

/// A game as far as it is played.
pub(super) struct Game<'a> {
    pub toy: &'a Toy,
    pub start: usize,
    pub rounds: &'a [Round],
    pub answers: Vec<Answer>,
}

impl Game<'_> {
    pub fn played(&self) -> impl Iterator<Item = (&Round, &Answer)> {
        self.rounds.iter().zip(&self.answers)
    }

    pub fn is_over(&self) -> bool {
        self.answers.len() == self.rounds.len()
    }

    /// What each player gave to the word that came, in a round that is played.
    pub fn gave(&self, round: usize) -> Option<[f64; PLAYERS.len()]> {
        let (round, answer) = (self.rounds.get(round)?, self.answers.get(round)?);
        let [bigram, transformer, grammar] = round.chances.map(|c| c[round.right]);
        Some([answer.chance(round.right), bigram, transformer, grammar])
    }

    /// The losses of each player, in nats, round by round.
    pub fn losses(&self) -> Vec<[f64; PLAYERS.len()]> {
        let gave = (0..self.answers.len()).filter_map(|round| self.gave(round));
        gave.map(|gave| gave.map(|chance| -libm::log(chance) + 0.0)).collect() // no −0
    }

    /// The mean loss of each player, once a round is played.
    pub fn means(&self) -> Option<[f64; PLAYERS.len()]> {
        let losses = self.losses();
        let count = losses.len() as f64;
        let mean = |player: usize| {
            losses.iter().map(|losses| losses[player]).sum::<f64>() / count
        };
        (!losses.is_empty()).then(|| std::array::from_fn(mean))
    }

    /// The words so far of a round.
    pub fn begun(&self, round: &Round) -> String {
        format!("{} …", self.toy.text(&round.begun))
    }
}
