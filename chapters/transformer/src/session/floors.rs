//! What a model of a text has to beat: guessing, and counting.

use std::collections::HashMap;

use crate::baselines::LITTLE;
use crate::engine::Tokens;

// ANCHOR: floors
/// The cross-entropy in nats a token of what learns nothing, or counts alone, on the
/// held-out part of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Floors {
    /// Of taking every token for equally likely: the logarithm of how many there are.
    pub guessing: f64,
    /// Of knowing how often each occurs in the part to learn from.
    pub unigram: f64,
    /// And how often each follows each.
    pub bigram: f64,
}
// ANCHOR_END: floors

// ANCHOR: floors-of
impl Floors {
    /// Counts in the training part, and tests on every token of the held-out part but its
    /// first. As in [`NGram`], each count is [0.01](LITTLE) more than it is, so
    /// that nothing is impossible, and a token that nothing ever followed says nothing.
    ///
    /// [`NGram`]: crate::baselines::NGram
    pub fn of(vocabulary: usize, training: &Tokens, held_out: &Tokens) -> Floors {
        let counts = Counts::of(training);
        let known = vocabulary as f64;
        let p = |count: Option<&u64>, of: u64| {
            let count = count.map_or(0.0, |count| *count as f64);
            (count + LITTLE) / (of as f64 + LITTLE * known)
        };
        let (mut unigram, mut bigram, mut tested) = (0.0, 0.0, 0);
        for (before, token) in pairs(held_out) {
            unigram -= libm::log(p(counts.of.get(&token), counts.all));
            let pairs = counts.from.get(&before).copied().unwrap_or(0);
            bigram -= libm::log(p(counts.pairs.get(&(before, token)), pairs));
            tested += 1;
        }
        let tested = f64::from(tested.max(1));
        let (unigram, bigram) = (unigram / tested, bigram / tested);
        Floors { guessing: libm::log(known), unigram, bigram }
    }
}

/// Of pairs only those that are there: a text of a few thousand different signs has
/// millions that are not.
#[derive(Default)]
struct Counts {
    all: u64,
    of: HashMap<u32, u64>,
    from: HashMap<u32, u64>,
    pairs: HashMap<(u32, u32), u64>,
}

impl Counts {
    fn of(training: &Tokens) -> Counts {
        let mut counts = Counts::default();
        for (before, token) in pairs(training) {
            counts.all += 1;
            *counts.of.entry(token).or_default() += 1;
            *counts.from.entry(before).or_default() += 1;
            *counts.pairs.entry((before, token)).or_default() += 1;
        }
        counts
    }
}

/// Each token but the first, behind the one before it.
fn pairs(tokens: &Tokens) -> impl Iterator<Item = (u32, u32)> {
    tokens.iter().zip(tokens.iter().skip(1))
}
// ANCHOR_END: floors-of

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Example;
    use crate::baselines::NGram;

    #[test]
    fn they_are_those_of_the_n_grams() {
        let tokens: Vec<u32> =
            (0..9000_u32).map(|index| index * index / 7 % 11).collect();
        let sentence = |tokens: &[u32]| {
            let ids: Vec<usize> = tokens.iter().map(|id| *id as usize).collect();
            let (ids, targets) = (ids[..ids.len() - 1].to_vec(), ids[1..].to_vec());
            vec![Example { ids, targets }]
        };
        // 12: one token never comes, and one of those held out is new.
        let (training, mut held_out) =
            (tokens[1..8000].to_vec(), tokens[8000..].to_vec());
        held_out[500] = 11;
        let (known, tested) = (sentence(&training), sentence(&held_out));
        let floors = Floors::of(13, &training.into(), &held_out.into());
        assert_eq!(floors.guessing, libm::log(13.0));
        for (order, found) in [(1, floors.unigram), (2, floors.bigram)] {
            let expected = NGram::count(order, 13, &known).cost(&tested);
            assert!(
                (found - expected).abs() < 1e-9,
                "{order}: {found}, {expected}"
            );
        }
        assert!(floors.bigram < floors.unigram);
    }

    #[test]
    fn a_text_of_one_letter_costs_nothing() {
        let ones = |count: usize| Tokens::from(vec![0; count]);
        let Floors { guessing, unigram, bigram } =
            Floors::of(1, &ones(900), &ones(100));
        assert_eq!((guessing, unigram, bigram), (0.0, 0.0, 0.0));
    }
}
