//! The same model, put together in other ways: with the norms in the stream, or without
//! its mask.

// Trained by the tests, which record what comes of it; the page needs the settings alone.
#![cfg_attr(not(test), allow(dead_code))]

use attention::causal_mask;
use multi_head::MultiHeadPass;
use ndarray::{Array2, Axis};
use softmax::{cross_entropy, cross_entropy_gradient};

use crate::{
    Block, BlockGradients, Example, FeedForwardPass, LayerNormPass, Transformer,
    TransformerError, TransformerGradients,
};

#[cfg(test)]
mod proofs;

/// How a model is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Variant {
    /// Whether the norms stand in the stream, behind each sum (Vaswani and others, 2017),
    /// and not before what reads from it.
    pub(crate) is_post_norm: bool,
    /// Whether a token sees those before it only.
    pub(crate) is_masked: bool,
}

impl Variant {
    /// As in this chapter.
    pub(crate) const CHAPTER: Variant =
        Variant { is_post_norm: false, is_masked: true };
}

/// What the way back through a block needs.
struct Pass {
    stream: Array2<f64>, // (tokens, d_model)
    norm_1: LayerNormPass,
    heads: MultiHeadPass,
    middle: Array2<f64>, // (tokens, d_model)
    norm_2: LayerNormPass,
    feed_forward: FeedForwardPass,
}

/// A block with its norms in the stream: norm(x + heads(x)), and the same with the
/// feed-forward network.
fn post_norm(
    block: &Block,
    stream: Array2<f64>,
    mask: &Array2<bool>,
) -> Result<(Array2<f64>, Pass), TransformerError> {
    let heads = block.heads.forward(&stream, Some(mask))?;
    let (middle, norm_1) = block.norm_1.forward(&(&stream + &heads.output))?; // (tokens, d_model)
    let (added, feed_forward) = block.feed_forward.forward(&middle)?; // (tokens, d_model)
    let (after, norm_2) = block.norm_2.forward(&(&middle + &added))?; // (tokens, d_model)
    let pass = Pass { stream, norm_1, heads, middle, norm_2, feed_forward };
    Ok((after, pass))
}

/// The way back through [`post_norm`].
fn post_norm_backward(
    block: &Block,
    pass: &Pass,
    d_after: &Array2<f64>,
) -> Result<(BlockGradients, Array2<f64>), TransformerError> {
    let (norm_2, d_sum) = block.norm_2.backward(&pass.norm_2, d_after)?;
    let (feed_forward, d_read) =
        block.feed_forward.backward(&pass.middle, &pass.feed_forward, &d_sum)?;
    let d_middle = d_sum + d_read; // (tokens, d_model)
    let (norm_1, d_sum) = block.norm_1.backward(&pass.norm_1, &d_middle)?;
    let (heads, d_read) =
        block.heads.backward(&pass.stream, &pass.heads, &d_sum)?;
    let gradients = BlockGradients { norm_1, heads, norm_2, feed_forward };
    Ok((gradients, d_sum + d_read)) // (tokens, d_model)
}

/// What stands where a block's pass does.
enum BlockPass {
    Pre(Box<crate::BlockPass>),
    Post(Box<Pass>),
}

/// What [`Transformer::logits`] gives, of the same parameters put together in another
/// way: (tokens, vocabulary).
///
/// # Errors
/// If the tokens do not fit the model.
pub(crate) fn logits(
    model: &Transformer,
    variant: Variant,
    ids: &[usize],
) -> Result<Array2<f64>, TransformerError> {
    let (normed, ..) = forward(model, variant, ids)?; // (tokens, d_model)
    Ok(normed.dot(&model.unembedding)) // (tokens, vocabulary)
}

type Forward = (Array2<f64>, LayerNormPass, Vec<BlockPass>);

fn forward(
    model: &Transformer,
    variant: Variant,
    ids: &[usize],
) -> Result<Forward, TransformerError> {
    let mut stream = model.stream(ids)?; // (tokens, d_model)
    let mut mask = causal_mask(ids.len())?; // (tokens, tokens)
    if !variant.is_masked {
        mask.fill(true);
    }
    let mut passes = Vec::new();
    for block in &model.blocks {
        let (after, pass) = if variant.is_post_norm {
            let (after, pass) = post_norm(block, stream, &mask)?;
            (after, BlockPass::Post(Box::new(pass)))
        } else {
            let (after, pass) = block.forward(&stream, &mask)?;
            (after, BlockPass::Pre(Box::new(pass)))
        };
        stream = after; // (tokens, d_model)
        passes.push(pass);
    }
    let (normed, norm) = model.norm.forward(&stream)?; // (tokens, d_model)
    Ok((normed, norm, passes))
}

/// What [`Transformer::costs`] gives: (tokens).
///
/// # Errors
/// If the sentence does not fit the model.
pub(crate) fn costs(
    model: &Transformer,
    variant: Variant,
    example: &Example,
) -> Result<Vec<f64>, TransformerError> {
    let logits = logits(model, variant, &example.ids)?; // (tokens, vocabulary)
    let mut costs = Vec::new();
    for (row, &target) in example.targets.iter().enumerate() {
        let one = logits.select(Axis(0), &[row]); // (1, vocabulary)
        costs.push(cross_entropy(&one, &[target])?);
    }
    Ok(costs)
}

/// What [`Transformer::cost_and_gradients`] gives.
///
/// # Errors
/// If the sentence does not fit the model.
pub(crate) fn cost_and_gradients(
    model: &Transformer,
    variant: Variant,
    Example { ids, targets }: &Example,
) -> Result<(f64, TransformerGradients), TransformerError> {
    let (normed, norm, passes) = forward(model, variant, ids)?;
    let logits = normed.dot(&model.unembedding); // (tokens, vocabulary)
    let cost = cross_entropy(&logits, targets)?;
    let d_logits = cross_entropy_gradient(&logits, targets)?; // (tokens, vocabulary)
    let d_unembedding = normed.t().dot(&d_logits); // (d_model, vocabulary)
    let d_normed = d_logits.dot(&model.unembedding.t()); // (tokens, d_model)
    let (norm, mut d_stream) = model.norm.backward(&norm, &d_normed)?;
    let mut blocks = Vec::new();
    for (block, pass) in model.blocks.iter().zip(&passes).rev() {
        let (gradients, before) = match pass {
            BlockPass::Pre(pass) => block.backward(pass, &d_stream)?,
            BlockPass::Post(pass) => post_norm_backward(block, pass, &d_stream)?,
        };
        d_stream = before; // (tokens, d_model)
        blocks.push(gradients);
    }
    blocks.reverse();
    let (d_embedding, d_positions) = model.stream_backward(ids, &d_stream);
    let gradients = TransformerGradients {
        d_embedding,
        d_positions,
        blocks,
        norm,
        d_unembedding,
    };
    Ok((cost, gradients))
}
