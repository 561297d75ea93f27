//! Trainings side by side: the same sentences in the same order, one thing changed.

// Trained by the tests, which record what comes of it; the page needs the settings alone.
#![cfg_attr(not(test), allow(dead_code))]

use ndarray::Array2;
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::grammar::{GRAMMAR, Grammar};
use crate::toy::{TRAINING, example, sentences, sizes};
use crate::variants::{Variant, cost_and_gradients, costs};
use crate::{
    AdamW, Example, Moments, Sizes, Training, Transformer, TransformerError,
    TransformerGradients, batch_gradients, clip, learning_rate_at,
};

#[cfg(test)]
mod proofs;

/// From which seeds each is tried.
pub(crate) const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
/// How much of its speed momentum keeps.
pub(crate) const MOMENTUM: f64 = 0.9;
/// On so many new sentences each is judged.
pub(crate) const HELD_OUT: usize = 300;

/// What makes a step of gradients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Optimiser {
    /// Against the gradient.
    Descent,
    /// Against a sum of the gradients so far, of which each step keeps a share.
    Momentum,
    /// AdamW, with the settings of [`crate::train`].
    AdamW,
}

impl Optimiser {
    /// One step of a model. `velocity` is the sum that momentum keeps.
    fn step(
        self,
        model: &mut Transformer,
        gradients: &TransformerGradients,
        learning_rate: f64,
        velocity: &mut Option<TransformerGradients>,
        moments: &mut Vec<Moments>,
    ) -> Result<(), TransformerError> {
        let direction = match self {
            Optimiser::Descent => gradients.clone(),
            Optimiser::Momentum => {
                let mut sum = gradients.clone();
                if let Some(before) = velocity {
                    sum.add(before, MOMENTUM)?;
                }
                *velocity = Some(sum.clone());
                sum
            }
            Optimiser::AdamW => {
                let adam = AdamW {
                    learning_rate,
                    beta_1: 0.9,
                    beta_2: 0.99,
                    epsilon: 1e-8,
                    weight_decay: 0.1,
                };
                return adam.step_model(model, gradients, moments);
            }
        };
        for (parameters, d) in
            model.tensors_mut().into_iter().zip(direction.tensors())
        {
            parameters.iter_mut().zip(d).for_each(|(w, d)| *w -= learning_rate * d);
        }
        Ok(())
    }
}

/// Each optimiser, and the learning rates that it is tried with.
pub(crate) const OPTIMISERS: [(&str, Optimiser, &[f64]); 3] = [
    ("descent", Optimiser::Descent, &[0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]),
    ("momentum", Optimiser::Momentum, &[0.003, 0.01, 0.03, 0.1, 0.3, 1.0]),
    ("AdamW", Optimiser::AdamW, &[0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3]),
];
/// Whether the norms stand in the stream, the steps of warm-up, and the learning rate.
pub(crate) const STACKS: [(bool, usize, f64); 12] = {
    let mut all = [(false, 0, 0.0); 12];
    let (warm_ups, rates) = ([50, 0], [0.003, 0.01, 0.03]);
    let mut at = 0;
    while at < 12 {
        all[at] = (at >= 6, warm_ups[at / 3 % 2], rates[at % 3]);
        at += 1;
    }
    all
};
/// Steps of the trainings without a warm-up, with post-norm, and without a mask.
pub(crate) const STEPS: usize = 300;
/// Blocks of the tall stack.
pub(crate) const TALL: usize = 6;
/// The training whose mask was left out.
pub(crate) const UNMASKED: Trial = Trial {
    optimiser: Optimiser::AdamW,
    variant: Variant { is_post_norm: false, is_masked: false },
    n_blocks: 2,
    training: Training { steps: STEPS, ..TRAINING },
};
/// How the second task is trained.
pub(crate) const REPEATS: Training = Training { steps: 2000, ..TRAINING };

/// A training: what makes its steps, how the model is put together, how long and fast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Trial {
    /// What makes a step.
    pub(crate) optimiser: Optimiser,
    /// How the model is put together.
    pub(crate) variant: Variant,
    /// Its blocks.
    pub(crate) n_blocks: usize,
    /// Steps, warm-up, batch, learning rate and clip.
    pub(crate) training: Training,
}

impl Trial {
    /// One block, for 150 steps.
    pub(crate) fn optimiser(optimiser: Optimiser, learning_rate: f64) -> Trial {
        let training = Training { steps: 150, learning_rate, ..TRAINING };
        Trial { optimiser, variant: Variant::CHAPTER, n_blocks: 1, training }
    }

    /// Six blocks, with AdamW.
    pub(crate) fn stack(
        is_post_norm: bool,
        warm_up: usize,
        learning_rate: f64,
    ) -> Trial {
        let variant = Variant { is_post_norm, is_masked: true };
        let training =
            Training { steps: STEPS, warm_up, learning_rate, ..TRAINING };
        Trial { optimiser: Optimiser::AdamW, variant, n_blocks: TALL, training }
    }

    /// Trains from a seed, with the sentences of that seed; `watch` sees each step's
    /// number, counted from 1, and the model.
    ///
    /// # Errors
    /// If the numbers have run away so far that there is no next step.
    pub(crate) fn run(
        &self,
        seed: u64,
        watch: &mut dyn FnMut(usize, &Transformer),
    ) -> Result<Transformer, TransformerError> {
        let grammar = Grammar::parse(GRAMMAR)?;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut model =
            Transformer::random(sizes(&grammar, self.n_blocks), &mut rng)?;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let next = &mut |_| example(&grammar.sentence(&mut rng));
        self.train(&mut model, next, watch)?;
        Ok(model)
    }

    fn train(
        &self,
        model: &mut Transformer,
        next: &mut dyn FnMut(usize) -> Example,
        watch: &mut dyn FnMut(usize, &Transformer),
    ) -> Result<(), TransformerError> {
        let Training { steps, warm_up, batch_size, learning_rate, clip: most } =
            self.training;
        let (mut velocity, mut moments) = (None, Vec::new());
        for step in 0..steps {
            let batch: Vec<_> = (0..batch_size).map(&mut *next).collect();
            let (_, mut gradients) = batch_gradients(&batch, &|example| {
                cost_and_gradients(model, self.variant, example)
            })?;
            clip(&mut gradients, most);
            let rate = learning_rate_at(step, warm_up, steps, learning_rate);
            self.optimiser.step(
                model,
                &gradients,
                rate,
                &mut velocity,
                &mut moments,
            )?;
            watch(step + 1, model);
        }
        Ok(())
    }

    /// The cost per token on new sentences, the same for every trial.
    ///
    /// # Errors
    /// If the numbers have run away.
    pub(crate) fn cost(
        &self,
        model: &Transformer,
    ) -> Result<f64, TransformerError> {
        let grammar = Grammar::parse(GRAMMAR)?;
        let (mut sum, mut count) = (0.0, 0);
        for sentence in sentences(&grammar, HELD_OUT, 99) {
            let costs = costs(model, self.variant, &example(&sentence))?;
            sum += costs.iter().sum::<f64>();
            count += costs.len();
        }
        Ok(sum / f64::from(u32::try_from(count).unwrap_or(u32::MAX)))
    }
}

/// Letters of the second task.
pub(crate) const LETTERS: usize = 16;
/// How long the part that is repeated may be.
pub(crate) const PERIODS: std::ops::RangeInclusive<usize> = 5..=10;
/// The sizes of its models.
pub(crate) fn repeat_sizes(n_blocks: usize) -> Sizes {
    Sizes { vocabulary: LETTERS, context: 24, d_model: 32, n_heads: 4, n_blocks }
}

/// Five to ten different letters, said again and again: the next one is the letter that
/// came after this one before. And from which place on it did.
pub(crate) fn repeats(rng: &mut ChaCha8Rng) -> (Example, usize) {
    let mut letters: Vec<usize> = (0..LETTERS).collect();
    let period = rng.random_range(PERIODS);
    for place in 0..period {
        letters.swap(place, rng.random_range(place..LETTERS));
    }
    let all: Vec<usize> = (0..25).map(|place| letters[place % period]).collect();
    let example = Example { ids: all[..24].to_vec(), targets: all[1..].to_vec() };
    (example, period)
}

/// What a model makes of the second task, on new sequences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Repeated {
    /// The mean cost in nats where the letter before has come before.
    pub(crate) cost: f64,
    /// The largest mean weight that a head of the first block gives to the place before.
    pub(crate) previous: f64,
    /// The largest mean weight that a head of the last block gives to the place after the
    /// one where the same letter last stood.
    pub(crate) follower: f64,
    /// The same, of all weights together that lie behind an earlier copy of the letter.
    pub(crate) followers: f64,
}

/// Trains a model with so many blocks on the second task.
///
/// # Errors
/// If the numbers have run away.
pub(crate) fn repeat_trial(
    n_blocks: usize,
    seed: u64,
    training: Training,
) -> Result<Repeated, TransformerError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut model = Transformer::random(repeat_sizes(n_blocks), &mut rng)?;
    let (optimiser, variant) = (Optimiser::AdamW, Variant::CHAPTER);
    let trial = Trial { optimiser, variant, n_blocks, training };
    trial.train(&mut model, &mut |_| repeats(&mut rng).0, &mut |_, _| {})?;
    judged(&model)
}

fn judged(model: &Transformer) -> Result<Repeated, TransformerError> {
    let mut rng = ChaCha8Rng::seed_from_u64(99);
    let (mut cost, mut count) = (0.0, 0.0);
    let heads = model.blocks[0].heads.heads.len();
    let [mut previous, mut follower, mut followers] =
        [(); 3].map(|()| vec![0.0; heads]);
    for _ in 0..HELD_OUT {
        let (example, period) = repeats(&mut rng);
        let costs = model.costs(&example.ids, &example.targets)?;
        let passes = model.passes(&example.ids)?;
        // Over the weights on the place so far back, and on every `further`th before it.
        let sum = |pass: &crate::BlockPass,
                   sums: &mut Vec<f64>,
                   back: usize,
                   further: usize| {
            for (sum, head) in sums.iter_mut().zip(&pass.heads.heads) {
                let weights: &Array2<f64> = &head.weights; // (tokens, tokens)
                for row in period..24 {
                    let places = (1..=row - back).rev().step_by(further);
                    *sum += places.map(|place| weights[[row, place]]).sum::<f64>();
                }
            }
        };
        let (first, last) = (&passes[0], &passes[passes.len() - 1]);
        sum(first, &mut previous, 1, 24);
        sum(last, &mut follower, period - 1, 24);
        sum(last, &mut followers, period - 1, period);
        cost += costs[period..].iter().sum::<f64>();
        count += costs[period..].len() as f64;
    }
    let most = |sums: &[f64]| sums.iter().fold(0.0, |a: f64, b| a.max(*b)) / count;
    Ok(Repeated {
        cost: cost / count,
        previous: most(&previous),
        follower: most(&follower),
        followers: most(&followers),
    })
}

/// Draws a next token after each, and counts the texts that are sentences of the
/// language, of a hundred; a model without a mask sees what it has written.
///
/// # Errors
/// If the numbers have run away.
pub(crate) fn sentences_written(
    model: &Transformer,
    variant: Variant,
) -> Result<usize, TransformerError> {
    let grammar = Grammar::parse(GRAMMAR)?;
    let stop = grammar.words.iter().position(|word| word == ".").unwrap_or(0);
    let plain = softmax::Sampling { temperature: 1.0, top_k: None, top_p: None };
    let mut right = 0;
    for seed in 0..100 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut ids = vec![stop];
        while ids.len() < 24 && (ids.len() == 1 || ids.last() != Some(&stop)) {
            let logits = crate::variants::logits(model, variant, &ids)?; // (tokens, vocabulary)
            let last = logits.row(ids.len() - 1); // (vocabulary)
            let p = plain.probabilities(last)?; // (vocabulary)
            ids.push(softmax::draw(p.view(), &mut rng)?);
        }
        right += usize::from(grammar.is_sentence(&ids[1..]));
    }
    Ok(right)
}
