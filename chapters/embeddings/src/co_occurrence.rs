//! Vectors from the company that words keep: counted, compared with chance, and
//! squeezed into few numbers by gradient descent.

use loss::{sum_squared_error, sum_squared_error_gradient};
use ndarray::{Array2, Axis};
use rand_chacha::ChaCha8Rng;

use crate::{
    Embedding, EmbeddingError, Unembedding, check_ids, check_size, check_width,
};

// ANCHOR: co-occurrences
/// How often each word stands at most `window` words from each other one, in the
/// same sentence: (words, words). A sentence is a list of ids.
///
/// # Errors
/// If an id is not below `vocabulary`, or no word has a neighbour.
pub fn co_occurrences(
    sentences: &[Vec<usize>],
    vocabulary: usize,
    window: usize,
) -> Result<Array2<f64>, EmbeddingError> {
    check_size(vocabulary, vocabulary)?;
    let mut counts = Array2::zeros((vocabulary, vocabulary)); // (words, words)
    for sentence in sentences {
        check_ids(sentence, vocabulary)?;
        // ANCHOR: co-occurrences-idea
        for (place, &word) in sentence.iter().enumerate() {
            for &other in sentence[place + 1..].iter().take(window) {
                counts[[word, other]] += 1.0;
                counts[[other, word]] += 1.0;
            }
        }
        // ANCHOR_END: co-occurrences-idea
    }
    if counts.sum() == 0.0 {
        return Err(EmbeddingError::NoPairs);
    }
    Ok(counts)
}
// ANCHOR_END: co-occurrences

// ANCHOR: association
/// How much more often than by chance two words stand together: the logarithm of
/// count · total / (count of one · count of the other), and 0 where that is
/// negative or they never met (Church and Hanks, 1990). The shape is that of the
/// counts.
///
/// # Errors
/// If the counts are not square, one is negative or not finite, or all are 0.
pub fn association(counts: &Array2<f64>) -> Result<Array2<f64>, EmbeddingError> {
    check_counts(counts)?;
    let total = counts.sum();
    let first = counts.sum_axis(Axis(1)); // (words)
    let second = counts.sum_axis(Axis(0)); // (words)
    Ok(Array2::from_shape_fn(counts.dim(), |(row, column)| {
        let count = counts[[row, column]];
        if count == 0.0 {
            return 0.0;
        }
        // ANCHOR: association-idea
        let by_chance = first[row] / total * second[column];
        libm::log(count / by_chance).max(0.0)
        // ANCHOR_END: association-idea
    })) // (words, words)
}
// ANCHOR_END: association

fn check_counts(counts: &Array2<f64>) -> Result<(), EmbeddingError> {
    check_width(counts.nrows(), counts.ncols())?;
    for ((row, column), &found) in counts.indexed_iter() {
        if !(0.0..=1e15).contains(&found) {
            return Err(EmbeddingError::Count { row, column, found });
        }
    }
    if counts.sum() == 0.0 {
        return Err(EmbeddingError::NoPairs);
    }
    Ok(())
}

// ANCHOR: fit-gradients
/// The sum of squared errors of all scores W_E W_U against the targets (words,
/// words), and how it changes with W_E (words, d_model) and with W_U
/// (d_model, words).
///
/// # Errors
/// If the shapes do not fit together.
pub fn fit_gradients(
    embedding: &Embedding,
    unembedding: &Unembedding,
    targets: &Array2<f64>,
) -> Result<(f64, Array2<f64>, Array2<f64>), EmbeddingError> {
    let scores = unembedding.scores(&embedding.weights)?; // (words, words)
    let cost = sum_squared_error(&scores, targets)?;
    // ANCHOR: fit-gradients-idea
    let d_scores = sum_squared_error_gradient(&scores, targets)?; // (words, words)
    let d_embedding = d_scores.dot(&unembedding.weights.t()); // (words, d_model)
    let d_unembedding = embedding.weights.t().dot(&d_scores); // (d_model, words)
    // ANCHOR_END: fit-gradients-idea
    Ok((cost, d_embedding, d_unembedding))
}
// ANCHOR_END: fit-gradients

// ANCHOR: fit
/// How vectors are learned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitting {
    /// Numbers that stand for a word.
    pub d_model: usize,
    /// The size η of a step.
    pub learning_rate: f64,
    /// How many steps.
    pub steps: usize,
}

/// Learns W_E and W_U whose scores come near the targets, by gradient descent from
/// small random numbers. The third result is the cost before each step, and after
/// the last one.
///
/// # Errors
/// If the targets are not square or not finite, a setting is 0, or the learning
/// rate is so large that the cost grows beyond all bounds.
pub fn fit(
    targets: &Array2<f64>,
    fitting: Fitting,
    rng: &mut ChaCha8Rng,
) -> Result<(Embedding, Unembedding, Vec<f64>), EmbeddingError> {
    let Fitting { d_model, learning_rate, steps } = fitting;
    let vocabulary = targets.nrows();
    let mut embedding = Embedding::random(vocabulary, d_model, rng)?;
    let mut unembedding = Embedding::random(vocabulary, d_model, rng)?.tied();
    let mut costs = Vec::new();
    for step in 0..=steps {
        let (cost, d_embedding, d_unembedding) =
            fit_gradients(&embedding, &unembedding, targets)?;
        check_cost(cost, learning_rate)?;
        costs.push(cost);
        if step < steps {
            let (w_e, w_u) = (&mut embedding.weights, &mut unembedding.weights);
            w_e.scaled_add(-learning_rate, &d_embedding); // (words, d_model)
            w_u.scaled_add(-learning_rate, &d_unembedding); // (d_model, words)
        }
    }
    Ok((embedding, unembedding, costs))
}
// ANCHOR_END: fit

fn check_cost(cost: f64, learning_rate: f64) -> Result<(), EmbeddingError> {
    let is_step = learning_rate.is_finite() && learning_rate > 0.0;
    if is_step && cost.is_finite() && cost < 1e100 {
        return Ok(());
    }
    Err(EmbeddingError::LearningRate { learning_rate, cost })
}
