//! A small world, sentences about it, and the vectors that are learned from them.

use ndarray::Array2;
use rand::RngExt as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::co_occurrence::{Fitting, association, co_occurrences, fit};
use crate::{EmbeddingError, Vocabulary, WordVectors, tokenize};

// ANCHOR: toy
/// Word, whose, and rows of the tables below: what such people do, and where.
const PEOPLE: [(&str, &str, usize, usize); 8] = [
    ("king", "his", 0, 0),
    ("queen", "her", 0, 0),
    ("prince", "his", 1, 0),
    ("princess", "her", 1, 0),
    ("man", "his", 0, 1),
    ("woman", "her", 0, 1),
    ("boy", "his", 1, 1),
    ("girl", "her", 1, 1),
];
const DOINGS: [[&str; 3]; 2] =
    [["works", "rests", "reads"], ["plays", "learns", "runs"]];
const PLACES: [[&str; 3]; 2] =
    [["palace", "castle", "hall"], ["house", "street", "yard"]];
const ANIMALS: [(&str, [&str; 2]); 4] = [
    ("cat", ["fish", "milk"]),
    ("dog", ["meat", "bones"]),
    ("horse", ["grass", "hay"]),
    ("cow", ["grass", "hay"]),
];

const VERBS: [&str; 3] = ["eats", "smells", "finds"];

/// A sentence such as "the king rests in his palace" or "the cow eats the hay".
fn sentence(rng: &mut ChaCha8Rng) -> String {
    let mut one_of = |words: &[&'static str]| *words.choose(rng).unwrap_or(&"");
    let (doing, place) = (DOINGS.map(|d| one_of(&d)), PLACES.map(|p| one_of(&p)));
    let verb = one_of(&VERBS);
    let food = ANIMALS.map(|(_, foods)| one_of(&foods));
    if rng.random_bool(0.3) {
        let animal = rng.random_range(0..ANIMALS.len());
        return format!("the {} {verb} the {}", ANIMALS[animal].0, food[animal]);
    }
    let (person, whose, d, p) = PEOPLE[rng.random_range(0..PEOPLE.len())];
    format!("the {person} {} in {whose} {}", doing[d], place[p])
}
// ANCHOR_END: toy

/// Every sentence that [`sentence`] may say, of 720 in all so often as it would be
/// said on average: one about a person has a chance of 0.7 / (8 · 3 · 3), 7 of 720, and
/// one about an animal 0.3 / (4 · 3 · 2), 9 of 720.
fn likely_sentences() -> Vec<String> {
    let mut texts = Vec::new();
    for (person, whose, d, p) in PEOPLE {
        for doing in DOINGS[d] {
            for place in PLACES[p] {
                let text = format!("the {person} {doing} in {whose} {place}");
                texts.extend(vec![text; 7]);
            }
        }
    }
    for (animal, foods) in ANIMALS {
        for verb in VERBS {
            for food in foods {
                let text = format!("the {animal} {verb} the {food}");
                texts.extend(vec![text; 9]);
            }
        }
    }
    texts
}

/// The words for people: of each pair, first the man.
pub(crate) fn people() -> [&'static str; 8] {
    PEOPLE.map(|(word, ..)| word)
}

/// How the vectors of the small world are learned.
pub(crate) const FITTING: Fitting =
    Fitting { d_model: 16, learning_rate: 0.01, steps: 2000 };
/// The seed of the sentences, and of the vectors before they are learned.
pub(crate) const SEED: u64 = 1;
/// Words that stand so far apart at most meet: all those of a sentence.
pub(crate) const WINDOW: usize = 5;

/// Sentences about the small world, and what they say about its words.
pub(crate) struct SmallWorld {
    pub(crate) texts: Vec<String>,
    pub(crate) vocabulary: Vocabulary,
    /// How often words meet: (vocabulary, vocabulary).
    pub(crate) counts: Array2<f64>,
    /// How much more often than by chance: (vocabulary, vocabulary).
    pub(crate) targets: Array2<f64>,
}

impl SmallWorld {
    /// 4,000 sentences drawn at random, counted.
    pub(crate) fn new() -> Result<SmallWorld, EmbeddingError> {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        let texts = (0..4000).map(|_| sentence(&mut rng)).collect();
        SmallWorld::of(texts, WINDOW)
    }

    /// Every possible sentence, as often as it is likely: chance has no say.
    pub(crate) fn without_chance(
        window: usize,
    ) -> Result<SmallWorld, EmbeddingError> {
        SmallWorld::of(likely_sentences(), window)
    }

    fn of(texts: Vec<String>, window: usize) -> Result<SmallWorld, EmbeddingError> {
        let tokens: Vec<_> = texts.iter().map(|text| tokenize(text)).collect();
        // Every word is known, so that no unknown token is needed.
        let with_unknown = Vocabulary::of_tokens(&tokens.concat());
        let vocabulary = Vocabulary::new(with_unknown.words()[1..].to_vec())?;
        let mut sentences = Vec::new();
        for tokens in &tokens {
            sentences.push(vocabulary.encode(tokens)?);
        }
        let words = vocabulary.words().len();
        let counts = co_occurrences(&sentences, words, window)?; // (words, words)
        let targets = association(&counts)?; // (words, words)
        Ok(SmallWorld { texts, vocabulary, counts, targets })
    }

    /// The learned vectors, and the cost on the way.
    pub(crate) fn learn(
        &self,
        fitting: Fitting,
        seed: u64,
    ) -> Result<(WordVectors, Vec<f64>), EmbeddingError> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (embedding, _, costs) = fit(&self.targets, fitting, &mut rng)?;
        Ok((WordVectors::new(self.vocabulary.clone(), embedding)?, costs))
    }
}

/// The vectors learned from the small world: (words, 16).
///
/// # Errors
/// If the sentences or the settings are of no use.
pub fn learned_vectors() -> Result<WordVectors, EmbeddingError> {
    Ok(SmallWorld::new()?.learn(FITTING, SEED)?.0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::{likely_sentences, sentence};

    /// How often each text is there, as a share of all.
    fn shares(texts: impl IntoIterator<Item = String>) -> BTreeMap<String, f64> {
        let texts: Vec<String> = texts.into_iter().collect();
        let (mut shares, one) = (BTreeMap::new(), 1.0 / texts.len() as f64);
        for text in texts {
            *shares.entry(text).or_default() += one;
        }
        shares
    }

    #[test]
    fn sentences_are_as_likely_as_they_are_drawn_on_average() {
        let likely = shares(likely_sentences());
        assert_eq!((likely_sentences().len(), likely.len()), (720, 96));
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let drawn = shares((0..50_000).map(|_| sentence(&mut rng)));
        for (text, share) in &drawn {
            let wanted = likely.get(text).expect("a sentence that is possible");
            assert!((share - wanted).abs() < 0.003, "{text}: {share}, {wanted}");
        }
        assert_eq!(drawn.len(), likely.len());
    }
}
