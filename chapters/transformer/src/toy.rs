//! Transformers for the toy language: how they are trained, kept and read again.

use ndarray::Array2;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::grammar::{GRAMMAR, Grammar, Sentence};
use crate::{Example, Sizes, Training, Transformer, TransformerError, train};

/// From so many sentences the baselines learn, where they learn from few.
pub const FEW: usize = 5000;
/// The seed of the sentences that the baselines learn from.
pub const LEARNED: u64 = 3;

// ANCHOR: toy-settings
/// How the toy transformers are trained.
pub const TRAINING: Training = Training {
    steps: 3000,
    warm_up: 50,
    batch_size: 16,
    learning_rate: 0.004,
    clip: 1.0,
};

/// The sizes of a toy transformer with so many blocks.
pub fn sizes(grammar: &Grammar, n_blocks: usize) -> Sizes {
    let vocabulary = grammar.words.len();
    Sizes { vocabulary, context: 24, d_model: 32, n_heads: 4, n_blocks }
}

/// A sentence as tokens and targets: before its first word stands a full stop.
pub fn example(sentence: &Sentence) -> Example {
    let targets = sentence.ids.clone();
    let stop = targets.last().copied().into_iter();
    let before_last = targets.len().saturating_sub(1);
    let ids = stop.chain(targets[..before_last].iter().copied()).collect();
    Example { ids, targets }
}

/// So many random sentences.
pub fn sentences(grammar: &Grammar, count: usize, seed: u64) -> Vec<Sentence> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| grammar.sentence(&mut rng)).collect()
}

/// Trains a toy transformer from a seed, on sentences that it sees once.
///
/// # Errors
/// If the steps are too large.
pub fn learn(
    n_blocks: usize,
    seed: u64,
    training: Training,
    watch: &mut dyn FnMut(usize, f64, &Transformer),
) -> Result<Transformer, TransformerError> {
    let grammar = Grammar::parse(GRAMMAR)?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut model = Transformer::random(sizes(&grammar, n_blocks), &mut rng)?;
    let mut next = |rng: &mut ChaCha8Rng| example(&grammar.sentence(rng));
    train(&mut model, training, &mut rng, &mut next, watch)?;
    Ok(model)
}
// ANCHOR_END: toy-settings

// ANCHOR: toy-bytes
/// All parameters as 32-bit numbers, lowest byte first, one tensor after the other.
pub fn to_bytes(model: &Transformer) -> Vec<u8> {
    let tensors = model.tensors();
    let numbers = tensors.iter().flat_map(|tensor| tensor.numbers);
    numbers.flat_map(|&x| (x as f32).to_le_bytes()).collect()
}

/// The model of those bytes.
///
/// # Errors
/// If the bytes are not as many as the sizes need.
pub fn from_bytes(
    sizes: Sizes,
    bytes: &[u8],
) -> Result<Transformer, TransformerError> {
    let mut model = Transformer::random(sizes, &mut ChaCha8Rng::seed_from_u64(0))?;
    let (expected, found) = (model.parameter_count(), bytes.len() / 4);
    if bytes.len() != 4 * expected {
        return Err(TransformerError::Parameters { expected, found });
    }
    let (numbers, _) = bytes.as_chunks::<4>();
    let mut numbers =
        numbers.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes)));
    for parameters in model.tensors_mut() {
        for (parameter, number) in parameters.iter_mut().zip(&mut numbers) {
            *parameter = number;
        }
    }
    Ok(model)
}
// ANCHOR_END: toy-bytes

/// The weights of every head of every block, (tokens, tokens) each, for a sentence.
pub(crate) fn weights(
    model: &Transformer,
    ids: &[usize],
) -> Result<Vec<Vec<Array2<f64>>>, TransformerError> {
    let passes = model.passes(ids)?;
    let of_block = |pass: &crate::BlockPass| {
        pass.heads.heads.iter().map(|head| head.weights.clone()).collect()
    };
    Ok(passes.iter().map(of_block).collect())
}
