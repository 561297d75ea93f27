//! What a model does without one of its heads.

use attention::causal_mask;
use ndarray::{Array1, Array2, Axis, s};

use crate::{Example, Transformer, TransformerError};

// ANCHOR: ablation
/// A head of a model: its block and its number there, both counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HeadPlace {
    /// The block.
    pub(crate) block: usize,
    /// The head of that block.
    pub(crate) head: usize,
}

/// What [`Transformer::logits`] gives, (tokens, vocabulary), when what a head takes in is
/// replaced, at every token, by the same numbers (d_head): zeros, or its mean.
///
/// # Errors
/// If the tokens do not fit the model.
pub(crate) fn logits_without(
    model: &Transformer,
    off: HeadPlace,
    instead: &Array1<f64>,
    ids: &[usize],
) -> Result<Array2<f64>, TransformerError> {
    let mask = causal_mask(ids.len())?; // (tokens, tokens)
    let places = model.positions.slice(s![..ids.len(), ..]); // (tokens, d_model)
    let mut stream = model.embedding.look_up(ids)? + places; // (tokens, d_model)
    for (index, block) in model.blocks.iter().enumerate() {
        if index != off.block {
            stream = block.forward(&stream, &mask)?.0; // (tokens, d_model)
            continue;
        }
        let (normed, _) = block.norm_1.forward(&stream)?; // (tokens, d_model)
        let mut taken = block.heads.forward(&normed, Some(&mask))?.concatenated; // (tokens, d_model)
        let from = off.head * instead.len();
        taken.slice_mut(s![.., from..from + instead.len()]).assign(instead);
        stream = stream + taken.dot(&block.heads.w_o); // (tokens, d_model)
        let (normed, _) = block.norm_2.forward(&stream)?; // (tokens, d_model)
        stream = stream + block.feed_forward.forward(&normed)?.0; // (tokens, d_model)
    }
    let (normed, _) = model.norm.forward(&stream)?; // (tokens, d_model)
    Ok(normed.dot(&model.unembedding)) // (tokens, vocabulary)
}
// ANCHOR_END: ablation

/// What each head takes in on average, over all tokens of some sentences: of each block a
/// row of all its heads side by side, (d_model).
///
/// # Errors
/// If there is no sentence, or one does not fit the model.
pub(crate) fn mean_outputs(
    model: &Transformer,
    sentences: &[Example],
) -> Result<Vec<Array1<f64>>, TransformerError> {
    let d_model = model.unembedding.nrows();
    let mut sums = vec![Array1::zeros(d_model); model.blocks.len()];
    let mut tokens = 0.0;
    for example in sentences {
        for (sum, pass) in sums.iter_mut().zip(model.passes(&example.ids)?) {
            *sum += &pass.heads.concatenated.sum_axis(Axis(0)); // (d_model)
        }
        tokens += example.ids.len() as f64;
    }
    if tokens == 0.0 {
        return Err(TransformerError::NoSentence);
    }
    Ok(sums.into_iter().map(|sum| sum / tokens).collect())
}
