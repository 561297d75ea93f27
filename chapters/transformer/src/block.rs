//! A block: heads look around, then each token thinks by itself, and both only add to
//! the stream.

use multi_head::{MultiHead, MultiHeadGradients, MultiHeadPass};
use ndarray::Array2;
use rand_chacha::ChaCha8Rng;

use crate::{
    FeedForward, FeedForwardGradients, FeedForwardPass, LayerNorm,
    LayerNormGradients, LayerNormPass, TransformerError,
};

// ANCHOR: block
/// A pre-norm block: heads, then a feed-forward network, each with a norm before it and
/// its result added to the stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The norm before the heads.
    pub norm_1: LayerNorm,
    /// The heads.
    pub heads: MultiHead,
    /// The norm before the feed-forward network.
    pub norm_2: LayerNorm,
    /// The feed-forward network.
    pub feed_forward: FeedForward,
}

/// What the way back needs.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockPass {
    /// Of the first norm.
    pub norm_1: LayerNormPass,
    /// What the heads were given: (tokens, d_model).
    pub normed_1: Array2<f64>,
    /// Of the heads.
    pub heads: MultiHeadPass,
    /// Of the second norm.
    pub norm_2: LayerNormPass,
    /// What the feed-forward network was given: (tokens, d_model).
    pub normed_2: Array2<f64>,
    /// Of the feed-forward network.
    pub feed_forward: FeedForwardPass,
}
// ANCHOR_END: block

impl Block {
    // ANCHOR: block-random
    /// A block that knows nothing yet. What it adds to the stream starts smaller by the
    /// factor `out`.
    ///
    /// # Errors
    /// If `n_heads` does not divide `d_model`, or one of them is 0.
    pub fn random(
        d_model: usize,
        n_heads: usize,
        out: f64,
        rng: &mut ChaCha8Rng,
    ) -> Result<Block, TransformerError> {
        let mut heads = MultiHead::random(d_model, n_heads, rng)?;
        heads.w_o *= out; // (d_model, d_model)
        Ok(Block {
            norm_1: LayerNorm::new(d_model),
            heads,
            norm_2: LayerNorm::new(d_model),
            feed_forward: FeedForward::random(d_model, 4 * d_model, out, rng),
        })
    }
    // ANCHOR_END: block-random

    // ANCHOR: block-forward
    /// The stream (tokens, d_model) after the block.
    ///
    /// # Errors
    /// If the stream does not fit the block or the mask.
    pub fn forward(
        &self,
        stream: &Array2<f64>,
        mask: &Array2<bool>,
    ) -> Result<(Array2<f64>, BlockPass), TransformerError> {
        // ANCHOR: block-forward-idea
        let (normed_1, norm_1) = self.norm_1.forward(stream)?; // (tokens, d_model)
        let heads = self.heads.forward(&normed_1, Some(mask))?;
        let stream = stream + &heads.output; // (tokens, d_model)
        let (normed_2, norm_2) = self.norm_2.forward(&stream)?; // (tokens, d_model)
        let (added, feed_forward) = self.feed_forward.forward(&normed_2)?;
        let stream = stream + added; // (tokens, d_model)
        // ANCHOR_END: block-forward-idea
        let pass =
            BlockPass { norm_1, normed_1, heads, norm_2, normed_2, feed_forward };
        Ok((stream, pass))
    }
    // ANCHOR_END: block-forward
}

// ANCHOR: block-backward
/// How the cost changes with each part of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockGradients {
    /// With the first norm.
    pub norm_1: LayerNormGradients,
    /// With the heads.
    pub heads: MultiHeadGradients,
    /// With the second norm.
    pub norm_2: LayerNormGradients,
    /// With the feed-forward network.
    pub feed_forward: FeedForwardGradients,
}

impl Block {
    /// The way back through [`Block::forward`], from how the cost changes with the
    /// stream after the block to how it changes with the stream before it, both
    /// (tokens, d_model).
    ///
    /// # Errors
    /// If the shapes are not those of that pass.
    pub fn backward(
        &self,
        pass: &BlockPass,
        d_stream: &Array2<f64>,
    ) -> Result<(BlockGradients, Array2<f64>), TransformerError> {
        let (feed_forward, d_normed) = self.feed_forward.backward(
            &pass.normed_2,
            &pass.feed_forward,
            d_stream,
        )?;
        let (norm_2, d_through) = self.norm_2.backward(&pass.norm_2, &d_normed)?;
        // ANCHOR: block-backward-idea
        // The stream goes on beside the block, so the error comes back beside it too.
        let d_stream = d_stream + &d_through; // (tokens, d_model)
        let (heads, d_normed) =
            self.heads.backward(&pass.normed_1, &pass.heads, &d_stream)?;
        // ANCHOR_END: block-backward-idea
        let (norm_1, d_through) = self.norm_1.backward(&pass.norm_1, &d_normed)?;
        let gradients = BlockGradients { norm_1, heads, norm_2, feed_forward };
        Ok((gradients, d_stream + d_through)) // (tokens, d_model)
    }
}
// ANCHOR_END: block-backward
