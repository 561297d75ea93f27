//! What counting reaches: losses of one, two and three characters in a row.

use std::collections::HashMap;

use crate::project::fault::{Checked, wrong};
use crate::project::form::Form;
use crate::project::numbers::{instead, is_near, mean};
use crate::project::text::corpus::{Corpus, Parts};

/// By how many nats a stated loss may differ.
const WITHIN: f64 = 1e-3;
/// What may be added to each count: more would be a straw man.
const SMOOTHINGS: [f64; 2] = [0.0001, 0.1];
/// The orders, as the report calls them.
const NAMES: [&str; 3] = ["unigram", "bigram", "trigram"];

/// How often characters follow those before them.
pub struct Counts {
    order: usize,
    vocabulary: usize,
    of: HashMap<usize, f64>,
    before: HashMap<usize, f64>,
}

/// A row of characters as one number.
fn key(row: &[usize], vocabulary: usize) -> usize {
    row.iter().fold(0, |key, place| key * vocabulary + place)
}

impl Counts {
    /// Counts in a text, in rows of so many characters.
    pub fn of(order: usize, vocabulary: usize, text: &[usize]) -> Self {
        let (mut of, mut before) = (HashMap::new(), HashMap::new());
        for row in text.windows(order) {
            *of.entry(key(row, vocabulary)).or_default() += 1.0;
            let row = &row[..order - 1];
            *before.entry(key(row, vocabulary)).or_default() += 1.0;
        }
        Self { order, vocabulary, of, before }
    }

    /// What the last character of a row costs in nats, where each count is so much more.
    pub fn cost(&self, row: &[usize], smoothing: f64) -> f64 {
        let row = &row[row.len().saturating_sub(self.order)..];
        let count = |map: &HashMap<usize, f64>, row: &[usize]| {
            map.get(&key(row, self.vocabulary)).copied().unwrap_or_default()
        };
        let of = count(&self.of, row) + smoothing;
        let before = count(&self.before, &row[..row.len() - 1]);
        -libm::log(of / (before + smoothing * self.vocabulary as f64))
    }

    /// What each character of a text costs, but for the first, which have too few before.
    fn costs(&self, text: &[usize], smoothing: f64) -> Vec<f64> {
        text.windows(self.order).map(|row| self.cost(row, smoothing)).collect()
    }

    pub fn loss(&self, text: &[usize], smoothing: f64) -> f64 {
        mean(&self.costs(text, smoothing))
    }
}

/// What the course has counted.
pub struct Counted {
    pub smoothing: f64,
    pub trigram: Counts,
    /// The losses on the held-out text.
    pub losses: [f64; 3],
}

/// The third milestone: three losses, as the course counts them.
pub fn check(
    corpus: &Corpus,
    parts: &Parts,
    plan: &Form,
    report: &Form,
) -> Checked<(Counted, String)> {
    let smoothing = plan.number("smoothing")?;
    if !(SMOOTHINGS[0]..=SMOOTHINGS[1]).contains(&smoothing) {
        wrong!(
            "{}: add from {} to {} to each count; with more, counting is weaker than it is.",
            plan.at("smoothing"),
            SMOOTHINGS[0],
            SMOOTHINGS[1]
        );
    }
    let vocabulary = corpus.vocabulary.len();
    let Parts { training, held_out } = parts;
    let counts = [1, 2, 3].map(|order| Counts::of(order, vocabulary, training));
    let losses = [0, 1, 2].map(|at| counts[at].loss(held_out, smoothing));
    for at in 0..NAMES.len() {
        check_loss(at, (&counts, &losses, smoothing), corpus, parts, report)?;
    }
    let [unigram, bigram, trigram] = losses;
    let note = format!(
        "{unigram:.3} nats by characters, {bigram:.3} by pairs, {trigram:.3} by threes."
    );
    let [_, _, counts] = counts;
    Ok((Counted { smoothing, trigram: counts, losses }, note))
}

/// Compares one of the stated losses with what the course has counted.
fn check_loss(
    at: usize,
    (counts, losses, smoothing): (&[Counts; 3], &[f64; 3], f64),
    corpus: &Corpus,
    parts: &Parts,
    report: &Form,
) -> Checked<()> {
    let key = format!("counts.{}", NAMES[at]);
    let stated = report.number(&key)?;
    // As the text goes on from what is learned, or with its first ones left out.
    let from = parts.training.len() - at;
    let joined = [&parts.training[from..], &parts.held_out].concat();
    let gone_on = counts[at].loss(&joined, smoothing);
    if [losses[at], gone_on].iter().any(|loss| is_near(stated, *loss, WITHIN)) {
        return Ok(());
    }
    let others = others(at, counts, losses, corpus, parts);
    let hint =
        instead(stated, WITHIN, &others).map(|says| format!(" Near: {says}."));
    wrong!(
        "{}: {stated} is not the loss in nats that the held-out text has, with {smoothing} added \
         to each count.{}",
        report.at(&key),
        hint.unwrap_or_default()
    )
}

/// What else a stated loss may be.
fn others(
    at: usize,
    counts: &[Counts; 3],
    losses: &[f64; 3],
    corpus: &Corpus,
    parts: &Parts,
) -> Vec<(f64, String)> {
    let Parts { training, held_out } = parts;
    let is = losses[at];
    let mut others = vec![
        (is / std::f64::consts::LN_2, "that is in bits".to_owned()),
        (
            libm::exp(is),
            "that is the perplexity, e to the power of the loss".to_owned(),
        ),
        (-is, "a loss has no minus: −ln of a probability is positive".to_owned()),
        (
            is * held_out.len() as f64,
            "that is the sum, and not the mean".to_owned(),
        ),
    ];
    for (other, name) in NAMES.iter().enumerate().filter(|(other, _)| *other != at)
    {
        others.push((losses[other], format!("that is the {name} loss")));
    }
    for smoothing in [1.0, 0.5, 0.1, 0.05, 0.01, 0.001, 0.0001] {
        let loss = counts[at].loss(held_out, smoothing);
        others
            .push((loss, format!("that is with {smoothing} added to each count")));
    }
    for smoothing in [0.1, 0.01, 0.001] {
        let loss = counts[at].loss(training, smoothing);
        let says = "that is the loss of the text that was counted in".to_owned();
        others.push((loss, says));
        let all = [&training[..], held_out].concat();
        let seen = Counts::of(at + 1, corpus.vocabulary.len(), &all);
        let says =
            "that is with the held-out text counted as well, which is to be new";
        others.push((seen.loss(held_out, smoothing), says.to_owned()));
    }
    others
}
