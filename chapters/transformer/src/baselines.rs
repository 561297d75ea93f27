//! What a transformer has to beat.

use std::collections::HashMap;

use backprop::{Settings, Trainer};
use ndarray::Array2;
use neurons::{Activation, Network};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::{cross_entropy, cross_entropy_cost};

use crate::{Example, TransformerError};

/// What each count of a follower is more than it is, so that nothing is impossible.
pub const LITTLE: f64 = 0.01;

// ANCHOR: n-gram
/// Counts of what follows the last `order` − 1 tokens.
#[derive(Debug, Clone)]
pub struct NGram {
    order: usize,
    vocabulary: usize,
    counts: HashMap<Vec<usize>, Vec<f64>>,
}

impl NGram {
    /// From sentences, each with its tokens and their targets. Every follower is
    /// counted a little even where it never came, so that nothing is impossible.
    pub fn count(order: usize, vocabulary: usize, sentences: &[Example]) -> NGram {
        let mut counts = HashMap::new();
        for Example { ids, targets } in sentences {
            for (place, &target) in targets.iter().enumerate() {
                let followers = counts
                    .entry(context(&ids[..=place], order))
                    .or_insert_with(|| vec![LITTLE; vocabulary]);
                followers[target] += 1.0;
            }
        }
        NGram { order, vocabulary, counts }
    }

    /// The chance of each token to come next, (vocabulary). A context that never came says
    /// nothing.
    pub fn chances(&self, ids: &[usize]) -> Vec<f64> {
        match self.counts.get(&context(ids, self.order)) {
            Some(followers) => {
                let sum = followers.iter().sum::<f64>();
                followers.iter().map(|count| count / sum).collect()
            }
            None => vec![1.0 / self.vocabulary as f64; self.vocabulary],
        }
    }

    /// The cross-entropy per token in nats.
    pub fn cost(&self, sentences: &[Example]) -> f64 {
        let (mut sum, mut tokens) = (0.0, 0);
        for Example { ids, targets } in sentences {
            for (place, &target) in targets.iter().enumerate() {
                sum -= libm::log(self.chances(&ids[..=place])[target]);
                tokens += 1;
            }
        }
        sum / tokens as f64
    }
}

/// The last tokens that a model of this order sees: fewer at the start.
fn context(ids: &[usize], order: usize) -> Vec<usize> {
    ids[ids.len().saturating_sub(order.saturating_sub(1))..].to_vec()
}
// ANCHOR_END: n-gram

// ANCHOR: window
/// Tokens that the network of *Backprop* sees.
pub const WINDOW: usize = 3;

/// The last tokens before each target as one-hot rows side by side, (targets, window ·
/// vocabulary), and the targets.
fn windows(vocabulary: usize, sentences: &[Example]) -> (Array2<f64>, Vec<usize>) {
    let all: Vec<usize> =
        sentences.iter().flat_map(|example| example.targets.clone()).collect();
    let mut inputs = Array2::zeros((all.len(), WINDOW * vocabulary)); // (targets, window · vocabulary)
    let mut row = 0;
    for Example { ids, targets } in sentences {
        for place in 0..targets.len() {
            for back in 0..WINDOW.min(place + 1) {
                inputs[[row, back * vocabulary + ids[place - back]]] = 1.0;
            }
            row += 1;
        }
    }
    (inputs, all)
}

/// The cross-entropy per token of a network with one hidden layer, trained on some
/// sentences, on others.
///
/// # Errors
/// If there is no sentence.
pub fn window_cost(
    vocabulary: usize,
    training: &[Example],
    test: &[Example],
    settings: Settings,
) -> Result<f64, TransformerError> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let sizes = [WINDOW * vocabulary, 64, vocabulary];
    let (hidden, output) = (Activation::Relu, Activation::Identity);
    let network = Network::random(&sizes, hidden, output, &mut rng)?;
    let mut trainer = Trainer::new(network, settings, cross_entropy_cost)?;
    for _ in 0..settings.epochs {
        // As one-hot rows, all of a large training would fill the memory.
        for some in training.chunks(5000) {
            let (inputs, classes) = windows(vocabulary, some); // (targets, window · vocabulary)
            let targets = loss::one_hot(&classes, vocabulary)?; // (targets, vocabulary)
            trainer.epoch(&inputs, &targets, &mut rng)?;
        }
    }
    let (inputs, classes) = windows(vocabulary, test); // (targets, window · vocabulary)
    let logits = trainer.network().forward(&inputs)?; // (targets, vocabulary)
    Ok(cross_entropy(&logits, &classes)?)
}
// ANCHOR_END: window
