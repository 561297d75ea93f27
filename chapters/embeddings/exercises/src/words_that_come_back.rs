//! Which words find the way back when all vectors are as long.

use std::sync::OnceLock;

use embeddings::glove::book_vectors;
use embeddings::{Embedding, length};
use judge::{Mistake, Verdict, judge};

/// What the reader writes: how many words come back.
pub type Attempt = fn() -> usize;

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "lengths-kept",
        says: "That is how many come back with the vectors as they are. The dog beat the cat \
               because of its length, and this advantage is gone now.",
        attempt: || counts().with_lengths,
    },
    Mistake {
        name: "losers-before",
        says: "That is how many words lost before the vectors were made as long as each other. \
               Ask what is left of a dot product when both lengths are 1.",
        attempt: || counts().words - counts().with_lengths,
    },
    Mistake {
        name: "lost-all",
        says: "You expect that no word can find back once the lengths are gone. The directions \
               are still there. Which vector has the smallest angle to a given one?",
        attempt: || 0,
    },
];

/// What the run gives.
struct Counts {
    words: usize,
    with_lengths: usize,
    without: usize,
}

/// Sends all words of the book there and back, once with their lengths and once without.
fn counts() -> &'static Counts {
    static COUNTS: OnceLock<Counts> = OnceLock::new();
    COUNTS.get_or_init(|| {
        let vectors = book_vectors().expect("the book's vectors can be read");
        let mut embedding = vectors.embedding().clone();
        let with_lengths = coming_back(&embedding);
        for mut row in embedding.weights.rows_mut() {
            let length = length(row.view());
            row /= length;
        }
        let words = embedding.weights.nrows();
        Counts { words, with_lengths, without: coming_back(&embedding) }
    })
}

/// How many words have their largest score at their own place.
fn coming_back(embedding: &Embedding) -> usize {
    let scores = embedding.tied().scores(&embedding.weights);
    let scores = scores.expect("columns as long as the rows"); // (words, words)
    let is_back = |&(id, row): &(usize, &[f64])| {
        let own = row[id];
        row.iter().enumerate().all(|(other, score)| other == id || *score < own)
    };
    let words = scores.ncols();
    let rows = scores.as_slice().expect("a product in standard order");
    rows.chunks(words).enumerate().filter(is_back).count()
}

/// Takes the prediction, then sends the words there and back.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let Counts { words, with_lengths, without } = counts();
        exam.note(format!(
            "words that come back      of {words}\n\
             vectors as they are       {with_lengths:7}\n\
             all of length 1           {without:7}\n\
             your prediction           {prediction:7}"
        ));
        exam.equal("the number of words that come back", &prediction, without);
    })
}
