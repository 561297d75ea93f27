//! Sentences in which every noun has a colour, somewhere before it: "the fluffy blue
//! creature roamed the verdant forest". The question at each noun is which.

use loss::shuffled;
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

// ANCHOR: words
/// The colours, each with the words that name it.
pub const COLOURS: [&[&str]; 6] = [
    &["blue"],
    &["green", "verdant"],
    &["red", "crimson"],
    &["gray", "grey"],
    &["yellow"],
    &["white"],
];
/// Other adjectives, which say nothing of colour.
pub const OTHERS: [&str; 6] = ["fluffy", "old", "big", "slow", "warm", "young"];
/// What has a colour.
pub const NOUNS: [&str; 12] = [
    "creature", "forest", "cat", "bird", "horse", "house", "truck", "boat", "dog",
    "fish", "chair", "flower",
];
/// What stands between two things.
pub const VERBS: [&str; 4] = ["roamed", "saw", "found", "knows"];
// ANCHOR_END: words

// ANCHOR: sentence
/// A sentence, and the colours of its nouns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its words.
    pub words: Vec<&'static str>,
    /// The place of each noun, from 0.
    pub places: Vec<usize>,
    /// The colour of each noun: its place in [`COLOURS`].
    pub colours: Vec<usize>,
}

/// A random sentence about two or three things. For each noun there is one colour that
/// it never has in training. If the sentence `is_new`, all its nouns have that one.
pub fn sentence(is_new: bool, rng: &mut ChaCha8Rng) -> Sentence {
    let (words, places, colours) = (Vec::new(), Vec::new(), Vec::new());
    let mut sentence = Sentence { words, places, colours };
    for thing in 0..rng.random_range(2..=3) {
        if thing > 0 {
            sentence.words.push(VERBS[rng.random_range(0..VERBS.len())]);
        }
        let noun = rng.random_range(0..NOUNS.len());
        let other = rng.random_range(1..COLOURS.len());
        let from_new = if is_new { 0 } else { other };
        sentence.push_thing(noun, (noun + from_new) % COLOURS.len(), rng);
    }
    sentence
}

impl Sentence {
    /// "the"; a word for the colour and up to two other adjectives, in any order; and
    /// the noun.
    fn push_thing(&mut self, noun: usize, colour: usize, rng: &mut ChaCha8Rng) {
        let names = COLOURS[colour];
        let mut adjectives = vec![names[rng.random_range(0..names.len())]];
        for _ in 0..rng.random_range(0..=2) {
            adjectives.push(OTHERS[rng.random_range(0..OTHERS.len())]);
        }
        self.words.push("the");
        for place in shuffled(adjectives.len(), rng) {
            self.words.push(adjectives[place]);
        }
        self.places.push(self.words.len());
        self.colours.push(colour);
        self.words.push(NOUNS[noun]);
    }
}
// ANCHOR_END: sentence
