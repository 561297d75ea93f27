//! The page's training, watched: what a reader of colours can do after each batch.

use anyhow::{Result, ensure};
use embeddings::live::packed_vectors;
use embeddings::{Embedding, tokenize};

use crate::nouns::{COLOURS, NOUNS};
use crate::reader::{Example, standardised};
use crate::training::{BLUE_CREATURE, SEEDS, Training, data, example, right};

/// Every batch is watched up to here; from here on, each at most a twelfth later.
const CLOSELY: usize = 30;
/// Words of a sentence at the most, and nouns.
const WORDS: usize = 12;
const ASKED: usize = 3;

/// What the reader can do after some batches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    pub(crate) batches: usize,
    /// The weight that "creature" gives to "blue", in the page's sentence.
    pub(crate) look: f64,
    /// The share of right answers on new sentences.
    pub(crate) right: f64,
}

/// A training with its history.
#[derive(Debug)]
pub(crate) struct Run {
    embedding: Embedding,
    lessons: Vec<Example>,
    new: Vec<Example>,
    /// The page's sentence.
    creature: Question,
    pub(crate) training: Training,
    watched: Vec<Moment>,
    /// The last moment, also where nothing is watched: another sentence needs no other.
    now: Option<Moment>,
}

impl Run {
    /// Before the first batch.
    pub(crate) fn new() -> Result<Run> {
        let vectors = packed_vectors()?;
        let embedding = standardised(vectors.embedding())?;
        let (lessons, new) = data(vectors)?;
        let creature = Question::of(BLUE_CREATURE, &embedding)?;
        let training = Training::new(SEEDS[0])?;
        let (watched, now) = (Vec::new(), None);
        Ok(Run { embedding, lessons, new, creature, training, watched, now })
    }

    /// Goes to the end of so many batches, from the start if they were more. What was
    /// watched until then, and that moment.
    pub(crate) fn go_to(&mut self, batches: usize) -> Result<Vec<Moment>> {
        if batches < self.training.batches {
            self.training = Training::new(SEEDS[0])?;
            self.watched.clear();
        }
        let next = |moment: &Moment| after(moment.batches);
        let mut watch = self.watched.last().map_or(0, next);
        while watch <= batches {
            self.training.go_on(&self.lessons, watch)?;
            let moment = self.moment()?;
            self.watched.push(moment);
            watch = after(watch);
        }
        self.training.go_on(&self.lessons, batches)?;
        let mut history = self.watched.clone();
        if history.last().is_none_or(|moment| moment.batches < batches) {
            let kept = self.now.filter(|moment| moment.batches == batches);
            let now = kept.map_or_else(|| self.moment(), Ok)?;
            self.now = Some(now);
            history.push(now);
        }
        Ok(history)
    }

    fn moment(&self) -> Result<Moment> {
        let reader = &self.training.reader;
        let seen = self.seen(&self.creature)?;
        let look = seen.first().map_or(0.0, Seen::look);
        let right = right(reader, &self.new)?;
        Ok(Moment { batches: self.training.batches, look, right })
    }

    /// A sentence, as the reader can be asked about it.
    pub(crate) fn question(&self, text: &str) -> Result<Question> {
        Question::of(text, &self.embedding)
    }

    /// Where each noun looks, and which colour the reader says that it has.
    pub(crate) fn seen(&self, question: &Question) -> Result<Vec<Seen>> {
        let reader = &self.training.reader;
        let weights = reader.forward(&question.example)?.0.weights; // (tokens, tokens)
        let answers = reader.answers(&question.example)?;
        let nouns = question.nouns.iter().zip(answers);
        let seen = nouns.map(|(&noun, answer)| {
            let row = weights.row(noun.place).to_vec();
            Seen { noun, weights: row, answer }
        });
        Ok(seen.collect())
    }
}

/// The next moment that is watched.
fn after(batches: usize) -> usize {
    if batches < CLOSELY { batches + 1 } else { batches + batches / 12 }
}

/// A noun of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Noun {
    pub(crate) place: usize,
    /// The place of the word that names its colour, and which colour that is, if there is
    /// one such word between it and the noun before.
    pub(crate) colour: Option<(usize, usize)>,
}

/// What the reader says of a noun.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    pub(crate) noun: Noun,
    /// Its row: how much it gives to each word.
    pub(crate) weights: Vec<f64>,
    /// Which colour.
    pub(crate) answer: usize,
}

impl Seen {
    /// How much it gives to the word that names its colour.
    pub(crate) fn look(&self) -> f64 {
        let at = self.noun.colour.and_then(|(at, _)| self.weights.get(at));
        at.copied().unwrap_or_default()
    }

    /// Whether the answer is right; nothing if the sentence names no colour.
    pub(crate) fn is_right(&self) -> Option<bool> {
        self.noun.colour.map(|(_, colour)| colour == self.answer)
    }

    /// The answer as a word.
    pub(crate) fn says(&self) -> &'static str {
        COLOURS[self.answer][0]
    }
}

/// A sentence with its nouns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    pub(crate) words: Vec<String>,
    pub(crate) nouns: Vec<Noun>,
    example: Example,
}

impl Question {
    fn of(text: &str, embedding: &Embedding) -> Result<Question> {
        let mut words = tokenize(text);
        // The vectors know no full stop.
        words.retain(|word| word.chars().any(char::is_alphanumeric));
        let found = words.len();
        ensure!(
            found <= WORDS,
            "a sentence of {found} words: give at most {WORDS}, as in “{BLUE_CREATURE}”"
        );
        let vectors = packed_vectors()?;
        for word in &words {
            vectors.vocabulary().find(word)?;
        }
        let nouns = nouns(&words);
        ensure!(
            !nouns.is_empty(),
            "no noun that it can be asked about: give one of {}, and before it one of \
            {}, as in “{BLUE_CREATURE}”",
            NOUNS.join(", "),
            COLOURS.concat().join(", ")
        );
        let found = nouns.len();
        ensure!(
            found <= ASKED,
            "{found} nouns: give at most {ASKED}, as in “{BLUE_CREATURE}”"
        );
        let places = nouns.iter().map(|noun| noun.place).collect();
        // Asked, not trained on: a reader gives its answers without the right ones.
        let asked = (places, Vec::new());
        let example = example(vectors, embedding, &words, asked)?;
        Ok(Question { words, nouns, example })
    }

    /// A word in quotation marks.
    pub(crate) fn quoted(&self, place: usize) -> String {
        let word = self.words.get(place).map_or("", String::as_str);
        format!("“{word}”")
    }
}

fn nouns(words: &[String]) -> Vec<Noun> {
    let (mut nouns, mut start) = (Vec::new(), 0);
    for (place, word) in words.iter().enumerate() {
        if !NOUNS.contains(&word.as_str()) {
            continue;
        }
        let named = (start..place).filter_map(|at| {
            let word = words[at].as_str();
            let colour = COLOURS.iter().position(|names| names.contains(&word));
            colour.map(|colour| (at, colour))
        });
        let named: Vec<_> = named.collect();
        let colour = if let [one] = named[..] { Some(one) } else { None };
        nouns.push(Noun { place, colour });
        start = place + 1;
    }
    nouns
}
