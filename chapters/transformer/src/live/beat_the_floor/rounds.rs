//! Rounds of a game: sentences that stop in the middle, and words to choose from.
//!
//! What is offered depends on the words before, never on the one that comes. A sentence
//! that goes on with none of the four is drawn again. So the chances of the four, divided
//! by their sum, are still the best that anybody can know.

use anyhow::{Context as _, Result, bail};
use ndarray::Array1;
use rand::RngExt as _;
use rand::seq::SliceRandom as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::softmax;

use super::super::moments::Toy;
use crate::baselines::NGram;
use crate::toy::{FEW, LEARNED, example, sentences};

/// Words that a round offers.
pub const OFFERED: usize = 4;
/// The longest beginning of a sentence, in signs: two lines of the picture.
const LONGEST: usize = 96;
const TRIES: usize = 20_000;
const NAMES: [&str; 4] = ["mia", "tom", "ana", "leo"];
const ALONE: [&str; 6] = ["runs", "sleeps", "sings", "run", "sleep", "sing"];
const TAKING: [&str; 6] = ["sees", "hears", "helps", "see", "hear", "help"];
/// A verb in the singular and in the plural.
const VERBS: [[&str; 2]; 6] = [
    ["runs", "run"],
    ["sleeps", "sleep"],
    ["sings", "sing"],
    ["sees", "see"],
    ["hears", "hear"],
    ["helps", "help"],
];

/// What has to be known for the next word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The name at the beginning.
    Name,
    /// The noun before a clause.
    Verb,
    /// Whether the sentence began with a name.
    End,
    /// Where in the sentence it is.
    Easy,
    /// Nothing: several words are right.
    Open,
}

/// The kinds of ten rounds. The first stands first, the others in any order.
const KINDS: [Kind; 10] = [
    Kind::Name,
    Kind::Name,
    Kind::Verb,
    Kind::Verb,
    Kind::End,
    Kind::Easy,
    Kind::Open,
    Kind::Open,
    Kind::Open,
    Kind::Open,
];

impl Kind {
    /// Where such words stand.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "at the name that comes again",
            Self::Verb => "at the verb behind a clause",
            Self::End => "at the end of a clause",
            Self::Easy => "where only one word can come",
            Self::Open => "where many words can come",
        }
    }

    /// Whether a word of this kind may follow a word.
    fn follows(self, last: &str) -> bool {
        match self {
            Self::Name => last == "says",
            Self::Verb => TAKING.contains(&last),
            Self::End => ALONE.contains(&last),
            Self::Easy => last == "," || NAMES.contains(&last),
            Self::Open => !TAKING.contains(&last),
        }
    }

    /// Whether a word of this kind comes next, by the grammar's chances, where it may.
    fn comes(self, toy: &Toy, truth: &[f64]) -> Result<bool> {
        Ok(match self {
            Self::Verb => {
                truth[toy.id("see")?] > 0.0 || truth[toy.id("sees")?] > 0.0
            }
            Self::Open => truth.iter().all(|chance| *chance < 0.8),
            Self::Name | Self::End | Self::Easy => true,
        })
    }
}

/// A round: the beginning of a sentence, four words of which one comes next, and what
/// everybody but the reader thinks of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// What has to be known.
    pub kind: Kind,
    /// The words so far.
    pub begun: Vec<usize>,
    /// The words to choose from.
    pub offered: [usize; OFFERED],
    /// Which of the four comes, counted from 0.
    pub right: usize,
    /// The chances that the bigram, the transformer and the grammar give to the four.
    pub chances: [[f64; OFFERED]; 3],
}

/// Counts of pairs, from the few sentences of the page's table.
pub fn bigram(toy: &Toy) -> NGram {
    let few = sentences(&toy.grammar, FEW, LEARNED);
    let few: Vec<_> = few.iter().map(example).collect();
    NGram::count(2, toy.grammar.words.len(), &few)
}

/// Ten rounds, others for each start.
///
/// # Errors
/// If no such sentence is found.
pub fn rounds(toy: &Toy, bigram: &NGram, start: usize) -> Result<Vec<Round>> {
    let mut rng = ChaCha8Rng::seed_from_u64(start as u64);
    let mut kinds = KINDS;
    kinds[1..].shuffle(&mut rng);
    let mut rounds: Vec<Round> = Vec::new();
    for kind in kinds {
        // No beginning twice, and no two that are open behind the same word.
        let is_new = |round: &Round| {
            let is_same = |other: &Round| {
                let is_open = round.kind == Kind::Open && other.kind == Kind::Open;
                round.begun == other.begun
                    || is_open && round.begun.last() == other.begun.last()
            };
            !rounds.iter().any(is_same)
        };
        let round = (0..TRIES).find_map(|_| {
            let round = draw(toy, bigram, kind, &mut rng).transpose()?;
            round.as_ref().map_or(true, is_new).then_some(round)
        });
        rounds.push(round.with_context(|| format!("no sentence for {kind:?}"))??);
    }
    Ok(rounds)
}

/// A sentence up to a word of a kind, if it has one and goes on with a word that is offered.
fn draw(
    toy: &Toy,
    bigram: &NGram,
    kind: Kind,
    rng: &mut ChaCha8Rng,
) -> Result<Option<Round>> {
    // Which place and which verb is chosen before anything is known of the sentence.
    let (mut skipped, verb) =
        (rng.random_range(0..3_u32), rng.random_range(0..6_u32));
    if !matches!(kind, Kind::Easy | Kind::Open) {
        skipped = 0;
    }
    let sentence = toy.grammar.sentence(rng).ids;
    for place in 1..sentence.len() {
        let (begun, next) = (&sentence[..place], sentence[place]);
        let last = toy.text(&begun[place - 1..]);
        if !kind.follows(&last) || toy.text(begun).len() > LONGEST {
            continue;
        }
        let truth = toy.grammar.chances(begun); // (vocabulary)
        if !kind.comes(toy, &truth)? {
            continue;
        }
        if skipped > 0 {
            skipped -= 1;
            continue;
        }
        let counted = bigram.chances(begun); // (vocabulary)
        let offered = offer(toy, kind, verb as usize, &truth, &counted)?;
        let Some(right) = offered.iter().position(|&word| word == next) else {
            return Ok(None);
        };
        let transformer = expected(toy, begun, offered)?;
        let chances =
            [among(offered, &counted), transformer, among(offered, &truth)];
        let begun = begun.to_vec();
        return Ok(Some(Round { kind, begun, offered, right, chances }));
    }
    Ok(None)
}

/// What the trained transformer expects among four words.
fn expected(
    toy: &Toy,
    begun: &[usize],
    offered: [usize; OFFERED],
) -> Result<[f64; OFFERED]> {
    let ids = [&[toy.stop], begun].concat();
    let logits = toy.trained()?.logits(&ids)?; // (tokens, vocabulary)
    let logits = logits.row(ids.len() - 1);
    let four = Array1::from_iter(offered.map(|word| logits[word])); // (offered)
    let four = softmax(four.view())?; // (offered)
    Ok(std::array::from_fn(|word| four[word]))
}

/// The chances of four words among all, divided by their sum.
fn among(offered: [usize; OFFERED], chances: &[f64]) -> [f64; OFFERED] {
    let sum: f64 = offered.iter().map(|&word| chances[word]).sum();
    offered.map(|word| chances[word] / sum)
}

/// Four words: those between which the kind decides, and then what the grammar, and behind
/// a clause or at its end the bigram, finds likeliest.
fn offer(
    toy: &Toy,
    kind: Kind,
    verb: usize,
    truth: &[f64],
    counted: &[f64],
) -> Result<[usize; OFFERED]> {
    let first: &[&str] = match kind {
        Kind::Name => &NAMES,
        Kind::Verb => VERBS.get(verb).context("one of six verbs")?,
        Kind::End => &[".", ","],
        Kind::Easy | Kind::Open => &[],
    };
    let mut offered =
        first.iter().map(|word| toy.id(word)).collect::<Result<Vec<_>>>()?;
    let verbs = VERBS.concat();
    let verbs =
        verbs.iter().map(|word| toy.id(word)).collect::<Result<Vec<_>>>()?;
    let is_first_counted = matches!(kind, Kind::Verb | Kind::End);
    let rank = |word: usize| {
        let truth = if is_first_counted { 0.0 } else { truth[word] };
        (truth, counted[word])
    };
    let mut rest: Vec<usize> = (0..truth.len())
        .filter(|word| !offered.contains(word))
        .filter(|word| kind != Kind::Verb || !verbs.contains(word))
        .collect();
    // The likeliest first; a stable order keeps that of the words among equals.
    rest.sort_by(|&a, &b| {
        rank(b).partial_cmp(&rank(a)).unwrap_or(std::cmp::Ordering::Equal)
    });
    offered.extend(rest);
    offered.truncate(OFFERED);
    offered.sort_unstable();
    let Ok(offered) = offered.try_into() else {
        bail!("the language has no four words")
    };
    Ok(offered)
}
