//! Readers of colours, as the chapter trains them, with or without positions, and with or
//! without a penalty for distance.

use std::sync::OnceLock;

use attention::nouns::{COLOURS, sentence};
use attention::reader::{ColourReader, Example, standardised};
use attention::{
    HeadPass, add_to_stream, causal_mask, masked, scores, with_positions,
};
use embeddings::glove::book_vectors;
use judge::Draw;
use loss::shuffled;
use ndarray::{Array2, Axis};
use softmax::{cross_entropy_gradient, greedy, softmax_rows};

/// Sentences to train on, and to test with, of each kind.
const SENTENCES: (usize, usize) = (600, 300);
/// How many times each is seen, how many make a batch, and the size of a step.
const TRAINING: (usize, usize, f64) = (5, 8, 0.2);
/// Numbers of a query.
const D_K: usize = 16;
/// What is taken off a score for each step of distance.
pub(crate) const SLOPE: f64 = 1.0;

/// The shares of questions that a reader answers correctly, in sentences that it has not
/// met.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shares {
    /// At the first noun of each sentence.
    pub first: f64,
    /// At all others.
    pub later: f64,
}

/// How well a reader does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    /// In sentences like those of its training.
    pub like: Shares,
    /// In those whose nouns have the colour that they never had in training.
    pub new: Shares,
}

/// What three readers reach.
#[derive(Debug)]
pub(crate) struct Readers {
    /// As in the chapter.
    pub placed: Measured,
    /// Without positions.
    pub unplaced: Measured,
    /// Without positions, with a penalty of [`SLOPE`].
    pub penalised: Measured,
}

/// Trains the three readers, once.
pub(crate) fn readers() -> &'static Readers {
    static READERS: OnceLock<Readers> = OnceLock::new();
    READERS.get_or_init(|| Readers {
        placed: train(true, 0.0),
        unplaced: train(false, 0.0),
        penalised: train(false, SLOPE),
    })
}

/// A table of what some of them reach.
pub(crate) fn table(rows: &[(&str, &Measured)]) -> String {
    let mut table = "our readers, right in %  as in training      new colours\n\
                     nouns                    first    later    first    later"
        .to_owned();
    for (name, Measured { like, new }) in rows {
        table += &format!("\n{name:21}");
        for share in [like.first, like.later, new.first, new.later] {
            table += &format!(" {:8.0}", 100.0 * share);
        }
    }
    table
}

/// Scores (tokens, tokens) from queries and keys (tokens, d_k): each loses `slope` for each
/// step between the two tokens.
pub(crate) fn penalised_scores(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    slope: f64,
) -> Array2<f64> {
    let mut scores = scores(queries, keys).expect("queries that fit the keys"); // (tokens, tokens)
    for ((query, key), score) in scores.indexed_iter_mut() {
        *score -= slope * (query as f64 - key as f64);
    }
    scores
}

/// Weights (tokens, tokens) from such scores, with the causal mask.
pub(crate) fn penalised(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    slope: f64,
) -> Array2<f64> {
    let scores = penalised_scores(queries, keys, slope); // (tokens, tokens)
    let mask = causal_mask(scores.nrows()).expect("few tokens"); // (tokens, tokens)
    let scores = masked(scores, &mask).expect("a mask of the same shape");
    softmax_rows(&scores).expect("each token may look at itself") // (tokens, tokens)
}

/// Sentences as the readers see them, with positions or without.
pub(crate) fn examples(
    count: usize,
    is_new: bool,
    is_placed: bool,
    draw: &mut Draw,
) -> Vec<Example> {
    let vectors = book_vectors().expect("the book's own vectors");
    let embedding = standardised(vectors.embedding()).expect("vectors that differ");
    let example = |_| {
        let sentence = sentence(is_new, draw.generator());
        let find = |word: &&str| {
            vectors.vocabulary().find(word).expect("a word of the book")
        };
        let ids: Vec<_> = sentence.words.iter().map(find).collect();
        let words = embedding.look_up(&ids).expect("a vector for each word"); // (tokens, 50)
        let tokens = if is_placed {
            with_positions(&words).expect("an even width")
        } else {
            words
        }; // (tokens, 50)
        Example { tokens, places: sentence.places, answers: sentence.colours }
    };
    (0..count).map(example).collect()
}

/// Forward: what the head computed, and the stream at the questions, (questions, 50).
fn forward(
    reader: &ColourReader,
    example: &Example,
    slope: f64,
) -> (HeadPass, Array2<f64>) {
    let Example { tokens, places, .. } = example;
    let queries = tokens.dot(&reader.head.w_q); // (tokens, 16)
    let keys = tokens.dot(&reader.head.w_k); // (tokens, 16)
    let values = tokens.dot(&reader.head.w_v); // (tokens, 50)
    let weights = penalised(&queries, &keys, slope); // (tokens, tokens)
    let output = weights.dot(&values); // (tokens, 50)
    let stream = add_to_stream(tokens, &output).expect("values as wide as tokens");
    let asked = stream.select(Axis(0), places); // (questions, 50)
    (HeadPass { queries, keys, values, weights, output }, asked)
}

/// A step downhill on a batch.
fn step(reader: &mut ColourReader, batch: &[&Example], slope: f64) {
    let mut gradients = Vec::new();
    for example in batch {
        let (pass, asked) = forward(reader, example, slope);
        let logits = asked.dot(&reader.unembedding); // (questions, 6)
        let d_logits = cross_entropy_gradient(&logits, &example.answers)
            .expect("an answer to each question"); // (questions, 6)
        let d_asked = d_logits.dot(&reader.unembedding.t()); // (questions, 50)
        let mut d_output = Array2::zeros(pass.output.dim()); // (tokens, 50)
        for (&place, d) in example.places.iter().zip(d_asked.rows()) {
            d_output.row_mut(place).scaled_add(1.0, &d);
        }
        // The penalty is a constant, so the way back is the chapter's.
        let back = reader.head.backward(&example.tokens, &pass, &d_output);
        let (d_head, _) = back.expect("a pass of this head");
        gradients.push((d_head, asked.t().dot(&d_logits)));
    }
    let rate = TRAINING.2 / batch.len() as f64;
    for (d_head, d_unembedding) in &gradients {
        reader.head.step(d_head, rate).expect("gradients of this head");
        reader.unembedding.scaled_add(-rate, d_unembedding);
    }
}

/// Trains a reader, and counts its right answers.
fn train(is_placed: bool, slope: f64) -> Measured {
    let mut draw = Draw::new(2);
    let training = examples(SENTENCES.0, false, is_placed, &mut draw);
    let reader = ColourReader::random(50, D_K, COLOURS.len(), draw.generator());
    let mut reader = reader.expect("sizes above 0");
    for _ in 0..TRAINING.0 {
        let order = shuffled(training.len(), draw.generator());
        for places in order.chunks(TRAINING.1) {
            let batch: Vec<_> = places.iter().map(|&at| &training[at]).collect();
            step(&mut reader, &batch, slope);
        }
    }
    let mut test = |is_new| {
        let examples = examples(SENTENCES.1, is_new, is_placed, &mut draw);
        shares(&reader, &examples, slope)
    };
    Measured { like: test(false), new: test(true) }
}

/// The share of all questions that a reader of the chapter answers correctly.
pub(crate) fn reached(reader: &ColourReader, examples: &[Example]) -> f64 {
    let (mut right, mut all) = (0, 0);
    for example in examples {
        let answers = reader.answers(example).expect("an example that fits");
        let pairs = answers.iter().zip(&example.answers);
        right += pairs.filter(|(answer, label)| answer == label).count();
        all += answers.len();
    }
    right as f64 / all as f64
}

fn shares(reader: &ColourReader, examples: &[Example], slope: f64) -> Shares {
    let (mut right, mut all) = ([0, 0], [0, 0]); // at first nouns, at later ones
    for example in examples {
        let (_, asked) = forward(reader, example, slope);
        let logits = asked.dot(&reader.unembedding); // (questions, 6)
        for (noun, row) in logits.rows().into_iter().enumerate() {
            let answer = greedy(row).expect("scores that are finite");
            let place = usize::from(noun > 0);
            right[place] += usize::from(answer == example.answers[noun]);
            all[place] += 1;
        }
    }
    let share = |place: usize| right[place] as f64 / all[place] as f64;
    Shares { first: share(0), later: share(1) }
}

#[cfg(test)]
mod tests {
    use attention::attend;

    use super::*;

    #[test]
    fn without_a_penalty_the_weights_are_the_chapters() {
        let mut draw = Draw::new(7);
        let (queries, keys) = (draw.matrix(5, 3), draw.matrix(5, 3));
        let mask = causal_mask(5).unwrap();
        let attended = attend(&queries, &keys, &keys, Some(&mask)).unwrap();
        assert_eq!(penalised(&queries, &keys, 0.0), attended.weights);
    }

    #[test]
    fn what_readers_reach_is_far_from_the_edge() {
        let Readers { placed, unplaced, penalised } = readers();
        for reader in [placed, penalised] {
            assert!(reader.like.first > 0.95 && reader.like.later > 0.95);
            assert!(reader.new.first > 0.95 && reader.new.later > 0.9);
        }
        assert!(unplaced.like.first > 0.95 && unplaced.like.later < 0.75);
        assert!(unplaced.new.later < 0.5);
    }
}
