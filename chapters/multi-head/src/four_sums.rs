//! The four sentences of the proof, and the four sums of a model with one head.

use crate::MultiHeadError;
use crate::mood::{MoodModel, Sentence, TOKENS, sentence};

/// The four kinds of sentences.
pub(crate) fn four() -> [Sentence; 4] {
    [(0, false), (0, true), (3, false), (3, true)]
        .map(|(mood, is_negated)| sentence(0, mood, is_negated))
}

/// What a model with one head ends at, on the four sentences of the proof.
pub(crate) struct Sums {
    /// For each sentence, the sum N of all powers at the full stop, in units of the
    /// full stop's own.
    pub powers: [f64; 4],
    /// Lead of good over bad.
    pub leads: [f64; 4],
}

impl Sums {
    /// Of a trained model, which has one head.
    pub(crate) fn of(model: &mut MoodModel) -> Result<Sums, MultiHeadError> {
        let leads = model.leads(&four())?;
        let mut sums = Sums { powers: [0.0; 4], leads: [0.0; 4] };
        for (sentence, lead) in leads.into_iter().enumerate() {
            let weights = model.heads.weights(sentence, 0)?; // (6, 6)
            sums.powers[sentence] = 1.0 / weights[[TOKENS - 1, TOKENS - 1]];
            sums.leads[sentence] = lead;
        }
        Ok(sums)
    }

    /// The sum of the w_x of each sentence, whose sign is the answer.
    pub(crate) fn sums(&self) -> [f64; 4] {
        [0, 1, 2, 3].map(|at| self.powers[at] * self.leads[at])
    }

    /// Which sentences are read correctly.
    pub(crate) fn right(&self) -> [bool; 4] {
        let four = four();
        [0, 1, 2, 3].map(|at| (self.leads[at] > 0.0) == (four[at].class == 1))
    }

    /// The word that the two sentences share about which it is unsure: none, if these
    /// are not two, or are read correctly.
    pub(crate) fn loud(&self) -> Option<&'static str> {
        let unsure = |at: &usize| self.leads[*at].abs() < UNSURE;
        let two: Vec<usize> = (0..4).filter(unsure).collect();
        let is_wrong = two.iter().all(|&at| !self.right()[at]);
        let pairs = [(&[0, 1], "happy"), (&[2, 3], "sad"), (&[0, 2], "very")];
        let pairs = pairs.into_iter().chain([(&[1, 3], "not")]);
        let mut found = pairs.filter(|(pair, _)| two == **pair);
        found.next().filter(|_| is_wrong).map(|(_, word)| word)
    }
}

/// A lead below this is of two minds: less than 52 in 100 for either answer.
pub(crate) const UNSURE: f64 = 0.05;

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;

    /// The proof, for weights of all kinds: the first and the last sum make what the two
    /// in the middle make, and so do the sums of powers.
    #[test]
    fn sums_of_one_head_add_up_crosswise() {
        for seed in 0..200 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut model = MoodModel::random(8, 1, &mut rng).expect("one head");
            let sums = Sums::of(&mut model).expect("four sentences");
            for [a, b, c, d] in [sums.sums(), sums.powers] {
                let size = a.abs() + b.abs() + c.abs() + d.abs();
                assert!((a + d - b - c).abs() < 1e-9 * size, "seed {seed}");
            }
            assert!(sums.right() != [true; 4]);
        }
    }
}
