//! A task for two heads: is the animal in a good mood?
//!
//! "the cat is very happy ." and "the cat is not sad ." are good, "the cat is not happy ."
//! and "the cat is very sad ." are bad. The order of the words does not matter here, so
//! there are no positions. The question is asked at the full stop.

use embeddings::Embedding;
use ndarray::{Array2, Axis};
use neurons::{Activation, standard_normal};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::{cross_entropy, cross_entropy_gradient};

use crate::packed::PackedHeads;
use crate::{MultiHead, MultiHeadError};

/// Who the sentences are about.
pub const ANIMALS: [&str; 6] = ["cat", "dog", "cow", "fox", "hen", "pig"];
/// Good moods, then bad ones.
pub const MOODS: [&str; 6] = ["happy", "calm", "merry", "sad", "cross", "grim"];
/// The other words.
pub const OTHERS: [&str; 5] = ["the", "is", "very", "not", "."];
/// Tokens of a sentence: "the cat is not happy .".
pub const TOKENS: usize = 6;

/// A sentence, and what is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Ids: the animals come first, then the moods, then the others.
    pub ids: [usize; TOKENS],
    /// 1 if the mood is good, 0 if it is bad.
    pub class: usize,
}

/// The sentence about an animal and a mood, both by their number.
pub fn sentence(animal: usize, mood: usize, is_negated: bool) -> Sentence {
    let others = ANIMALS.len() + MOODS.len();
    let third = others + if is_negated { 3 } else { 2 };
    let ids = [others, animal, others + 1, third, ANIMALS.len() + mood, others + 4];
    let is_good = (mood < MOODS.len() / 2) != is_negated;
    Sentence { ids, class: usize::from(is_good) }
}

/// How many words there are.
const WORDS: usize = ANIMALS.len() + MOODS.len() + OTHERS.len();

/// The words of a sentence.
pub(crate) fn words(sentence: &Sentence) -> [&'static str; TOKENS] {
    let all: Vec<_> = [&ANIMALS[..], &MOODS, &OTHERS].concat();
    sentence.ids.map(|id| all[id])
}

/// Sentences to train on and sentences to test with, as many good as bad ones, negated
/// and not. Of each animal two moods are kept for the test, another two for the next.
pub fn training_and_test() -> (Vec<Sentence>, Vec<Sentence>) {
    let (mut training, mut test) = (Vec::new(), Vec::new());
    for animal in 0..ANIMALS.len() {
        for mood in 0..MOODS.len() {
            let is_for_test = animal % 3 == mood % 3;
            let to = if is_for_test { &mut test } else { &mut training };
            to.extend([false, true].map(|not| sentence(animal, mood, not)));
        }
    }
    (training, test)
}

// ANCHOR: model
/// What reads moods: a vector for each word, heads, and two scores for what the full
/// stop has taken in.
#[derive(Debug, Clone)]
pub struct MoodModel {
    /// W_E: (words, d_model).
    pub embedding: Embedding,
    /// The heads.
    pub heads: PackedHeads,
    /// From the full stop's vector to the scores of bad and good: (d_model, 2).
    pub w_read: Array2<f64>,
}

/// A way forward: the tokens of all sentences (rows, d_model), the vectors of their
/// full stops (sentences, d_model), and the scores (sentences, 2).
struct Reading {
    tokens: Array2<f64>,
    stops: Array2<f64>,
    scores: Array2<f64>,
}
// ANCHOR_END: model

impl MoodModel {
    /// A model that knows nothing yet.
    ///
    /// # Errors
    /// If `n_heads` does not divide `d_model`, or one of them is 0.
    pub fn random(
        d_model: usize,
        n_heads: usize,
        rng: &mut ChaCha8Rng,
    ) -> Result<MoodModel, MultiHeadError> {
        let heads = MultiHead::random(d_model, n_heads, rng)?;
        let heads = PackedHeads::try_from(&heads)?;
        let words = |_| standard_normal(rng);
        let embedding =
            Embedding::new(Array2::from_shape_fn((WORDS, d_model), words))?;
        let scores = |_| 0.5 * standard_normal(rng);
        let w_read = Array2::from_shape_fn((d_model, 2), scores); // (d_model, 2)
        Ok(MoodModel { embedding, heads, w_read })
    }

    // ANCHOR: model-read
    fn read(&mut self, sentences: &[Sentence]) -> Result<Reading, MultiHeadError> {
        let ids: Vec<usize> = sentences.iter().flat_map(|s| s.ids).collect();
        let tokens = self.embedding.look_up(&ids)?; // (rows, d_model)
        let output = self.heads.forward(&tokens, TOKENS)?; // (rows, d_model)
        let last: Vec<usize> =
            (1..=sentences.len()).map(|end| end * TOKENS - 1).collect();
        // ANCHOR: model-read-idea
        let stops = (output + &tokens).select(Axis(0), &last); // (sentences, d_model)
        let scores = stops.dot(&self.w_read); // (sentences, 2)
        // ANCHOR_END: model-read-idea
        Ok(Reading { tokens, stops, scores })
    }
    // ANCHOR_END: model-read

    // ANCHOR: model-step
    /// One step downhill on all sentences: their cross-entropy before it, in nats.
    ///
    /// # Errors
    /// If there is no sentence, or a number grew beyond all bounds.
    pub fn step(
        &mut self,
        sentences: &[Sentence],
        learning_rate: f64,
    ) -> Result<f64, MultiHeadError> {
        let Reading { tokens, stops, scores } = self.read(sentences)?;
        let classes: Vec<usize> = sentences.iter().map(|s| s.class).collect();
        let cost = cross_entropy(&scores, &classes)?;
        let d_scores = cross_entropy_gradient(&scores, &classes)?; // (sentences, 2)
        let d_stops = d_scores.dot(&self.w_read.t()); // (sentences, d_model)
        let mut d_output = Array2::zeros(tokens.dim()); // (rows, d_model)
        for (sentence, d) in d_stops.rows().into_iter().enumerate() {
            d_output.row_mut((sentence + 1) * TOKENS - 1).assign(&d);
        }
        // A full stop changes the cost through the heads, and past them.
        let d_tokens = self.heads.backward(&tokens, &d_output)? + &d_output; // (rows, d_model)
        for (row, id) in sentences.iter().flat_map(|s| s.ids).enumerate() {
            let mut word = self.embedding.weights.row_mut(id); // (d_model)
            word.scaled_add(-learning_rate, &d_tokens.row(row));
        }
        self.w_read.scaled_add(-learning_rate, &stops.t().dot(&d_scores)); // (d_model, 2)
        self.heads.step(learning_rate);
        Ok(cost)
    }
    // ANCHOR_END: model-step

    /// The cross-entropy on sentences, and the share of them that it reads correctly.
    ///
    /// # Errors
    /// If there is no sentence, or a number grew beyond all bounds.
    pub fn judge(
        &mut self,
        sentences: &[Sentence],
    ) -> Result<(f64, f64), MultiHeadError> {
        let scores = self.read(sentences)?.scores; // (sentences, 2)
        let classes: Vec<usize> = sentences.iter().map(|s| s.class).collect();
        let cost = cross_entropy(&scores, &classes)?;
        let pairs = scores.rows().into_iter().zip(&classes);
        let right =
            pairs.filter(|(row, class)| usize::from(row[1] > row[0]) == **class);
        Ok((cost, right.count() as f64 / classes.len() as f64))
    }
}

impl MoodModel {
    /// By how much the score of good leads over that of bad, for each sentence: the
    /// answer is good where it is positive.
    pub(crate) fn leads(
        &mut self,
        sentences: &[Sentence],
    ) -> Result<Vec<f64>, MultiHeadError> {
        let scores = self.read(sentences)?.scores; // (sentences, 2)
        Ok(scores.rows().into_iter().map(|row| row[1] - row[0]).collect())
    }

    /// The same model with other heads.
    pub(crate) fn with(
        &self,
        heads: &MultiHead,
    ) -> Result<MoodModel, MultiHeadError> {
        let heads = PackedHeads::try_from(heads)?;
        Ok(MoodModel { heads, ..self.clone() })
    }
}

/// How a model is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learning {
    /// Numbers of a token.
    pub d_model: usize,
    /// How many steps, each on all sentences.
    pub steps: usize,
    /// The size η of the first step. The later ones shrink evenly, towards 0.
    pub learning_rate: f64,
}

// ANCHOR: learn
/// A model with `n_heads` heads, trained on `sentences`, and its cost before each
/// step and after the last.
///
/// # Errors
/// If `n_heads` does not divide the numbers of a token, or the steps are too large.
pub fn learn(
    n_heads: usize,
    seed: u64,
    sentences: &[Sentence],
    learning: Learning,
) -> Result<(MoodModel, Vec<f64>), MultiHeadError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut model = MoodModel::random(learning.d_model, n_heads, &mut rng)?;
    let mut costs = Vec::new();
    for step in 0..learning.steps {
        let left = 1.0 - step as f64 / learning.steps as f64;
        costs.push(model.step(sentences, learning.learning_rate * left)?);
    }
    costs.push(model.judge(sentences)?.0);
    Ok((model, costs))
}
// ANCHOR_END: learn

// ANCHOR: by-hand
/// Two heads that read moods, with numbers set by hand. The columns of a token are:
/// the mood, 1 or −1; 1 for a word of mood; 1 for "not"; 1 for the full stop.
pub fn heads_by_hand() -> MultiHead {
    let to_first =
        |weights: [f64; 4]| {
            Array2::from_shape_fn((4, 2), |(row, column)| {
                if column == 0 { weights[row] } else { 0.0 }
            }) // (d_model, d_head)
        };
    let sqrt_d_head = 2.0_f64.sqrt();
    // ANCHOR: by-hand-idea
    let head = |for_not| attention::Head {
        w_q: to_first([0.0, 0.0, 0.0, sqrt_d_head]), // the full stop asks
        w_k: to_first([0.0, 5.0, for_not, 0.0]),     // words of mood, and "not"
        w_v: to_first([1.0, 0.0, 0.0, 0.0]),         // the mood
    };
    let mut w_o = Array2::zeros((4, 4)); // (h · d_head, d_model)
    (w_o[[0, 0]], w_o[[2, 0]]) = (2.0, -1.0);
    MultiHead { heads: vec![head(10.0), head(0.0)], w_o }
    // ANCHOR_END: by-hand-idea
}
// ANCHOR_END: by-hand

/// One head, set by hand to look at words of mood and at "not" alike and to take in
/// both: the mood in the first number of its output, "not" in the second. The columns
/// of a token are those of [`heads_by_hand`].
pub fn one_head_by_hand() -> attention::Head {
    let mut head = heads_by_hand().heads.swap_remove(1);
    head.w_k[[2, 0]] = head.w_k[[1, 0]]; // "not" is as loud as a mood
    head.w_v[[2, 1]] = 1.0;
    head
}

/// What four ReLUs make of what that head takes in, a mood and a share of "not": twice
/// the mood where "not" leaves any, less the mood.
pub(crate) fn four_relus(mood: f64, not: f64) -> f64 {
    let bend = |x| Activation::Relu.apply(x);
    2.0 * (bend(mood - not) - bend(-mood - not)) - (bend(mood) - bend(-mood))
}
