//! A head: three matrices that turn tokens into queries, keys and values, forward and
//! back. What is done with those stands in the chapter's root.

use ndarray::Array2;
use neurons::standard_normal;
use rand_chacha::ChaCha8Rng;

use crate::{
    AttentionError, attend, attend_backward, check_matrix, check_same_pass,
};

// ANCHOR: head
/// A head of attention: three matrices that make of each token what it asks, what it
/// offers and what it gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// W_Q, to queries: (d_model, d_k).
    pub w_q: Array2<f64>,
    /// W_K, to keys: (d_model, d_k).
    pub w_k: Array2<f64>,
    /// W_V, to values: (d_model, d_v).
    pub w_v: Array2<f64>,
}
// ANCHOR_END: head

// ANCHOR: head-pass
/// What a head computed on its way forward, and needs on its way back.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadPass {
    /// What each token asks: (tokens, d_k).
    pub queries: Array2<f64>,
    /// What each token offers: (tokens, d_k).
    pub keys: Array2<f64>,
    /// What each token gives: (tokens, d_v).
    pub values: Array2<f64>,
    /// How much each token takes from each: (tokens, tokens).
    pub weights: Array2<f64>,
    /// What each token takes in: (tokens, d_v).
    pub output: Array2<f64>,
}
// ANCHOR_END: head-pass

impl Head {
    // ANCHOR: head-random
    /// A head that knows nothing yet: normal numbers around 0, small enough that those
    /// of queries, keys and values are about as large as those of the tokens.
    ///
    /// # Errors
    /// If one of the sizes is 0.
    pub fn random(
        d_model: usize,
        d_k: usize,
        d_v: usize,
        rng: &mut ChaCha8Rng,
    ) -> Result<Head, AttentionError> {
        let spread = 1.0 / (d_model.max(1) as f64).sqrt();
        let mut normal = |columns| {
            let draw = |_| spread * standard_normal(rng);
            Array2::from_shape_fn((d_model, columns), draw) // (d_model, columns)
        };
        let (w_q, w_k, w_v) = (normal(d_k), normal(d_k), normal(d_v));
        let head = Head { w_q, w_k, w_v };
        head.check(d_model)?;
        Ok(head)
    }
    // ANCHOR_END: head-random

    // ANCHOR: head-forward
    /// What each token (tokens, d_model) takes in from those that the mask (tokens,
    /// tokens) lets it look at, or from all.
    ///
    /// # Errors
    /// If the tokens do not fit the matrices or the mask, a number anywhere is not
    /// finite or beyond 1e50, or the mask allows a token nothing.
    pub fn forward(
        &self,
        tokens: &Array2<f64>,
        mask: Option<&Array2<bool>>,
    ) -> Result<HeadPass, AttentionError> {
        check_matrix("tokens", tokens)?;
        self.check(tokens.ncols())?;
        // ANCHOR: head-forward-idea
        let queries = tokens.dot(&self.w_q); // (tokens, d_k)
        let keys = tokens.dot(&self.w_k); // (tokens, d_k)
        let values = tokens.dot(&self.w_v); // (tokens, d_v)
        let attended = attend(&queries, &keys, &values, mask)?;
        // ANCHOR_END: head-forward-idea
        let (weights, output) = (attended.weights, attended.output);
        Ok(HeadPass { queries, keys, values, weights, output })
    }
    // ANCHOR_END: head-forward
}

// ANCHOR: head-backward
/// How the cost changes with each matrix of a head, of the shape of that matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadGradients {
    /// dC/dW_Q: (d_model, d_k).
    pub d_w_q: Array2<f64>,
    /// dC/dW_K: (d_model, d_k).
    pub d_w_k: Array2<f64>,
    /// dC/dW_V: (d_model, d_v).
    pub d_w_v: Array2<f64>,
}

impl Head {
    /// The way back through [`Head::forward`]: `tokens` (tokens, d_model) and `pass`
    /// are those of the way forward, `d_output` (tokens, d_v) says how the cost
    /// changes with its output. The second result says how it changes with the tokens:
    /// (tokens, d_model).
    ///
    /// # Errors
    /// If these do not belong to one pass through this head, or a number is not finite
    /// or beyond 1e50.
    pub fn backward(
        &self,
        tokens: &Array2<f64>,
        pass: &HeadPass,
        d_output: &Array2<f64>,
    ) -> Result<(HeadGradients, Array2<f64>), AttentionError> {
        self.check_pass(tokens, pass)?;
        let HeadPass { queries, keys, values, weights, .. } = pass;
        let d = attend_backward(queries, keys, values, weights, d_output)?;
        // ANCHOR: head-backward-idea
        let d_w_q = tokens.t().dot(&d.d_queries); // (d_model, d_k)
        let d_w_k = tokens.t().dot(&d.d_keys); // (d_model, d_k)
        let d_w_v = tokens.t().dot(&d.d_values); // (d_model, d_v)
        // A token asks, offers and gives: three ways to change the cost.
        let d_tokens = d.d_queries.dot(&self.w_q.t())
            + d.d_keys.dot(&self.w_k.t())
            + d.d_values.dot(&self.w_v.t()); // (tokens, d_model)
        // ANCHOR_END: head-backward-idea
        Ok((HeadGradients { d_w_q, d_w_k, d_w_v }, d_tokens))
    }
}
// ANCHOR_END: head-backward

// ANCHOR: head-step
impl Head {
    /// Moves every weight against its gradient: W becomes W − η dC/dW.
    ///
    /// # Errors
    /// If the gradients are not those of such a head.
    pub fn step(
        &mut self,
        gradients: &HeadGradients,
        learning_rate: f64,
    ) -> Result<(), AttentionError> {
        check_same_pass("d_w_q", &gradients.d_w_q, self.w_q.dim())?;
        check_same_pass("d_w_k", &gradients.d_w_k, self.w_k.dim())?;
        check_same_pass("d_w_v", &gradients.d_w_v, self.w_v.dim())?;
        self.w_q.scaled_add(-learning_rate, &gradients.d_w_q); // (d_model, d_k)
        self.w_k.scaled_add(-learning_rate, &gradients.d_w_k); // (d_model, d_k)
        self.w_v.scaled_add(-learning_rate, &gradients.d_w_v); // (d_model, d_v)
        Ok(())
    }
}
// ANCHOR_END: head-step

// ANCHOR: add-to-stream
/// What a head found out, added to what the tokens were: both (tokens, d_model).
///
/// # Errors
/// If the shapes differ.
pub fn add_to_stream(
    tokens: &Array2<f64>,
    output: &Array2<f64>,
) -> Result<Array2<f64>, AttentionError> {
    let (expected, found) = (tokens.dim(), output.dim());
    if expected != found {
        return Err(AttentionError::Stream { expected, found });
    }
    Ok(tokens + output) // (tokens, d_model)
}
// ANCHOR_END: add-to-stream

// ANCHOR: check-head
impl Head {
    fn check(&self, d_model: usize) -> Result<(), AttentionError> {
        let named = [("W_Q", &self.w_q), ("W_K", &self.w_k), ("W_V", &self.w_v)];
        for (name, matrix) in named {
            check_matrix(name, matrix)?;
            let rows = matrix.nrows();
            if rows != d_model {
                return Err(AttentionError::Projection { name, rows, d_model });
            }
        }
        Ok(())
    }

    fn check_pass(
        &self,
        tokens: &Array2<f64>,
        pass: &HeadPass,
    ) -> Result<(), AttentionError> {
        check_matrix("tokens", tokens)?;
        self.check(tokens.ncols())?;
        let n = tokens.nrows();
        check_same_pass("queries", &pass.queries, (n, self.w_q.ncols()))?;
        check_same_pass("keys", &pass.keys, (n, self.w_k.ncols()))?;
        check_same_pass("values", &pass.values, (n, self.w_v.ncols()))
    }
}
// ANCHOR_END: check-head
