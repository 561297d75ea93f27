//! The reader's text: what the program is given of it, and what is set aside.

use std::collections::BTreeSet;

use crate::project::fault::{Checked, open, wrong};
use crate::project::folder::Folder;
use crate::project::form::Form;

/// What the program is given.
pub const KNOWN: &str = "known.txt";
const TRAINING: &str = "training.txt";
const HELD_OUT: &str = "held-out.txt";
/// Fewer characters say too little.
const FEWEST: usize = 100_000;
/// The part of the text that is set aside: one of so many.
const SET_ASIDE: usize = 10;
/// The share of what is known that is held out.
const SHARES: [f64; 2] = [0.05, 0.5];
/// Fewer words give no reason.
const REASON: usize = 8;

/// The text as the course sees it.
pub struct Corpus {
    pub known: Vec<char>,
    /// What comes after that, and that the program is not given.
    pub aside: Vec<char>,
    /// The characters of what is known, in the order of their numbers in Unicode.
    pub vocabulary: Vec<char>,
}

/// What is known, in two parts, each as places in the vocabulary.
pub struct Parts {
    pub training: Vec<usize>,
    pub held_out: Vec<usize>,
}

impl Corpus {
    /// Reads the text that the plan names, and lays what is known of it.
    pub fn laid(folder: &Folder, plan: &Form) -> Checked<Self> {
        let file = plan.text("text")?;
        let text = folder.read(file, "plan.toml names it as your text")?;
        let mut known: Vec<char> = text.chars().collect();
        let count = known.len();
        if count < FEWEST {
            wrong!(
                "{file} has {count} characters: {FEWEST} or more are enough to learn from and to \
                 test with. Put several texts of one author or kind into one file."
            );
        }
        let aside = known.split_off(count - count / SET_ASIDE);
        let all: BTreeSet<char> = known.iter().copied().collect();
        let corpus = Self { known, aside, vocabulary: all.into_iter().collect() };
        folder.lay(KNOWN, &corpus.known.iter().collect::<String>())?;
        Ok(corpus)
    }

    /// The place of a character in the vocabulary.
    pub fn place(&self, c: char) -> Option<usize> {
        self.vocabulary.binary_search(&c).ok()
    }

    fn places(&self, text: &[char]) -> Vec<usize> {
        text.iter().filter_map(|c| self.place(*c)).collect()
    }
}

/// The first milestone: the program has counted as the course counts.
pub fn check_counts(corpus: &Corpus, report: &Form) -> Checked<String> {
    let known = &corpus.known;
    let characters = report.count("text.characters")?;
    let text: String = known.iter().collect();
    if characters != known.len() {
        wrong!(
            "{}: {KNOWN} has not {characters} characters.{}",
            report.at("text.characters"),
            match characters {
                count if count == text.len() =>
                    " Near: those are its bytes. A letter such as é has two, and is one character.",
                count if count == known.len() + corpus.aside.len() =>
                    " Near: that is your whole file. Read what the course has laid.",
                count if count == text.trim_end().chars().count() =>
                    " Near: white space at the end is of the text, too.",
                count if count == text.replace('\n', "").chars().count() =>
                    " Near: a line end is a character, too.",
                _ => "",
            }
        );
    }
    let vocabulary = report.count("text.vocabulary")?;
    if vocabulary != corpus.vocabulary.len() {
        let lower: BTreeSet<char> = text.to_lowercase().chars().collect();
        let bytes: BTreeSet<u8> = text.bytes().collect();
        wrong!(
            "{}: {KNOWN} has not {vocabulary} different characters.{}",
            report.at("text.vocabulary"),
            match vocabulary {
                count if count == lower.len() =>
                    " Near: A and a are two, where your text has both.",
                count if count == bytes.len() =>
                    " Near: those are different bytes.",
                count if count + 1 == corpus.vocabulary.len() =>
                    " Near: one is missing. Is it the line end, or the space?",
                _ => "",
            }
        );
    }
    Ok(format!(
        "{characters} characters, {vocabulary} different ones; {} more are set aside.",
        corpus.aside.len()
    ))
}

/// The second milestone: what is held out stands at the end, in one piece.
pub fn check_split(
    folder: &Folder,
    corpus: &Corpus,
    plan: &Form,
) -> Checked<(Parts, String)> {
    let read = |file: &str| -> Checked<Vec<char>> {
        let holds = "it has the part of known.txt that its name says, as it stands";
        Ok(folder.read(file, holds)?.chars().collect())
    };
    let (training, held_out) = (read(TRAINING)?, read(HELD_OUT)?);
    check_end(corpus, &held_out)?;
    let rest = corpus.known.len() - held_out.len();
    check_beginning(corpus, &training, rest)?;
    let share = held_out.len() as f64 / corpus.known.len() as f64;
    if !(SHARES[0]..=SHARES[1]).contains(&share) {
        wrong!(
            "{HELD_OUT} is {share:.3} of what is known: hold out a share from {} to {}.",
            SHARES[0],
            SHARES[1]
        );
    }
    let why = plan.text("why")?.split_whitespace().count();
    if why < REASON {
        open!(
            "{}: say in a sentence why a text is cut at a place, and its lines are not drawn by \
             chance.",
            plan.at("why")
        );
    }
    let parts = Parts {
        training: corpus.places(&training),
        held_out: corpus.places(&held_out),
    };
    let note = format!(
        "{} characters to learn from, {} held out. We would say: neighbours in a text have names, \
         phrases and matters in common, and a line drawn by chance has its neighbours among what \
         is learned.",
        training.len(),
        held_out.len()
    );
    Ok((parts, note))
}

fn check_end(corpus: &Corpus, held_out: &[char]) -> Checked<()> {
    let known = &corpus.known;
    if held_out.is_empty() {
        open!("{HELD_OUT} is empty.");
    }
    if known.ends_with(held_out) {
        return Ok(());
    }
    if known.starts_with(held_out) {
        wrong!(
            "{HELD_OUT} is the beginning of {KNOWN}. Near: hold out the end, as what is to be \
             written comes after what was read."
        );
    }
    if known[..known.len() - 1].ends_with(held_out) {
        wrong!(
            "{HELD_OUT} lacks the last character of {KNOWN}. Near: is it a line end?"
        );
    }
    // Where does the piece that its beginning is of come to an end?
    let start: String = held_out.iter().take(40).collect();
    let text: String = known.iter().collect();
    let from = text.find(&start).map(|byte| text[..byte].chars().count());
    let goes_on = from.map_or(0, |from| {
        let pairs = known[from..].iter().zip(held_out);
        pairs.take_while(|(one, other)| one == other).count()
    });
    let lines = held_out[..goes_on].iter().filter(|c| **c == '\n').count();
    wrong!(
        "{HELD_OUT}:{} does not go on as {KNOWN} does: it should be one piece, the end of it, to \
         the last character. Lines that are drawn by chance are no test, since their neighbours \
         are learned from.",
        lines + 1
    )
}

fn check_beginning(corpus: &Corpus, training: &[char], rest: usize) -> Checked<()> {
    let known = &corpus.known;
    if training == &known[..rest] {
        return Ok(());
    }
    if !known.starts_with(training) {
        let pairs = known.iter().zip(training);
        let same = pairs.take_while(|(one, other)| one == other).count();
        let line = 1 + known[..same].iter().filter(|c| **c == '\n').count();
        wrong!("{TRAINING}:{line} does not go on as {KNOWN} does.");
    }
    if training.len() > rest {
        wrong!(
            "{TRAINING} has the first {} characters of {HELD_OUT}, too: what was learned from \
             tests nothing.",
            training.len() - rest
        );
    }
    wrong!(
        "{TRAINING} ends {} characters before {HELD_OUT} begins: let it be all of the rest.",
        rest - training.len()
    )
}
