//! Readers that learn where to look, with the root and without it.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use embeddings::{WordVectors, tokenize};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::faults::{undivided, without_root};
use crate::live::WatchItLearn;
use crate::nouns::{self, COLOURS};
use crate::reader::{ColourReader, Example, standardised};
use crate::training::{
    BLUE_CREATURE, D_K, SEEDS, SENTENCES, TRAINING, Training, data, example, right,
    untrained,
};
use crate::{figures, with_positions};

/// Two phrases that end in the same word.
pub(super) const CREATURES: [&str; 2] =
    ["the fluffy blue creature", "the old red creature"];

/// The kinds of readers that are compared.
const READERS: [&str; 4] =
    ["before training", "after training", "takes in nothing", "looks at all alike"];
/// Where the root is tried: widths, and how many of the sentences are seen once.
const WIDTHS: [usize; 3] = [4, 16, 64];
const FEW: usize = 300;

/// What a reader is kept from.
#[derive(Clone, Copy)]
enum Kept {
    /// W_V is zero: it takes in nothing.
    FromTakingIn,
    /// W_Q is zero: it takes in the mean of all that it sees.
    FromChoosing,
}

/// A reader one of whose matrices is kept at zero.
fn kept(training: &[Example], from: Kept, seed: u64) -> Result<ColourReader> {
    let (epochs, batch_size, learning_rate) = TRAINING;
    let (mut reader, mut rng) = untrained(D_K, seed)?;
    let keep = |reader: &mut ColourReader| match from {
        Kept::FromTakingIn => reader.head.w_v.fill(0.0),
        Kept::FromChoosing => reader.head.w_q.fill(0.0),
    };
    for _ in 0..epochs {
        for places in loss::shuffled(training.len(), &mut rng).chunks(batch_size) {
            keep(&mut reader);
            let batch: Vec<_> = places.iter().map(|&at| &training[at]).collect();
            reader.step(&batch, learning_rate)?;
        }
    }
    keep(&mut reader);
    Ok(reader)
}

/// A reader before its training, and after it.
fn trained(
    examples: &[Example],
    seed: u64,
) -> Result<(ColourReader, ColourReader)> {
    let mut training = Training::new(seed)?;
    let before = training.reader.clone();
    training.go_on(examples, Training::MOST)?;
    Ok((before, training.reader))
}

/// Whether readers find the colour of each noun.
pub(super) fn colours(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    page.output("sentences", |out| {
        for _ in 0..3 {
            let sentence = nouns::sentence(false, &mut rng);
            writeln!(
                out,
                "{}",
                super::lines::wrapped(&sentence.words.join(" "), 0)
            )?;
            for (place, colour) in sentence.places.iter().zip(&sentence.colours) {
                writeln!(
                    out,
                    "    {}: {}",
                    sentence.words[*place], COLOURS[*colour][0]
                )?;
            }
        }
        Ok(())
    })?;
    let (training, new) = data(vectors)?;
    let (epochs, batch, rate) = TRAINING;
    page.number("training", SENTENCES.0 as f64, Format::Count)?;
    page.number("epochs", epochs as f64, Format::Count)?;
    page.number("batch", batch as f64, Format::Count)?;
    page.number("rate", rate, Format::Decimals(1))?;
    page.number("query", D_K as f64, Format::Count)?;
    page.number("new", SENTENCES.1 as f64, Format::Count)?;
    let (mut shown, mut shares) = (None, Vec::new());
    page.output("colours", |out| {
        let sentences = Format::Count.text(SENTENCES.0 as f64)?;
        writeln!(out, "one head, d_k = {D_K}; {sentences} sentences,")?;
        writeln!(out, "{epochs} times, batches of {batch}, learning rate {rate};")?;
        writeln!(out, "right in %")?;
        write!(out, "{:10}", "seed")?;
        for seed in SEEDS {
            write!(out, "{seed:6}")?;
            let (before, after) = trained(&training, seed)?;
            let blind = kept(&training, Kept::FromTakingIn, seed)?;
            let alike = kept(&training, Kept::FromChoosing, seed)?;
            let mut row = Vec::new();
            for reader in [&before, &after, &blind, &alike] {
                for examples in [&training, &new] {
                    row.push(right(reader, examples)?);
                }
            }
            shares.push(row);
            shown.get_or_insert((before, after));
        }
        writeln!(out)?;
        for (reader, name) in READERS.into_iter().enumerate() {
            writeln!(out, "{name}")?;
            for (sentences, kind) in ["seen", "new"].into_iter().enumerate() {
                write!(out, "    {kind:6}")?;
                for row in &shares {
                    write!(out, "{:6.1}", 100.0 * row[2 * reader + sentences])?;
                }
                writeln!(out)?;
            }
        }
        Ok(())
    })?;
    let kind = |(reader, name)| {
        let pair = |row: &Vec<f64>| [row[2 * reader], row[2 * reader + 1]];
        (name, shares.iter().map(pair).collect())
    };
    let kinds: Vec<_> = READERS.into_iter().enumerate().map(kind).collect();
    let drawn = figures::colours(&kinds, 1.0 / COLOURS.len() as f64);
    page.figure("colours", drawn)?;
    let column = |at: usize| shares.iter().map(move |row| row[at]);
    let (least, most) =
        (|at| column(at).fold(1.0, f64::min), |at| column(at).fold(0.0, f64::max));
    page.number("untrained-least", least(1).min(least(0)), Format::Percent(0))?;
    page.number("untrained-most", most(1).max(most(0)), Format::Percent(0))?;
    page.number("colours-least", least(3), Format::Percent(1))?;
    page.number("chance", 1.0 / COLOURS.len() as f64, Format::Percent(1))?;
    page.number("blind-least", least(4), Format::Percent(0))?;
    page.number("blind-most", most(4), Format::Percent(0))?;
    page.number("blind-new", most(5), Format::Percent(0))?;
    page.number("alike-least", least(7), Format::Percent(0))?;
    page.number("alike-most", most(7), Format::Percent(0))?;
    let (before, after) = shown.context("at least one seed")?;
    blue_creature(page, vectors, &before, &after)?;
    page.live(&mut WatchItLearn::default())
}

/// Where a reader looks in a sentence that it has not met.
fn blue_creature(
    page: &mut Record,
    vectors: &WordVectors,
    before: &ColourReader,
    after: &ColourReader,
) -> Result<()> {
    let words = tokenize(BLUE_CREATURE);
    let embedding = standardised(vectors.embedding())?;
    let asked = (vec![3, 7], vec![0, 1]);
    let example = example(vectors, &embedding, &words, asked)?;
    let (first, last) = (before.forward(&example)?.0, after.forward(&example)?.0);
    let answers = after.answers(&example)?;
    page.output("creature", |out| {
        writeln!(out, "the reader of seed {}", SEEDS[0])?;
        writeln!(out, "{}", super::lines::wrapped(&words.join(" "), 0))?;
        for (place, answer) in example.places.iter().zip(&answers) {
            writeln!(out, "    {}: {}", words[*place], COLOURS[*answer][0])?;
        }
        Ok(())
    })?;
    page.number("creature-blue", last.weights[[3, 2]], Format::Decimals(2))?;
    page.number(
        "creature-blue-before",
        first.weights[[3, 2]],
        Format::Decimals(2),
    )?;
    page.number("forest-verdant", last.weights[[7, 6]], Format::Decimals(2))?;
    let mut phrases = Vec::new();
    for text in CREATURES {
        let words = tokenize(text);
        let rows = embedding.look_up(&vectors.vocabulary().encode(&words)?)?;
        let (tokens, places) = (with_positions(&rows)?, vec![3]); // (4, 50)
        let example = Example { tokens, places, answers: vec![0] };
        let weights = after.forward(&example)?.0.weights; // (4, 4)
        phrases.push((words, weights.row(3).to_vec()));
    }
    page.number("creature-red", phrases[1].1[2], Format::Decimals(2))?;
    page.figure("creatures", figures::creatures(&phrases))
}

/// A reader after one pass over a few sentences, with the root or without it. Without,
/// what comes back computes undivided scores too.
fn hurried(
    training: &[Example],
    (mut reader, mut rng): (ColourReader, ChaCha8Rng),
    is_divided: bool,
) -> Result<ColourReader> {
    let (_, batch_size, learning_rate) = TRAINING;
    if is_divided {
        reader.epoch(training, batch_size, learning_rate, &mut rng)?;
        return Ok(reader);
    }
    for places in loss::shuffled(training.len(), &mut rng).chunks(batch_size) {
        let rate = learning_rate / places.len() as f64;
        let mut gradients = Vec::new();
        for &place in places {
            gradients.push(without_root(&reader, &training[place])?);
        }
        for (_, d_head, d_unembedding) in &gradients {
            reader.head.step(d_head, rate)?;
            reader.unembedding.scaled_add(-rate, d_unembedding); // (50, 6)
        }
    }
    Ok(undivided(&reader))
}

/// How many of the five readers end elsewhere if their queries begin a billionth longer.
fn changed(training: &[Example], d_k: usize, is_divided: bool) -> Result<usize> {
    let mut changed = 0;
    for seed in SEEDS {
        let mut shares = Vec::new();
        for by in [1.0, 1.0 + 1e-9] {
            let mut start = untrained(d_k, seed)?;
            start.0.head.w_q *= by; // (50, d_k)
            shares.push(right(&hurried(training, start, is_divided)?, training)?);
        }
        changed += usize::from(shares[0] != shares[1]);
    }
    Ok(changed)
}

/// What five readers know of their training after one pass, with the root and without.
/// Without it the last digit of a number decides on the next step, so that processors
/// differ: those are counted only.
pub(super) fn root(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let (training, _) = data(vectors)?;
    let training = &training[..FEW];
    let (_, batch, rate) = TRAINING;
    page.number("hurried", FEW as f64, Format::Count)?;
    page.output("undivided", |out| {
        writeln!(out, "one head; the first {FEW} sentences above,")?;
        writeln!(out, "once, batches of {batch}, learning rate {rate};")?;
        writeln!(out, "right in % on these; at the right, how")?;
        writeln!(out, "many of the same five are below the half")?;
        writeln!(out, " d_k  with the root, seeds   with  without")?;
        writeln!(out, "        1   2   3   4   5")?;
        for d_k in WIDTHS {
            let (mut cells, mut below) = (String::new(), [0, 0]);
            for seed in SEEDS {
                for (place, is_divided) in [true, false].into_iter().enumerate() {
                    let start = untrained(d_k, seed)?;
                    let reader = hurried(training, start, is_divided)?;
                    let share = right(&reader, training)?;
                    below[place] += usize::from(share < 0.5);
                    if is_divided {
                        write!(cells, "{:4.0}", 100.0 * share)?;
                    }
                }
            }
            writeln!(out, "{d_k:4} {cells}{:7}{:9}", below[0], below[1])?;
        }
        let d_k = WIDTHS[2];
        writeln!(out, "\nd_k = {d_k}, W_Q a billionth larger at first:")?;
        writeln!(out, "how many of the five shares change")?;
        for (name, is_divided) in [("with the root", true), ("without it", false)] {
            let changed = changed(training, d_k, is_divided)?;
            writeln!(
                out,
                "    {name:15}{}",
                ["none", "few", "few"].get(changed).unwrap_or(&"most")
            )?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use embeddings::glove::book_vectors;
    use neurons::least_lead;

    use super::*;

    /// Without the root, the gradients are those of scores that are not divided.
    #[test]
    fn without_the_root_gradients_are_the_measured_ones() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let reader =
            ColourReader::random(5, 3, 3, &mut rng).expect("sizes above 0");
        let tokens = crate::tokens::normal(4, 5, 2); // (4, 5)
        let (places, answers) = (vec![3, 1], vec![2, 0]);
        let example = Example { tokens, places, answers };
        let cost = |reader: &ColourReader| {
            undivided(reader).cost_and_gradients(&example).expect("it fits").0
        };
        // Scores of undivided queries are q · k, and nothing less.
        let pass = undivided(&reader).forward(&example).expect("it fits").0;
        let (q, k) = (
            example.tokens.dot(&reader.head.w_q),
            example.tokens.dot(&reader.head.w_k),
        ); // (4, 3), twice
        let found = crate::scores(&pass.queries, &pass.keys).expect("they fit");
        assert!(crate::farthest(&found, &q.dot(&k.t())) < 1e-12);
        let (_, d, d_u) = without_root(&reader, &example).expect("it fits");
        type Pick = fn(&mut ColourReader) -> &mut ndarray::Array2<f64>;
        let pairs: [(_, Pick); 4] = [
            (&d.d_w_q, |r| &mut r.head.w_q),
            (&d.d_w_k, |r| &mut r.head.w_k),
            (&d.d_w_v, |r| &mut r.head.w_v),
            (&d_u, |r| &mut r.unembedding),
        ];
        for (gradient, pick) in pairs {
            for (at, slope) in gradient.indexed_iter() {
                let nudged = |by: f64| {
                    let mut reader = reader.clone();
                    pick(&mut reader)[at] += by;
                    cost(&reader)
                };
                let measured = (nudged(1e-5) - nudged(-1e-5)) / 2e-5;
                assert!((slope - measured).abs() < 1e-7, "{slope} {measured}");
            }
        }
    }

    /// What is printed of readers with a root may not hang on a last bit.
    #[test]
    fn hurried_answers_lead_by_more_than_rounding() {
        let vectors = book_vectors().expect("the book's own vectors");
        let (training, _) = data(&vectors).expect("words that are there");
        let training = &training[..FEW];
        for (d_k, seed) in
            WIDTHS.iter().flat_map(|d_k| SEEDS.map(|seed| (*d_k, seed)))
        {
            let start = untrained(d_k, seed).expect("sizes above 0");
            let reader = hurried(training, start, true).expect("they fit");
            for example in training {
                let (_, asked) = reader.forward(example).expect("it fits");
                let lead = least_lead(&asked.dot(&reader.unembedding));
                assert!(lead > 1e-7, "{d_k}, {seed}: a lead of {lead:e}");
            }
        }
    }

    /// Without a root last bits do decide, so those readers are counted only: all of them
    /// are far from the half, and stay on their side if they begin a little elsewhere.
    #[test]
    fn readers_without_a_root_are_far_from_the_half() {
        let vectors = book_vectors().expect("the book's own vectors");
        let (training, _) = data(&vectors).expect("words that are there");
        let training = &training[..FEW];
        for (d_k, seed) in
            WIDTHS.iter().flat_map(|d_k| SEEDS.map(|seed| (*d_k, seed)))
        {
            let shares = [0.0, 1e-11, 1e-9].map(|by| {
                let mut start = untrained(d_k, seed).expect("sizes above 0");
                start.0.head.w_q *= 1.0 + by;
                let reader = hurried(training, start, false).expect("they fit");
                right(&reader, training).expect("they fit")
            });
            let is_below = |share: &f64| *share < 0.43;
            let is_above = |share: &f64| *share > 0.54;
            assert!(
                shares.iter().all(is_below) || shares.iter().all(is_above),
                "{d_k}, {seed}: {shares:.2?}"
            );
        }
    }

    /// Shares are printed, so no answer may hang on a last bit.
    #[test]
    fn answers_lead_by_more_than_rounding() {
        let vectors = book_vectors().expect("the book's own vectors");
        let (training, new) = data(&vectors).expect("words that are there");
        for seed in SEEDS {
            let (before, after) =
                trained(&training, seed).expect("examples that fit");
            let alike = kept(&training, Kept::FromChoosing, seed)
                .expect("examples that fit");
            let (pass, _) = alike.forward(&new[0]).expect("it fits");
            for ((query, key), &weight) in pass.weights.indexed_iter() {
                let share =
                    if key <= query { 1.0 / (query + 1) as f64 } else { 0.0 };
                assert!((weight - share).abs() < 1e-12, "{query} {key} {weight}");
            }
            for reader in [before, after, alike] {
                for example in training.iter().chain(&new) {
                    let (_, asked) = reader.forward(example).expect("it fits");
                    let lead = least_lead(&asked.dot(&reader.unembedding));
                    assert!(lead > 1e-7, "seed {seed}: a lead of {lead:e}");
                }
            }
        }
    }
}
