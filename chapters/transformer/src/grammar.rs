//! A toy language whose every sentence has a known probability, so that the best
//! possible loss is known too.

use std::collections::BTreeMap;

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

use crate::TransformerError;

// ANCHOR: grammar-text
/// The grammar of the toy language: a line for each rule, alternatives with their
/// weights. Rules are in capitals, everything else is a word. What ends in 1 is
/// singular, in 2 plural.
pub const GRAMMAR: &str = "\
S = 2 CLAUSE . | 1 NAMED
NAMED = 1 mia : CLAUSE , says mia . | 1 tom : CLAUSE , says tom . | \
1 ana : CLAUSE , says ana . | 1 leo : CLAUSE , says leo .
CLAUSE = 1 SUBJECT1 DOES1 | 1 SUBJECT2 DOES2
SUBJECT1 = 3 THING1 | 1 THING1 that INNER
SUBJECT2 = 3 THING2 | 1 THING2 that INNER
INNER = 3 THING1 TO1 | 3 THING2 TO2 | 1 THING1 that INMOST TO1 | 1 THING2 that INMOST TO2
INMOST = 1 THING1 TO1 | 1 THING2 TO2
DOES1 = 1 ALONE1 | 1 TO1 OBJECT
DOES2 = 1 ALONE2 | 1 TO2 OBJECT
OBJECT = 1 THING1 | 1 THING2
THING1 = 2 DET1 NOUN1 | 1 DET1 KIND NOUN1
THING2 = 2 DET2 NOUN2 | 1 DET2 KIND NOUN2
DET1 = 2 the | 1 a
DET2 = 2 the | 1 some
KIND = 3 old | 2 young | 1 big
NOUN1 = 4 cat | 3 dog | 2 bird | 1 fox
NOUN2 = 4 cats | 3 dogs | 2 birds | 1 foxes
ALONE1 = 2 runs | 1 sleeps | 1 sings
ALONE2 = 2 run | 1 sleep | 1 sing
TO1 = 2 sees | 1 hears | 1 helps
TO2 = 2 see | 1 hear | 1 help";
// ANCHOR_END: grammar-text

// ANCHOR: grammar
/// What stands in an alternative: a word or a rule, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Word(usize),
    Rule(usize),
}

/// A probabilistic grammar in which no rule leads back to itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Grammar {
    /// The words, in the order of their ids.
    pub words: Vec<String>,
    /// Of each rule its alternatives, with their probabilities. The first is where a
    /// sentence starts.
    rules: Vec<Vec<(f64, Vec<Part>)>>,
}

/// A sentence, and how surprising it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// The ids of its words. The last is the full stop.
    pub ids: Vec<usize>,
    /// −ln of its probability.
    pub nats: f64,
}
// ANCHOR_END: grammar

impl Grammar {
    // ANCHOR: grammar-parse
    /// A grammar from its text.
    ///
    /// # Errors
    /// If a line is no rule, or a rule is missing or leads back to itself.
    pub fn parse(text: &str) -> Result<Grammar, TransformerError> {
        let wrong = |line: usize, wanted: &str| TransformerError::Grammar {
            line: line + 1,
            wanted: wanted.to_owned(),
        };
        let mut numbers = BTreeMap::new();
        let mut bodies = Vec::new();
        for (line, rule) in text.lines().enumerate() {
            let (name, body) = rule.split_once(" = ").ok_or_else(|| {
                wrong(line, "a rule, as NAME = 1 WORDS | 2 WORDS")
            })?;
            if numbers.insert(name, line).is_some() {
                return Err(wrong(line, "a rule that is not there yet"));
            }
            bodies.push(body);
        }
        let (mut words, mut rules) = (Vec::<String>::new(), Vec::new());
        for (line, body) in bodies.into_iter().enumerate() {
            let mut alternatives = Vec::new();
            for alternative in body.split(" | ") {
                let mut parts = alternative.split_whitespace();
                let weight: Option<f64> = parts.next().and_then(|w| w.parse().ok());
                let weight = weight
                    .filter(|weight| *weight > 0.0 && weight.is_finite())
                    .ok_or_else(|| wrong(line, "a weight above 0 first"))?;
                let mut body = Vec::new();
                for part in parts {
                    body.push(if let Some(&rule) = numbers.get(part) {
                        if rule <= line {
                            return Err(wrong(
                                line,
                                "rules from further down only",
                            ));
                        }
                        Part::Rule(rule)
                    } else if part.starts_with(char::is_uppercase) {
                        return Err(wrong(
                            line,
                            &format!("a rule {part} further down"),
                        ));
                    } else if let Some(id) = words.iter().position(|w| w == part) {
                        Part::Word(id)
                    } else {
                        words.push(part.to_owned());
                        Part::Word(words.len() - 1)
                    });
                }
                alternatives.push((weight, body));
            }
            let sum: f64 = alternatives.iter().map(|(weight, _)| weight).sum();
            alternatives.iter_mut().for_each(|(weight, _)| *weight /= sum);
            rules.push(alternatives);
        }
        if rules.is_empty() {
            return Err(wrong(0, "at least one rule"));
        }
        Ok(Grammar { words, rules })
    }
    // ANCHOR_END: grammar-parse

    // ANCHOR: grammar-sample
    /// A random sentence.
    pub fn sentence(&self, rng: &mut ChaCha8Rng) -> Sentence {
        let mut sentence = Sentence { ids: Vec::new(), nats: 0.0 };
        self.expand(0, rng, &mut sentence);
        sentence
    }

    fn expand(&self, rule: usize, rng: &mut ChaCha8Rng, sentence: &mut Sentence) {
        let alternatives = &self.rules[rule];
        let mut left = rng.random::<f64>();
        let mut chosen = &alternatives[0];
        for alternative in alternatives {
            chosen = alternative;
            if left < alternative.0 {
                break;
            }
            left -= alternative.0;
        }
        sentence.nats -= libm::log(chosen.0);
        for part in &chosen.1 {
            match *part {
                Part::Word(id) => sentence.ids.push(id),
                Part::Rule(rule) => self.expand(rule, rng, sentence),
            }
        }
    }
    // ANCHOR_END: grammar-sample

    // ANCHOR: grammar-recognise
    /// Whether these words make a sentence of the language.
    pub fn is_sentence(&self, ids: &[usize]) -> bool {
        self.ends_of_sentences(ids).0.contains(&ids.len())
    }

    /// How many of the first words can be the beginning of a sentence.
    pub fn beginning(&self, ids: &[usize]) -> usize {
        self.ends_of_sentences(ids).1
    }

    /// Where a sentence can end that begins with the first word, and how many words a
    /// sentence can begin with.
    fn ends_of_sentences(&self, ids: &[usize]) -> (Vec<usize>, usize) {
        let mut farthest = 0;
        if self.rules.is_empty() {
            return (Vec::new(), farthest);
        }
        (self.ends(0, ids, 0, &mut farthest), farthest)
    }

    /// Where a rule can end that begins at `from`; `farthest` is raised to the end of the
    /// last word that fits on any way there.
    fn ends(
        &self,
        rule: usize,
        ids: &[usize],
        from: usize,
        farthest: &mut usize,
    ) -> Vec<usize> {
        let mut ends = Vec::new();
        for (_, body) in &self.rules[rule] {
            let mut places = vec![from];
            for part in body {
                places = places
                    .into_iter()
                    .flat_map(|place| match *part {
                        Part::Rule(rule) => self.ends(rule, ids, place, farthest),
                        Part::Word(id) if ids.get(place) == Some(&id) => {
                            *farthest = (*farthest).max(place + 1);
                            vec![place + 1]
                        }
                        Part::Word(_) => Vec::new(),
                    })
                    .collect();
            }
            ends.extend(places);
        }
        ends.sort_unstable();
        ends.dedup();
        ends
    }
    // ANCHOR_END: grammar-recognise

    // ANCHOR: grammar-chances
    /// The chance of each word to come next in a sentence that begins with these words,
    /// (vocabulary): all zero if none goes on so.
    pub fn chances(&self, ids: &[usize]) -> Vec<f64> {
        let mut chances = vec![0.0; self.words.len()]; // (vocabulary)
        if !self.rules.is_empty() {
            self.follow(0, ids, (0, 1.0), &mut chances);
        }
        let sum: f64 = chances.iter().sum();
        if sum > 0.0 {
            chances.iter_mut().for_each(|chance| *chance /= sum);
        }
        chances
    }

    /// Where a rule can end that begins at a place, with the probability of all choices on
    /// the way there. A way that goes on behind the last word adds its own to `next`.
    fn follow(
        &self,
        rule: usize,
        ids: &[usize],
        (from, before): (usize, f64),
        next: &mut [f64],
    ) -> Vec<(usize, f64)> {
        let mut ends = Vec::new();
        for (p, body) in &self.rules[rule] {
            let mut ways = vec![(from, before * p)];
            for part in body {
                let mut further = Vec::new();
                for (place, chance) in ways {
                    match *part {
                        Part::Rule(rule) => further.extend(self.follow(
                            rule,
                            ids,
                            (place, chance),
                            next,
                        )),
                        Part::Word(id) => match ids.get(place) {
                            None => next[id] += chance,
                            Some(found) if *found == id => {
                                further.push((place + 1, chance));
                            }
                            Some(_) => {}
                        },
                    }
                }
                ways = further;
            }
            ends.extend(ways);
        }
        ends
    }
    // ANCHOR_END: grammar-chances

    // ANCHOR: grammar-entropy
    /// The entropy of a sentence in nats, and its mean length, both exact. A rule's
    /// entropy is that of its choice, and then that of all rules which follow from it.
    /// No two ways lead to the same sentence, so nothing is counted twice.
    pub fn entropy_and_length(&self) -> (f64, f64) {
        let mut of_rules = vec![(0.0, 0.0); self.rules.len()];
        // Rules lead further down only: the last one first.
        for (rule, alternatives) in self.rules.iter().enumerate().rev() {
            let (mut entropy, mut length) = (0.0, 0.0);
            for (p, body) in alternatives {
                // ANCHOR: grammar-entropy-idea
                entropy -= p * libm::log(*p);
                for part in body {
                    let (nats, tokens) = match *part {
                        Part::Word(_) => (0.0, 1.0),
                        Part::Rule(rule) => of_rules[rule],
                    };
                    entropy += p * nats;
                    length += p * tokens;
                    // ANCHOR_END: grammar-entropy-idea
                }
            }
            of_rules[rule] = (entropy, length);
        }
        of_rules[0]
    }
    // ANCHOR_END: grammar-entropy
}
