//! The whole transformer: embeddings, blocks, a last norm and the way to words, forward
//! and back.

use attention::causal_mask;
use embeddings::Embedding;
use ndarray::{Array2, Axis, s};
use neurons::standard_normal;
use rand_chacha::ChaCha8Rng;
use softmax::{cross_entropy, cross_entropy_gradient};

use crate::{
    Block, BlockGradients, BlockPass, LayerNorm, LayerNormGradients, LayerNormPass,
    TransformerError,
};

// ANCHOR: sizes
/// The sizes of a transformer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Words.
    pub vocabulary: usize,
    /// Tokens that it can see.
    pub context: usize,
    /// Numbers of a token.
    pub d_model: usize,
    /// Heads of each block.
    pub n_heads: usize,
    /// Blocks.
    pub n_blocks: usize,
}
// ANCHOR_END: sizes

// ANCHOR: transformer
/// A decoder-only transformer (Radford and others, 2018 and 2019).
#[derive(Debug, Clone, PartialEq)]
pub struct Transformer {
    /// W_E, a row for each word: (vocabulary, d_model).
    pub embedding: Embedding,
    /// A row for each place, learned: (context, d_model).
    pub positions: Array2<f64>,
    /// From the first to the last.
    pub blocks: Vec<Block>,
    /// The norm before the unembedding.
    pub norm: LayerNorm,
    /// W_U, a column for each word: (d_model, vocabulary).
    pub unembedding: Array2<f64>,
}

/// What the way back needs.
struct Pass {
    blocks: Vec<BlockPass>,
    norm: LayerNormPass,
    normed: Array2<f64>, // (tokens, d_model)
    logits: Array2<f64>, // (tokens, vocabulary)
}
// ANCHOR_END: transformer

impl Transformer {
    // ANCHOR: transformer-random
    /// A transformer that knows nothing yet.
    ///
    /// # Errors
    /// If a size is 0, or the number of heads does not divide d_model.
    pub fn random(
        sizes: Sizes,
        rng: &mut ChaCha8Rng,
    ) -> Result<Transformer, TransformerError> {
        let Sizes { vocabulary, context, d_model, n_heads, n_blocks } = sizes;
        for (name, size) in [
            ("vocabulary", vocabulary),
            ("context", context),
            ("n_blocks", n_blocks),
        ] {
            if size == 0 {
                return Err(TransformerError::Zero { name });
            }
        }
        // Each block adds twice to the stream, which shall not grow with the blocks.
        let out = 1.0 / (2.0 * n_blocks as f64).sqrt();
        let blocks: Result<Vec<_>, _> = (0..n_blocks)
            .map(|_| Block::random(d_model, n_heads, out, rng))
            .collect();
        let blocks = blocks?;
        let mut normal = |rows, columns, spread: f64| {
            let draw = |_| spread * standard_normal(rng);
            Array2::from_shape_fn((rows, columns), draw) // (rows, columns)
        };
        Ok(Transformer {
            embedding: Embedding::new(normal(vocabulary, d_model, 0.3))?,
            positions: normal(context, d_model, 0.3),
            blocks,
            norm: LayerNorm::new(d_model),
            unembedding: normal(d_model, vocabulary, 0.1 / (d_model as f64).sqrt()),
        })
    }
    // ANCHOR_END: transformer-random

    // ANCHOR: transformer-forward
    /// A score for each word as the next one, at each place: from ids (tokens) to
    /// logits (tokens, vocabulary).
    ///
    /// # Errors
    /// If there is no token, more than the context, or one that is not known.
    pub fn logits(&self, ids: &[usize]) -> Result<Array2<f64>, TransformerError> {
        Ok(self.forward(ids)?.logits)
    }

    pub(crate) fn passes(
        &self,
        ids: &[usize],
    ) -> Result<Vec<BlockPass>, TransformerError> {
        Ok(self.forward(ids)?.blocks)
    }

    /// What the first block reads: (tokens, d_model).
    pub(crate) fn stream(
        &self,
        ids: &[usize],
    ) -> Result<Array2<f64>, TransformerError> {
        let (context, found) = (self.positions.nrows(), ids.len());
        if found == 0 || found > context {
            return Err(TransformerError::Tokens { context, found });
        }
        let places = self.positions.slice(s![..found, ..]); // (tokens, d_model)
        Ok(self.embedding.look_up(ids)? + places) // (tokens, d_model)
    }

    fn forward(&self, ids: &[usize]) -> Result<Pass, TransformerError> {
        // ANCHOR: transformer-forward-idea
        let mut stream = self.stream(ids)?; // (tokens, d_model)
        let mask = causal_mask(ids.len())?; // (tokens, tokens)
        let mut blocks = Vec::new();
        for block in &self.blocks {
            let (after, pass) = block.forward(&stream, &mask)?;
            stream = after; // (tokens, d_model)
            blocks.push(pass);
        }
        let (normed, norm) = self.norm.forward(&stream)?; // (tokens, d_model)
        let logits = normed.dot(&self.unembedding); // (tokens, vocabulary)
        // ANCHOR_END: transformer-forward-idea
        Ok(Pass { blocks, norm, normed, logits })
    }
    // ANCHOR_END: transformer-forward
}

// ANCHOR: transformer-backward
/// How the cost changes with each parameter, of its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct TransformerGradients {
    /// (vocabulary, d_model).
    pub d_embedding: Array2<f64>,
    /// (context, d_model).
    pub d_positions: Array2<f64>,
    /// Of each block.
    pub blocks: Vec<BlockGradients>,
    /// Of the last norm.
    pub norm: LayerNormGradients,
    /// (d_model, vocabulary).
    pub d_unembedding: Array2<f64>,
}

impl Transformer {
    /// The cross-entropy of a sequence in nats, and how it changes with every
    /// parameter: after each token (tokens) should come its target (tokens).
    ///
    /// # Errors
    /// If the tokens do not fit the model, or there is not one target for each.
    pub fn cost_and_gradients(
        &self,
        ids: &[usize],
        targets: &[usize],
    ) -> Result<(f64, TransformerGradients), TransformerError> {
        check_targets(ids, targets)?;
        let pass = self.forward(ids)?;
        let cost = cross_entropy(&pass.logits, targets)?;
        let d_logits = cross_entropy_gradient(&pass.logits, targets)?; // (tokens, vocabulary)
        let d_unembedding = pass.normed.t().dot(&d_logits); // (d_model, vocabulary)
        let d_normed = d_logits.dot(&self.unembedding.t()); // (tokens, d_model)
        let (norm, mut d_stream) = self.norm.backward(&pass.norm, &d_normed)?;
        let mut blocks = Vec::new();
        for (block, pass) in self.blocks.iter().zip(&pass.blocks).rev() {
            let (gradients, before) = block.backward(pass, &d_stream)?;
            d_stream = before; // (tokens, d_model)
            blocks.push(gradients);
        }
        blocks.reverse();
        let (d_embedding, d_positions) = self.stream_backward(ids, &d_stream);
        let gradients = TransformerGradients {
            d_embedding,
            d_positions,
            blocks,
            norm,
            d_unembedding,
        };
        Ok((cost, gradients))
    }

    /// From the gradient of the first stream, (tokens, d_model), to those of embedding
    /// (vocabulary, d_model) and positions (context, d_model).
    pub(crate) fn stream_backward(
        &self,
        ids: &[usize],
        d_stream: &Array2<f64>,
    ) -> (Array2<f64>, Array2<f64>) {
        let mut d_embedding = Array2::zeros(self.embedding.weights.dim()); // (vocabulary, d_model)
        for (&id, d) in ids.iter().zip(d_stream.rows()) {
            d_embedding.row_mut(id).scaled_add(1.0, &d); // (d_model)
        }
        let mut d_positions = Array2::zeros(self.positions.dim()); // (context, d_model)
        d_positions.slice_mut(s![..ids.len(), ..]).assign(d_stream);
        (d_embedding, d_positions)
    }
}
// ANCHOR_END: transformer-backward

impl Transformer {
    // ANCHOR: transformer-cost
    /// The cross-entropy of each prediction of a sequence, in nats: (tokens).
    ///
    /// # Errors
    /// As [`Transformer::cost_and_gradients`].
    pub fn costs(
        &self,
        ids: &[usize],
        targets: &[usize],
    ) -> Result<Vec<f64>, TransformerError> {
        check_targets(ids, targets)?;
        let logits = self.forward(ids)?.logits; // (tokens, vocabulary)
        let mut costs = Vec::new();
        for (row, &target) in targets.iter().enumerate() {
            let one = logits.select(Axis(0), &[row]); // (1, vocabulary)
            costs.push(cross_entropy(&one, &[target])?);
        }
        Ok(costs)
    }
    // ANCHOR_END: transformer-cost
}

// ANCHOR: check-targets
fn check_targets(ids: &[usize], targets: &[usize]) -> Result<(), TransformerError> {
    let (tokens, targets) = (ids.len(), targets.len());
    if tokens != targets {
        return Err(TransformerError::Targets { tokens, targets });
    }
    Ok(())
}
// ANCHOR_END: check-targets
