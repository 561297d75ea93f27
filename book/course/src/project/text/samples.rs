//! What a model writes, and how much of that it has by heart.

use std::collections::HashMap;

use crate::project::fault::{Checked, open, wrong};
use crate::project::folder::Folder;
use crate::project::form::Form;
use crate::project::text::corpus::{Corpus, Parts};
use crate::project::text::counted::Counted;

/// The file that the program writes.
const FILE: &str = "samples.txt";
/// Fewer characters say too little.
const FEWEST: usize = 1000;

/// The fifth milestone: the longest run that the samples have from the text.
pub fn check(
    folder: &Folder,
    corpus: &Corpus,
    parts: &Parts,
    counted: &Counted,
    report: &Form,
) -> Checked<(usize, String)> {
    let holds = "your model writes it, a thousand characters or more";
    let text = folder.read(FILE, holds)?;
    let places = places(&text, corpus)?;
    let longest = longest_run(&places, &parts.training);
    if 2 * longest > places.len() {
        wrong!(
            "{FILE}: half of it or more stands in training.txt as one piece. That is the text, \
             and no sample of a model."
        );
    }
    let cost = counted.trigram.loss(&places, counted.smoothing);
    if cost > counted.losses[0] {
        wrong!(
            "{FILE}: to who counts threes in your text this is stranger than characters drawn one \
             by one: {cost:.3} nats. Is it written by the model that beats them? Try a lower \
             temperature."
        );
    }
    let stated = report.count("samples.longest")?;
    if stated != longest {
        let all: Vec<usize> = [&parts.training[..], &parts.held_out].concat();
        let hint = match stated {
            _ if stated == longest_run(&places, &all) => {
                " Near: that stands in the held-out text, which it has not learned from."
            }
            _ if stated.abs_diff(longest) == 1 => " Near: it is one off.",
            _ if stated == longest_run_in_bytes(&text, corpus, parts) => {
                " Near: that is in bytes."
            }
            _ if stated < longest => " A longer one stands in training.txt.",
            _ => " None of that length stands in training.txt.",
        };
        wrong!("{}: not {stated} characters.{hint}", report.at("samples.longest"));
    }
    let note = format!(
        "{} characters, of which {longest} in a row stand in training.txt word for word.",
        places.len()
    );
    Ok((longest, note))
}

/// The samples as places in the vocabulary.
fn places(text: &str, corpus: &Corpus) -> Checked<Vec<usize>> {
    let count = text.chars().count();
    if count < FEWEST {
        open!("{FILE} has {count} characters, and {FEWEST} are the fewest.");
    }
    let mut places = Vec::new();
    for (at, c) in text.char_indices() {
        let Some(place) = corpus.place(c) else {
            wrong!(
                "{FILE}:{} has `{c}`, which known.txt has not, so no model of it writes that.",
                outline::line_at(text, at)
            );
        };
        places.push(place);
    }
    Ok(places)
}

fn longest_run_in_bytes(text: &str, corpus: &Corpus, parts: &Parts) -> usize {
    let training: String =
        parts.training.iter().map(|place| corpus.vocabulary[*place]).collect();
    let bytes = |text: &str| text.bytes().map(usize::from).collect::<Vec<_>>();
    longest_run(&bytes(text), &bytes(&training))
}

/// The longest run of `samples` that stands in `text`: where one of a length does, a shorter
/// one does as well, so the length is found by halving.
fn longest_run(samples: &[usize], text: &[usize]) -> usize {
    let (mut has, mut has_not) = (0, samples.len() + 1);
    while has_not - has > 1 {
        let length = has.midpoint(has_not);
        if has_common(samples, text, length) {
            has = length;
        } else {
            has_not = length;
        }
    }
    has
}

fn has_common(samples: &[usize], text: &[usize], length: usize) -> bool {
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, hash) in hashes(samples, length).into_iter().enumerate() {
        places.entry(hash).or_default().push(at);
    }
    let is_same = |at: usize, other: usize| {
        samples[at..at + length] == text[other..other + length]
    };
    hashes(text, length).into_iter().enumerate().any(|(other, hash)| {
        let found = places.get(&hash);
        found.is_some_and(|found| found.iter().any(|at| is_same(*at, other)))
    })
}

/// A number for each run of a length, made of that of the run before it (Karp and Rabin,
/// 1987). Two runs may have the same by chance.
fn hashes(text: &[usize], length: usize) -> Vec<u64> {
    const BASE: u64 = 1_000_003;
    if text.len() < length {
        return Vec::new();
    }
    let of = |token: usize| token as u64 + 1;
    let mut hash = 0_u64;
    let mut first = 1_u64;
    for token in &text[..length] {
        hash = hash.wrapping_mul(BASE).wrapping_add(of(*token));
        first = first.wrapping_mul(BASE);
    }
    let mut all = vec![hash];
    for (gone, new) in text.iter().zip(&text[length..]) {
        hash = hash.wrapping_mul(BASE).wrapping_add(of(*new));
        hash = hash.wrapping_sub(first.wrapping_mul(of(*gone)));
        all.push(hash);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<usize> {
        text.bytes().map(usize::from).collect()
    }

    #[test]
    fn the_longest_run_is_found() {
        for (samples, text, longest) in [
            ("the cat sat", "a cat sat on the mat", 8),
            ("abc", "xyz", 0),
            ("abc", "zabcz", 3),
            ("", "abc", 0),
            ("abcabc", "bcabca", 5),
        ] {
            assert_eq!(longest_run(&tokens(samples), &tokens(text)), longest);
        }
    }

    /// Against looking at each run of each length.
    #[test]
    fn it_is_that_of_who_looks_at_all() {
        let digit = |n: usize| n * n / 3 % 4;
        let samples: Vec<_> = (0..90).map(digit).collect();
        for start in (0..200).step_by(17) {
            let text: Vec<_> =
                (start..start + 60).map(|n| digit(n * 2 + 1)).collect();
            let is_there = |length: &usize| {
                samples
                    .windows(*length)
                    .any(|run| text.windows(*length).any(|other| run == other))
            };
            let expected = (1..60).take_while(is_there).last().unwrap_or(0);
            assert_eq!(longest_run(&samples, &text), expected);
        }
    }
}
