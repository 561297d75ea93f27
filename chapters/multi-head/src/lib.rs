//! Chapter 7: several questions at once.
//!
//! Each head is one of the last chapter, with projections of its own from the whole
//! token. They look at the same tokens side by side; what they take in is laid end to
//! end, and one more matrix mixes it back to the size of a token.

// What only the experiments use.
#![cfg_attr(not(feature = "run"), allow(dead_code, unused_imports))]

use std::ops::Range;

use attention::{Head, HeadGradients, HeadPass};
use ndarray::{Array2, Axis, concatenate, s};
use neurons::standard_normal;
use rand_chacha::ChaCha8Rng;

mod faults;
#[cfg(feature = "run")]
mod figures;
#[cfg(feature = "run")]
mod four_sums;
#[cfg(feature = "run")]
mod kinds;
#[cfg(feature = "run")]
pub mod live;
pub mod mood;
mod multi_head_error;
pub mod packed;
#[cfg(feature = "run")]
pub mod page;
mod side_by_side;

pub use multi_head_error::MultiHeadError;

// ANCHOR: multi-head
/// Several heads on the same tokens (Vaswani and others, 2017).
#[derive(Debug, Clone, PartialEq)]
pub struct MultiHead {
    /// Each with W_Q, W_K, W_V of its own: (d_model, d_head).
    pub heads: Vec<Head>,
    /// W_O, from all heads back to a token: (h · d_head, d_model).
    pub w_o: Array2<f64>,
}
// ANCHOR_END: multi-head

impl MultiHead {
    // ANCHOR: multi-head-random
    /// Heads that know nothing yet, each of d_head = d_model / `n_heads` numbers.
    ///
    /// # Errors
    /// If `n_heads` is 0 or does not divide `d_model`.
    pub fn random(
        d_model: usize,
        n_heads: usize,
        rng: &mut ChaCha8Rng,
    ) -> Result<MultiHead, MultiHeadError> {
        if n_heads == 0 || d_model == 0 || !d_model.is_multiple_of(n_heads) {
            return Err(MultiHeadError::Divide { d_model, n_heads });
        }
        // ANCHOR: multi-head-random-idea
        let d_head = d_model / n_heads;
        let heads = (0..n_heads)
            .map(|_| Head::random(d_model, d_head, d_head, rng))
            .collect::<Result<Vec<_>, _>>()?;
        // ANCHOR_END: multi-head-random-idea
        let spread = 1.0 / (d_model as f64).sqrt();
        let draw = |_| spread * standard_normal(rng);
        let w_o = Array2::from_shape_fn((d_model, d_model), draw); // (h · d_head, d_model)
        Ok(MultiHead { heads, w_o })
    }
    // ANCHOR_END: multi-head-random

    /// How many numbers there are to learn.
    pub fn parameter_count(&self) -> usize {
        let of_head =
            |head: &Head| head.w_q.len() + head.w_k.len() + head.w_v.len();
        self.heads.iter().map(of_head).sum::<usize>() + self.w_o.len()
    }
}

/// What all heads computed on the way forward.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiHeadPass {
    /// Each head's own.
    pub heads: Vec<HeadPass>,
    /// What the heads take in, end to end: (tokens, h · d_head).
    pub concatenated: Array2<f64>,
    /// That times W_O: (tokens, d_model).
    pub output: Array2<f64>,
}

impl MultiHead {
    // ANCHOR: multi-head-forward
    /// What each token (tokens, d_model) takes in, from all heads together. The mask
    /// (tokens, tokens) holds for every head.
    ///
    /// # Errors
    /// If the tokens do not fit the heads or the mask, the heads do not fit W_O, or a
    /// number anywhere is not finite or beyond 1e50.
    pub fn forward(
        &self,
        tokens: &Array2<f64>,
        mask: Option<&Array2<bool>>,
    ) -> Result<MultiHeadPass, MultiHeadError> {
        self.check()?;
        let heads = self
            .heads
            .iter()
            .map(|head| head.forward(tokens, mask))
            .collect::<Result<Vec<_>, _>>()?;
        self.join(heads)
    }
    // ANCHOR_END: multi-head-forward

    // ANCHOR: multi-head-join
    fn join(&self, heads: Vec<HeadPass>) -> Result<MultiHeadPass, MultiHeadError> {
        let outputs: Vec<_> = heads.iter().map(|pass| pass.output.view()).collect();
        // ANCHOR: multi-head-join-idea
        let concatenated = concatenate(Axis(1), &outputs)?; // (tokens, h · d_head)
        let output = concatenated.dot(&self.w_o); // (tokens, d_model)
        // ANCHOR_END: multi-head-join-idea
        Ok(MultiHeadPass { heads, concatenated, output })
    }
    // ANCHOR_END: multi-head-join

    /// The columns of each head, where outputs lie end to end, which are its rows of W_O.
    fn strips(&self) -> Vec<Range<usize>> {
        let mut to = 0;
        let strip = |head: &Head| {
            let from = to;
            to += head.w_v.ncols();
            from..to
        };
        self.heads.iter().map(strip).collect()
    }

    // ANCHOR: sum-of-heads
    /// The same output in another way: each head's times the block of W_O that belongs
    /// to it, (d_head, d_model), added up. The result is (tokens, d_model).
    ///
    /// # Errors
    /// If the pass is not one through these heads.
    pub fn sum_of_heads(
        &self,
        pass: &MultiHeadPass,
    ) -> Result<Array2<f64>, MultiHeadError> {
        self.check_pass(pass)?;
        // ANCHOR: sum-of-heads-idea
        let mut sum = Array2::zeros(pass.output.dim()); // (tokens, d_model)
        for (head, strip) in pass.heads.iter().zip(self.strips()) {
            let block = self.w_o.slice(s![strip, ..]); // (d_head, d_model)
            sum += &head.output.dot(&block); // (tokens, d_model)
        }
        // ANCHOR_END: sum-of-heads-idea
        Ok(sum)
    }
    // ANCHOR_END: sum-of-heads
}

// ANCHOR: multi-head-backward
/// How the cost changes with each parameter, of the shape of that parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiHeadGradients {
    /// Those of each head.
    pub heads: Vec<HeadGradients>,
    /// dC/dW_O: (h · d_head, d_model).
    pub d_w_o: Array2<f64>,
}

impl MultiHead {
    /// The way back through [`MultiHead::forward`]: `tokens` (tokens, d_model) and
    /// `pass` are those of the way forward, `d_output` (tokens, d_model) says how the
    /// cost changes with its output. The second result says how it changes with the
    /// tokens: (tokens, d_model).
    ///
    /// # Errors
    /// If these do not belong to one pass through these heads.
    pub fn backward(
        &self,
        tokens: &Array2<f64>,
        pass: &MultiHeadPass,
        d_output: &Array2<f64>,
    ) -> Result<(MultiHeadGradients, Array2<f64>), MultiHeadError> {
        self.check_backward(tokens, pass, d_output)?;
        // ANCHOR: multi-head-backward-idea
        let d_w_o = pass.concatenated.t().dot(d_output); // (h · d_head, d_model)
        let d_concatenated = d_output.dot(&self.w_o.t()); // (tokens, h · d_head)
        // ANCHOR_END: multi-head-backward-idea
        let mut d_tokens = Array2::zeros(tokens.dim()); // (tokens, d_model)
        let mut heads = Vec::new();
        // ANCHOR: multi-head-backward-idea-2
        let passes = self.heads.iter().zip(&pass.heads);
        for ((head, pass), strip) in passes.zip(self.strips()) {
            let d_own = d_concatenated.slice(s![.., strip]).to_owned(); // (tokens, d_head)
            let (gradients, d) = head.backward(tokens, pass, &d_own)?;
            d_tokens += &d; // (tokens, d_model)
            heads.push(gradients);
        }
        // ANCHOR_END: multi-head-backward-idea-2
        Ok((MultiHeadGradients { heads, d_w_o }, d_tokens))
    }
}
// ANCHOR_END: multi-head-backward

impl MultiHead {
    /// Moves every parameter against its gradient.
    ///
    /// # Errors
    /// If the gradients are not those of such heads.
    pub fn step(
        &mut self,
        gradients: &MultiHeadGradients,
        learning_rate: f64,
    ) -> Result<(), MultiHeadError> {
        let (expected, found) = (self.heads.len(), gradients.heads.len());
        if expected != found {
            return Err(MultiHeadError::Heads { expected, found });
        }
        check_shape("d_w_o", &gradients.d_w_o, self.w_o.dim())?;
        for (head, gradients) in self.heads.iter_mut().zip(&gradients.heads) {
            head.step(gradients, learning_rate)?;
        }
        self.w_o.scaled_add(-learning_rate, &gradients.d_w_o); // (h · d_head, d_model)
        Ok(())
    }
}

// ANCHOR: without-head
impl MultiHead {
    /// The same heads, one of which is no longer heard: its block of W_O is zero.
    ///
    /// # Errors
    /// If there is no such head, counted from 0.
    pub fn without(&self, head: usize) -> Result<MultiHead, MultiHeadError> {
        self.check()?;
        let heads = self.heads.len();
        let strip = self.strips().into_iter().nth(head);
        let strip = strip.ok_or(MultiHeadError::NoSuchHead { head, heads })?;
        // ANCHOR: without-head-idea
        let mut without = self.clone();
        without.w_o.slice_mut(s![strip, ..]).fill(0.0); // (d_head, d_model)
        // ANCHOR_END: without-head-idea
        Ok(without)
    }
}
// ANCHOR_END: without-head

impl MultiHead {
    /// The columns of all heads together are the rows of W_O, and it leads back to
    /// where the heads come from.
    fn check(&self) -> Result<(), MultiHeadError> {
        let Some(first) = self.heads.first() else {
            return Err(MultiHeadError::NoHeads);
        };
        let columns = self.heads.iter().map(|head| head.w_v.ncols()).sum();
        check_shape("w_o", &self.w_o, (columns, first.w_q.nrows()))
    }

    fn check_pass(&self, pass: &MultiHeadPass) -> Result<(), MultiHeadError> {
        self.check()?;
        let (expected, found) = (self.heads.len(), pass.heads.len());
        if expected != found {
            return Err(MultiHeadError::Heads { expected, found });
        }
        let tokens = pass.output.nrows();
        for (head, pass) in self.heads.iter().zip(&pass.heads) {
            check_shape(
                "output of a head",
                &pass.output,
                (tokens, head.w_v.ncols()),
            )?;
        }
        check_shape("output", &pass.output, (tokens, self.w_o.ncols()))?;
        check_shape("concatenated", &pass.concatenated, (tokens, self.w_o.nrows()))
    }

    fn check_backward(
        &self,
        tokens: &Array2<f64>,
        pass: &MultiHeadPass,
        d_output: &Array2<f64>,
    ) -> Result<(), MultiHeadError> {
        self.check_pass(pass)?;
        let expected = (pass.output.nrows(), self.w_o.ncols());
        check_shape("tokens", tokens, expected)?;
        check_shape("d_output", d_output, expected)
    }
}

fn check_shape(
    name: &'static str,
    matrix: &Array2<f64>,
    expected: (usize, usize),
) -> Result<(), MultiHeadError> {
    let found = matrix.dim();
    if found != expected {
        return Err(MultiHeadError::Shape { name, expected, found });
    }
    Ok(())
}
