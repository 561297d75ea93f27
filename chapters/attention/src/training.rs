//! How the page's readers of colours are trained, a batch at a time: the run and the
//! figure that a reader works go the same way.

use anyhow::Result;
use embeddings::{Embedding, WordVectors};
use loss::shuffled;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::nouns::{self, COLOURS};
use crate::reader::{ColourReader, Example, standardised};
use crate::with_positions;

/// Sentences to train on, and to test with.
pub(crate) const SENTENCES: (usize, usize) = (1000, 300);
/// How many times each is seen, how many make a batch, and the size of a step.
pub(crate) const TRAINING: (usize, usize, f64) = (5, 8, 0.2);
/// The seeds of the readers.
pub(crate) const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
/// A sentence that no reader has met: no creature was blue in training.
pub(crate) const BLUE_CREATURE: &str =
    "the fluffy blue creature roamed the verdant forest";
/// Numbers of a query.
pub(crate) const D_K: usize = 16;

/// Training and new sentences.
pub(crate) fn data(vectors: &WordVectors) -> Result<(Vec<Example>, Vec<Example>)> {
    let embedding = standardised(vectors.embedding())?;
    Ok((
        examples(vectors, &embedding, SENTENCES.0, false, 1)?,
        examples(vectors, &embedding, SENTENCES.1, true, 2)?,
    ))
}

/// Sentences as the readers see them.
fn examples(
    vectors: &WordVectors,
    embedding: &Embedding,
    count: usize,
    is_new: bool,
    seed: u64,
) -> Result<Vec<Example>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut examples = Vec::new();
    for _ in 0..count {
        let sentence = nouns::sentence(is_new, &mut rng);
        let (places, answers) = (sentence.places, sentence.colours);
        examples.push(example(
            vectors,
            embedding,
            &sentence.words,
            (places, answers),
        )?);
    }
    Ok(examples)
}

/// Words as the readers see them, with a question at each of these places, and its answer.
pub(crate) fn example(
    vectors: &WordVectors,
    embedding: &Embedding,
    words: &[impl AsRef<str>],
    (places, answers): (Vec<usize>, Vec<usize>),
) -> Result<Example> {
    let mut ids = Vec::new();
    for word in words {
        ids.push(vectors.vocabulary().find(word.as_ref())?);
    }
    let tokens = with_positions(&embedding.look_up(&ids)?)?; // (tokens, 50)
    Ok(Example { tokens, places, answers })
}

/// The share of questions that a reader answers correctly.
pub(crate) fn right(reader: &ColourReader, examples: &[Example]) -> Result<f64> {
    let (mut right, mut all) = (0, 0);
    for example in examples {
        let answers = reader.answers(example)?;
        let pairs = answers.iter().zip(&example.answers);
        right += pairs.filter(|(answer, label)| answer == label).count();
        all += answers.len();
    }
    Ok(right as f64 / all as f64)
}

/// A reader that knows nothing yet, and the generator that its training goes on with.
pub(crate) fn untrained(
    d_k: usize,
    seed: u64,
) -> Result<(ColourReader, ChaCha8Rng)> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    Ok((ColourReader::random(50, d_k, COLOURS.len(), &mut rng)?, rng))
}

/// A training that can stop after any batch, and go on.
#[derive(Debug, Clone)]
pub(crate) struct Training {
    /// The reader so far.
    pub(crate) reader: ColourReader,
    /// Batches that it has learned from.
    pub(crate) batches: usize,
    rng: ChaCha8Rng,
    /// The sentences in the order of this pass over them.
    order: Vec<usize>,
}

impl Training {
    /// Before the first batch.
    pub(crate) fn new(seed: u64) -> Result<Training> {
        let (reader, rng) = untrained(D_K, seed)?;
        Ok(Training { reader, batches: 0, rng, order: Vec::new() })
    }

    /// How many batches the whole training has.
    pub(crate) const MOST: usize = TRAINING.0 * SENTENCES.0.div_ceil(TRAINING.1);

    /// Goes on until it has learned from so many batches.
    pub(crate) fn go_on(
        &mut self,
        examples: &[Example],
        batches: usize,
    ) -> Result<()> {
        let (_, batch_size, learning_rate) = TRAINING;
        let a_pass = examples.len().div_ceil(batch_size);
        while self.batches < batches {
            let place = self.batches % a_pass.max(1);
            if place == 0 {
                self.order = shuffled(examples.len(), &mut self.rng);
            }
            let places = self.order.chunks(batch_size).nth(place);
            let places = places.unwrap_or_default().iter();
            let batch: Vec<_> = places.map(|&at| &examples[at]).collect();
            self.reader.step(&batch, learning_rate)?;
            self.batches += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use embeddings::glove::book_vectors;
    use embeddings::live::packed_vectors;

    use super::*;

    fn bits(reader: &ColourReader) -> Vec<u64> {
        let head = &reader.head;
        let matrices = [&head.w_q, &head.w_k, &head.w_v, &reader.unembedding];
        let numbers = matrices.into_iter().flatten();
        numbers.map(|x| x.to_bits()).collect()
    }

    /// A page trains with the vectors that travel with it, stops and goes on. What it gets
    /// is what whole passes give with the vectors from their text.
    #[test]
    fn a_training_in_pieces_is_the_whole_one_bit_for_bit() {
        let book = book_vectors().expect("the book's own vectors");
        let (lessons, _) = data(&book).expect("words that are there");
        let (mut whole, mut rng) = untrained(D_K, SEEDS[0]).expect("sizes above 0");
        let (epochs, batch_size, learning_rate) = TRAINING;
        for _ in 0..epochs {
            whole
                .epoch(&lessons, batch_size, learning_rate, &mut rng)
                .expect("they fit");
        }
        let packed = packed_vectors().expect("they are packed");
        let (lessons, _) = data(packed).expect("words that are there");
        let mut training = Training::new(SEEDS[0]).expect("sizes above 0");
        for batches in [1, 13, 124, 126, 126, 400, Training::MOST] {
            training.go_on(&lessons, batches).expect("they fit");
            assert_eq!(training.batches, batches);
        }
        assert!(bits(&training.reader) == bits(&whole));
    }
}
