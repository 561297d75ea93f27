//! One head that reads sentences, and answers questions at some of their words.

use embeddings::{Embedding, EmbeddingError};
use loss::shuffled;
use ndarray::{Array2, Axis};
use neurons::standard_normal;
use rand_chacha::ChaCha8Rng;
use softmax::{cross_entropy, cross_entropy_gradient};

use crate::{
    AttentionError, Head, HeadGradients, HeadPass, add_to_stream, causal_mask,
    check_matrix,
};

// ANCHOR: standardised
/// The same vectors (vocabulary, d_model), moved so that their mean is 0 and scaled so
/// that the mean square of their numbers is 1.
///
/// # Errors
/// If they do not differ.
pub fn standardised(embedding: &Embedding) -> Result<Embedding, EmbeddingError> {
    let weights = &embedding.weights; // (vocabulary, d_model)
    let mean = weights.sum_axis(Axis(0)) / weights.nrows() as f64; // (d_model)
    let centred = weights - &mean; // (vocabulary, d_model)
    let squares: f64 = centred.iter().map(|x| x * x).sum();
    let scale = (squares / centred.len() as f64).sqrt();
    Embedding::new(centred / scale) // (vocabulary, d_model)
}
// ANCHOR_END: standardised

// ANCHOR: reader
/// A head, and a way from what the stream holds to a score for each answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ColourReader {
    /// Its head. W_V is (d_model, d_model), so that what it gives can be added.
    pub head: Head,
    /// W_U, a column for each answer: (d_model, answers).
    pub unembedding: Array2<f64>,
}

/// A sentence as vectors, and what should be answered where.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// A vector for each token: (tokens, d_model).
    pub tokens: Array2<f64>,
    /// The tokens at which there is a question, from 0.
    pub places: Vec<usize>,
    /// The right answer to each.
    pub answers: Vec<usize>,
}
// ANCHOR_END: reader

impl ColourReader {
    // ANCHOR: reader-random
    /// A reader that knows nothing yet.
    ///
    /// # Errors
    /// If one of the sizes is 0.
    pub fn random(
        d_model: usize,
        d_k: usize,
        answers: usize,
        rng: &mut ChaCha8Rng,
    ) -> Result<ColourReader, AttentionError> {
        let head = Head::random(d_model, d_k, d_model, rng)?;
        let spread = 1.0 / (d_model as f64).sqrt();
        let draw = |_| spread * standard_normal(rng);
        let unembedding = Array2::from_shape_fn((d_model, answers), draw); // (d_model, answers)
        check_matrix("W_U", &unembedding)?;
        Ok(ColourReader { head, unembedding })
    }
    // ANCHOR_END: reader-random

    // ANCHOR: reader-forward
    /// Forward: what the head computed, and where there is a question, the stream
    /// behind it: (questions, d_model).
    ///
    /// # Errors
    /// If the example does not fit the reader.
    pub fn forward(
        &self,
        example: &Example,
    ) -> Result<(HeadPass, Array2<f64>), AttentionError> {
        self.check(example)?;
        let mask = causal_mask(example.tokens.nrows())?; // (tokens, tokens)
        // ANCHOR: reader-forward-idea
        let pass = self.head.forward(&example.tokens, Some(&mask))?;
        let stream = add_to_stream(&example.tokens, &pass.output)?; // (tokens, d_model)
        let asked = stream.select(Axis(0), &example.places); // (questions, d_model)
        // ANCHOR_END: reader-forward-idea
        Ok((pass, asked))
    }
    // ANCHOR_END: reader-forward

    // ANCHOR: reader-gradients
    /// Forward and back: the cross-entropy of an example, how it changes with each
    /// matrix of the head, and how with W_U: (d_model, answers).
    ///
    /// # Errors
    /// If the example does not fit the reader.
    pub fn cost_and_gradients(
        &self,
        example: &Example,
    ) -> Result<(f64, HeadGradients, Array2<f64>), AttentionError> {
        let (pass, asked) = self.forward(example)?; // asked: (questions, d_model)
        let logits = asked.dot(&self.unembedding); // (questions, answers)
        let cost = cross_entropy(&logits, &example.answers)?;
        let d_logits = cross_entropy_gradient(&logits, &example.answers)?; // (questions, answers)
        let d_unembedding = asked.t().dot(&d_logits); // (d_model, answers)
        let d_asked = d_logits.dot(&self.unembedding.t()); // (questions, d_model)
        let mut d_output = Array2::zeros(pass.output.dim()); // (tokens, d_model)
        for (&place, d) in example.places.iter().zip(d_asked.rows()) {
            d_output.row_mut(place).scaled_add(1.0, &d); // (d_model)
        }
        let (d_head, _) = self.head.backward(&example.tokens, &pass, &d_output)?;
        Ok((cost, d_head, d_unembedding))
    }
    // ANCHOR_END: reader-gradients

    // ANCHOR: reader-step
    /// A step downhill on a batch, and its mean cost before the step. All gradients are
    /// taken first, at the weights as they were.
    ///
    /// # Errors
    /// If there is no example, one does not fit the reader, or the learning rate is not
    /// finite.
    pub fn step(
        &mut self,
        batch: &[&Example],
        learning_rate: f64,
    ) -> Result<f64, AttentionError> {
        check_step(batch.len(), learning_rate)?;
        let mut gradients = Vec::new();
        for example in batch {
            gradients.push(self.cost_and_gradients(example)?);
        }
        let rate = learning_rate / batch.len() as f64;
        let mut sum = 0.0;
        for (cost, d_head, d_unembedding) in &gradients {
            self.head.step(d_head, rate)?;
            self.unembedding.scaled_add(-rate, d_unembedding); // (d_model, answers)
            sum += cost;
        }
        Ok(sum / batch.len() as f64)
    }
    // ANCHOR_END: reader-step

    // ANCHOR: reader-epoch
    /// One pass over the examples in a random order, with a step after each
    /// `batch_size` of them.
    ///
    /// # Errors
    /// As [`ColourReader::step`], or if the batches have no examples.
    pub fn epoch(
        &mut self,
        examples: &[Example],
        batch_size: usize,
        learning_rate: f64,
        rng: &mut ChaCha8Rng,
    ) -> Result<(), AttentionError> {
        check_step(examples.len().min(batch_size), learning_rate)?;
        for places in shuffled(examples.len(), rng).chunks(batch_size) {
            let batch: Vec<_> = places.iter().map(|&at| &examples[at]).collect();
            self.step(&batch, learning_rate)?;
        }
        Ok(())
    }
    // ANCHOR_END: reader-epoch

    // ANCHOR: reader-answers
    /// The answer with the largest score at each place with a question: (questions).
    ///
    /// # Errors
    /// If the example does not fit the reader.
    pub fn answers(&self, example: &Example) -> Result<Vec<usize>, AttentionError> {
        let (_, asked) = self.forward(example)?; // asked: (questions, d_model)
        let logits = asked.dot(&self.unembedding); // (questions, answers)
        let mut answers = Vec::new();
        for row in logits.rows() {
            answers.push(softmax::greedy(row)?);
        }
        Ok(answers)
    }
    // ANCHOR_END: reader-answers
}

// ANCHOR: check-reader
impl ColourReader {
    fn check(&self, example: &Example) -> Result<(), AttentionError> {
        let (tokens, d_model) = example.tokens.dim();
        check_matrix("W_U", &self.unembedding)?;
        let rows = self.unembedding.nrows();
        if rows != d_model {
            return Err(AttentionError::Projection { name: "W_U", rows, d_model });
        }
        if let Some(&place) = example.places.iter().find(|&&place| place >= tokens)
        {
            return Err(AttentionError::Place { place, tokens });
        }
        Ok(())
    }
}

fn check_step(examples: usize, learning_rate: f64) -> Result<(), AttentionError> {
    if examples == 0 {
        return Err(AttentionError::NoExamples);
    }
    if !learning_rate.is_finite() {
        let value = learning_rate.to_string();
        return Err(AttentionError::LearningRate { value });
    }
    Ok(())
}
// ANCHOR_END: check-reader
