//! The clear training loop, short enough to read; the engine has the one for long texts.

use rand_chacha::ChaCha8Rng;

use crate::{
    AdamW, Moments, Transformer, TransformerError, TransformerGradients, clip,
    learning_rate_at,
};

// ANCHOR: training
/// How a transformer is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Training {
    /// Steps.
    pub steps: usize,
    /// Steps over which the learning rate rises.
    pub warm_up: usize,
    /// Sentences for each step.
    pub batch_size: usize,
    /// The largest learning rate.
    pub learning_rate: f64,
    /// The largest norm of the gradients.
    pub clip: f64,
}

/// A sentence to learn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What the model is given: (tokens).
    pub ids: Vec<usize>,
    /// What should come after each of them: (tokens).
    pub targets: Vec<usize>,
}

/// Trains a model on sentences that `next` hands out, each with its first token and, as
/// the targets, those that follow. After each step, `watch` sees its number, counted
/// from 1, and the batch's cost per token.
///
/// # Errors
/// If a sentence does not fit the model, or a batch shall have none.
pub fn train(
    model: &mut Transformer,
    training: Training,
    rng: &mut ChaCha8Rng,
    next: &mut dyn FnMut(&mut ChaCha8Rng) -> Example,
    watch: &mut dyn FnMut(usize, f64, &Transformer),
) -> Result<(), TransformerError> {
    let Training { steps, warm_up, batch_size, learning_rate, clip: most } =
        training;
    let mut moments: Vec<Moments> = Vec::new();
    for step in 0..steps {
        let batch: Vec<_> = (0..batch_size).map(|_| next(rng)).collect();
        let (cost, mut gradients) = batch_gradients(&batch, &|example| {
            model.cost_and_gradients(&example.ids, &example.targets)
        })?;
        clip(&mut gradients, most);
        let adam = AdamW {
            learning_rate: learning_rate_at(step, warm_up, steps, learning_rate),
            beta_1: 0.9,
            beta_2: 0.99,
            epsilon: 1e-8,
            weight_decay: 0.1,
        };
        adam.step_model(model, &gradients, &mut moments)?;
        watch(step + 1, cost, model);
    }
    Ok(())
}
// ANCHOR_END: training

/// What a way back gives: a cost, and how it changes with every parameter.
type CostAndGradients = Result<(f64, TransformerGradients), TransformerError>;

// ANCHOR: batch-gradients
/// The cost per token of a batch, and its gradients, from those of each sentence. Each
/// token counts alike, so each sentence as much as it is long.
///
/// # Errors
/// If there is no sentence, or one does not fit the model.
pub fn batch_gradients(
    batch: &[Example],
    of: &dyn Fn(&Example) -> CostAndGradients,
) -> CostAndGradients {
    let tokens: usize = batch.iter().map(|example| example.ids.len()).sum();
    let (mut cost, mut sum) = (0.0, None);
    for example in batch {
        let (own, mut gradients) = of(example)?;
        let share = example.ids.len() as f64 / tokens as f64;
        cost += share * own;
        match &mut sum {
            None => {
                gradients.scale(share);
                sum = Some(gradients);
            }
            Some(sum) => sum.add(&gradients, share)?,
        }
    }
    Ok((cost, sum.ok_or(TransformerError::NoSentence)?))
}
// ANCHOR_END: batch-gradients

// ANCHOR: cost-per-token
/// The cross-entropy per token over sentences, in nats.
///
/// # Errors
/// If there is no sentence, or one does not fit the model.
pub fn cost_per_token(
    model: &Transformer,
    sentences: &[Example],
) -> Result<f64, TransformerError> {
    let (mut sum, mut tokens) = (0.0, 0);
    for Example { ids, targets } in sentences {
        let costs = model.costs(ids, targets)?;
        sum += costs.iter().sum::<f64>();
        tokens += costs.len();
    }
    if tokens == 0 {
        return Err(TransformerError::NoSentence);
    }
    Ok(sum / tokens as f64)
}
// ANCHOR_END: cost-per-token
