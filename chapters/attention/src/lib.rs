//! Chapter 6: words that look at each other.
//!
//! Each token asks a question (its query), offers an answer to others' questions (its
//! key) and has something to give (its value). How well a query fits each key decides
//! how much of each value the asking token takes in. Forward and back, for queries,
//! keys and values that are there already; [`Head`] makes them from tokens, and
//! [`with_positions`] tells each token where it stands.

// What only the experiments use.
#![cfg_attr(not(feature = "run"), allow(dead_code, unused_imports))]

use ndarray::Array2;
use softmax::{softmax_rows, softmax_rows_backward};

mod attention_error;
mod check;
mod faults;
#[cfg(feature = "run")]
mod figures;
mod head;
#[cfg(feature = "run")]
pub mod live;
pub mod nouns;
#[cfg(feature = "run")]
pub mod page;
mod positions;
pub mod reader;
pub mod tokens;
#[cfg(feature = "run")]
mod training;

pub use attention_error::AttentionError;
pub use check::{farthest, measured_head_gradients};
pub use head::{Head, HeadGradients, HeadPass, add_to_stream};
pub use positions::{sinusoidal_positions, with_positions};

// ANCHOR: scores
/// How well each query fits each key: Q Kᵀ / √d_k, of the shape (queries, keys), from
/// queries (queries, d_k) and keys (keys, d_k).
///
/// # Errors
/// If there is no query or no key, they have not as many numbers, or one of those is
/// not finite or beyond 1e50.
pub fn scores(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
) -> Result<Array2<f64>, AttentionError> {
    check_queries(queries, keys)?;
    // ANCHOR: scores-idea
    let d_k = queries.ncols() as f64;
    Ok(queries.dot(&keys.t()) / d_k.sqrt()) // (queries, keys)
    // ANCHOR_END: scores-idea
}
// ANCHOR_END: scores

// ANCHOR: causal-mask
/// Who may look where in a text: the token of a row at itself and at those before it,
/// true, and at none after it, false. The shape is (tokens, tokens).
///
/// # Errors
/// If no memory holds so many pairs.
pub fn causal_mask(tokens: usize) -> Result<Array2<bool>, AttentionError> {
    check_pairs(tokens)?;
    // ANCHOR: causal-mask-idea
    let is_allowed = |(query, key)| key <= query;
    Ok(Array2::from_shape_fn((tokens, tokens), is_allowed)) // (tokens, tokens)
    // ANCHOR_END: causal-mask-idea
}
// ANCHOR_END: causal-mask

// ANCHOR: masked
/// The scores (queries, keys) with −∞ wherever the mask of that shape is false.
///
/// # Errors
/// If the shapes differ, or the mask allows a query nothing.
pub fn masked(
    mut scores: Array2<f64>,
    mask: &Array2<bool>,
) -> Result<Array2<f64>, AttentionError> {
    check_mask(scores.dim(), mask)?;
    // ANCHOR: masked-idea
    scores.zip_mut_with(mask, |score, &is_allowed| {
        if !is_allowed {
            *score = f64::NEG_INFINITY;
        }
    });
    // ANCHOR_END: masked-idea
    Ok(scores) // (queries, keys)
}
// ANCHOR_END: masked

// ANCHOR: attend
/// Where each query looks, and what it takes from there.
#[derive(Debug, Clone, PartialEq)]
pub struct Attended {
    /// How much of each value, every row a distribution: (queries, keys).
    pub weights: Array2<f64>,
    /// Each query's mixture of the values: (queries, d_v).
    pub output: Array2<f64>,
}

/// Scaled dot-product attention (Vaswani and others, 2017): from queries (queries,
/// d_k), keys (keys, d_k), values (keys, d_v) and perhaps a mask (queries, keys).
///
/// # Errors
/// If the shapes do not fit, a matrix is empty, a number in one is not finite or beyond
/// 1e50, or the mask allows a query nothing.
pub fn attend(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    values: &Array2<f64>,
    mask: Option<&Array2<bool>>,
) -> Result<Attended, AttentionError> {
    check_values(keys, values)?;
    // ANCHOR: attend-idea
    let mut scores = scores(queries, keys)?; // (queries, keys)
    if let Some(mask) = mask {
        scores = masked(scores, mask)?; // (queries, keys)
    }
    let weights = softmax_rows(&scores)?; // (queries, keys)
    let output = weights.dot(values); // (queries, d_v)
    // ANCHOR_END: attend-idea
    Ok(Attended { weights, output })
}
// ANCHOR_END: attend

// ANCHOR: attend-backward
/// How the cost changes with what [`attend`] was given.
#[derive(Debug, Clone, PartialEq)]
pub struct AttendGradients {
    /// dC/dQ: (queries, d_k).
    pub d_queries: Array2<f64>,
    /// dC/dK: (keys, d_k).
    pub d_keys: Array2<f64>,
    /// dC/dV: (keys, d_v).
    pub d_values: Array2<f64>,
}

/// The way back through [`attend`], from its `weights` (queries, keys) and how the cost
/// changes with its output (queries, d_v). A mask is not needed again: where it forbade
/// to look, the weight is 0, and nothing passes.
///
/// # Errors
/// If these do not belong to one pass, or a number is not finite or beyond 1e50.
pub fn attend_backward(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    values: &Array2<f64>,
    weights: &Array2<f64>,
    d_output: &Array2<f64>,
) -> Result<AttendGradients, AttentionError> {
    check_queries(queries, keys)?;
    check_values(keys, values)?;
    let pairs = (queries.nrows(), keys.nrows());
    check_same_pass("weights", weights, pairs)?;
    check_same_pass("d_output", d_output, (queries.nrows(), values.ncols()))?;
    let scale = 1.0 / (queries.ncols() as f64).sqrt();
    // ANCHOR: attend-backward-idea
    let d_values = weights.t().dot(d_output); // (keys, d_v)
    let d_weights = d_output.dot(&values.t()); // (queries, keys)
    let d_scores = softmax_rows_backward(weights, &d_weights)? * scale; // (queries, keys)
    let d_queries = d_scores.dot(keys); // (queries, d_k)
    let d_keys = d_scores.t().dot(queries); // (keys, d_k)
    // ANCHOR_END: attend-backward-idea
    Ok(AttendGradients { d_queries, d_keys, d_values })
}
// ANCHOR_END: attend-backward

// ANCHOR: check-attention
/// No entry may be larger, so that no product on the way forward or back overflows.
const LARGEST: f64 = 1e50;

fn check_matrix(
    name: &'static str,
    matrix: &Array2<f64>,
) -> Result<(), AttentionError> {
    let (rows, columns) = matrix.dim();
    if matrix.is_empty() {
        return Err(AttentionError::Empty { name, rows, columns });
    }
    let is_fit = |x: &f64| x.abs() <= LARGEST; // false for NaN
    if matrix.iter().all(is_fit) {
        return Ok(());
    }
    let found = matrix.indexed_iter().find(|(_, x)| !is_fit(x));
    let ((row, column), value) = found.expect("one that does not fit");
    Err(AttentionError::Entry { name, row, column, value: value.to_string() })
}

fn check_queries(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
) -> Result<(), AttentionError> {
    check_matrix("queries", queries)?;
    check_matrix("keys", keys)?;
    if queries.ncols() != keys.ncols() {
        let (queries, keys) = (queries.ncols(), keys.ncols());
        return Err(AttentionError::Width { queries, keys });
    }
    Ok(())
}

fn check_pairs(tokens: usize) -> Result<(), AttentionError> {
    let pairs = tokens.checked_mul(tokens);
    if pairs.and_then(|pairs| isize::try_from(pairs).ok()).is_none() {
        return Err(AttentionError::TooLarge { tokens });
    }
    Ok(())
}

fn check_mask(
    expected: (usize, usize),
    mask: &Array2<bool>,
) -> Result<(), AttentionError> {
    let found = mask.dim();
    if expected != found {
        return Err(AttentionError::Mask { expected, found });
    }
    for (query, allowed) in mask.rows().into_iter().enumerate() {
        if !allowed.iter().any(|&is_allowed| is_allowed) {
            return Err(AttentionError::NothingAllowed { query });
        }
    }
    Ok(())
}

fn check_values(
    keys: &Array2<f64>,
    values: &Array2<f64>,
) -> Result<(), AttentionError> {
    check_matrix("values", values)?;
    if keys.nrows() != values.nrows() {
        let (keys, values) = (keys.nrows(), values.nrows());
        return Err(AttentionError::Values { keys, values });
    }
    Ok(())
}

fn check_same_pass(
    name: &'static str,
    matrix: &Array2<f64>,
    expected: (usize, usize),
) -> Result<(), AttentionError> {
    let found = matrix.dim();
    if found != expected {
        return Err(AttentionError::NotOfTheForwardPass { name, expected, found });
    }
    check_matrix(name, matrix)
}
// ANCHOR_END: check-attention
