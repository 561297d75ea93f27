//! All heads of all sequences at once: the same numbers, in fewer and larger products.

use std::ops::Range;

use attention::Head;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, concatenate, s};

use crate::{MultiHead, MultiHeadError, check_shape};

/// Heads whose projections stand side by side in one matrix, with all the memory that
/// a pass over a batch of sequences needs. Rows are the tokens of all sequences, one
/// sequence after the other.
#[derive(Debug, Clone)]
pub struct PackedHeads {
    /// How many heads.
    n_heads: usize,
    /// All W_Q, then all W_K, then all W_V: (d_model, 3 · d_model).
    w_qkv: Array2<f64>,
    /// W_O: (d_model, d_model).
    w_o: Array2<f64>,
    /// Tokens of a sequence.
    n: usize,
    /// Queries, keys and values of all heads: (rows, 3 · d_model).
    qkv: Array2<f64>,
    /// The weights, for each sequence and in it for each head: (… · n, n).
    weights: Array2<f64>,
    /// What the heads take in: (rows, d_model).
    concatenated: Array2<f64>,
    /// That times W_O: (rows, d_model).
    output: Array2<f64>,
    /// dC/d of each of them, of the same shape.
    back: Back,
}

/// How the cost changes, with what has the name.
#[derive(Debug, Clone)]
struct Back {
    w_qkv: Array2<f64>,        // (d_model, 3 · d_model)
    w_o: Array2<f64>,          // (d_model, d_model)
    qkv: Array2<f64>,          // (rows, 3 · d_model)
    scores: Array2<f64>,       // (n, n), of one head
    concatenated: Array2<f64>, // (rows, d_model)
    tokens: Array2<f64>,       // (rows, d_model)
}

/// Queries that are computed together, with the keys up to the last of them.
const BLOCK: usize = 16;

impl PackedHeads {
    // ANCHOR: packed-forward
    /// The output (rows, d_model) for sequences of `n` tokens each, laid one below the
    /// other: (rows, d_model). Each token looks at itself and at those before it.
    ///
    /// # Errors
    /// If the tokens have not d_model numbers, or their rows are no multiple of `n`.
    pub fn forward(
        &mut self,
        tokens: &Array2<f64>,
        n: usize,
    ) -> Result<&Array2<f64>, MultiHeadError> {
        let (rows, d_model) = (tokens.nrows(), self.w_o.nrows());
        check_shape("tokens", tokens, (rows, d_model))?;
        if n == 0 || rows == 0 || !rows.is_multiple_of(n) {
            return Err(MultiHeadError::Sequences { rows, tokens: n });
        }
        self.make_room(rows, n);
        // ANCHOR: packed-forward-idea
        general_mat_mul(1.0, tokens, &self.w_qkv, 0.0, &mut self.qkv); // (rows, 3 · d_model)
        // ANCHOR_END: packed-forward-idea
        let d_head = d_model / self.n_heads;
        for table in 0..rows / n * self.n_heads {
            let (sequence, head) = (table / self.n_heads, table % self.n_heads);
            let rows = sequence * n..(sequence + 1) * n;
            let part =
                |part| s![rows.clone(), columns(part, head, d_model, d_head)];
            // ANCHOR: packed-forward-idea-2
            attend_causally(
                self.qkv.slice(part(0)), // (n, d_head)
                self.qkv.slice(part(1)), // (n, d_head)
                self.qkv.slice(part(2)), // (n, d_head)
                self.weights.slice_mut(s![table * n..(table + 1) * n, ..]), // (n, n)
                self.concatenated.slice_mut(part(0)), // (n, d_head)
            );
            // ANCHOR_END: packed-forward-idea-2
        }
        // ANCHOR: packed-forward-idea-3
        general_mat_mul(1.0, &self.concatenated, &self.w_o, 0.0, &mut self.output); // (rows, d_model)
        // ANCHOR_END: packed-forward-idea-3
        Ok(&self.output)
    }
    // ANCHOR_END: packed-forward

    /// The way back, from how the cost changes with the output (rows, d_model) to how
    /// it changes with `tokens` (rows, d_model), those of the last way forward. What
    /// it finds for the weights is in [`PackedHeads::gradients`].
    ///
    /// # Errors
    /// If the shapes are not those of the last way forward, or there was none.
    pub fn backward(
        &mut self,
        tokens: &Array2<f64>,
        d_output: &Array2<f64>,
    ) -> Result<&Array2<f64>, MultiHeadError> {
        if self.n == 0 {
            return Err(MultiHeadError::NoPass);
        }
        check_shape("tokens", tokens, self.output.dim())?;
        check_shape("d_output", d_output, self.output.dim())?;
        let (n, d_model, back) = (self.n, self.w_o.nrows(), &mut self.back);
        let concatenated = self.concatenated.t(); // (d_model, rows)
        general_mat_mul(1.0, &concatenated, d_output, 0.0, &mut back.w_o); // (d_model, d_model)
        general_mat_mul(1.0, d_output, &self.w_o.t(), 0.0, &mut back.concatenated); // (rows, d_model)
        let d_head = d_model / self.n_heads;
        for table in 0..tokens.nrows() / n * self.n_heads {
            let (sequence, head) = (table / self.n_heads, table % self.n_heads);
            let rows = sequence * n..(sequence + 1) * n;
            let part =
                |part| s![rows.clone(), columns(part, head, d_model, d_head)];
            let (d_queries, d_keys, d_values) =
                back.qkv.multi_slice_mut((part(0), part(1), part(2)));
            attend_causally_backward(
                [0, 1, 2].map(|of| self.qkv.slice(part(of))), // (n, d_head)
                self.weights.slice(s![table * n..(table + 1) * n, ..]), // (n, n)
                back.concatenated.slice(part(0)),             // (n, d_head)
                back.scores.view_mut(),                       // (n, n)
                [d_queries, d_keys, d_values],                // (n, d_head)
            );
        }
        general_mat_mul(1.0, &tokens.t(), &back.qkv, 0.0, &mut back.w_qkv); // (d_model, 3 · d_model)
        general_mat_mul(1.0, &back.qkv, &self.w_qkv.t(), 0.0, &mut back.tokens); // (rows, d_model)
        Ok(&back.tokens)
    }

    /// All W_Q, then all W_K, then all W_V, (d_model, 3 · d_model), and W_O (d_model,
    /// d_model).
    pub fn parameters(&self) -> (&Array2<f64>, &Array2<f64>) {
        (&self.w_qkv, &self.w_o)
    }

    /// What the last way back found for each of [`PackedHeads::parameters`], zeros before
    /// the first.
    pub fn gradients(&self) -> (&Array2<f64>, &Array2<f64>) {
        (&self.back.w_qkv, &self.back.w_o)
    }

    /// Moves every weight against its gradient.
    pub fn step(&mut self, learning_rate: f64) {
        self.w_qkv.scaled_add(-learning_rate, &self.back.w_qkv); // (d_model, 3 · d_model)
        self.w_o.scaled_add(-learning_rate, &self.back.w_o); // (d_model, d_model)
    }

    /// The weights of one head in one sequence, both counted from 0, of the last way
    /// forward: (n, n).
    ///
    /// # Errors
    /// If there is no such head or sequence.
    pub fn weights(
        &self,
        sequence: usize,
        head: usize,
    ) -> Result<ArrayView2<'_, f64>, MultiHeadError> {
        let n = self.n;
        let table = sequence * self.n_heads + head;
        if head >= self.n_heads || (table + 1) * n > self.weights.nrows() || n == 0
        {
            return Err(MultiHeadError::NoSuchHead { head, heads: self.n_heads });
        }
        Ok(self.weights.slice(s![table * n..(table + 1) * n, ..])) // (n, n)
    }

    fn make_room(&mut self, rows: usize, n: usize) {
        if self.qkv.nrows() == rows && self.n == n {
            return;
        }
        let d_model = self.w_o.nrows();
        let zeros = |columns| Array2::zeros((rows, columns));
        self.n = n;
        self.qkv = zeros(3 * d_model); // (rows, 3 · d_model)
        self.weights = Array2::zeros((rows * self.n_heads, n)); // (rows · h, n)
        self.concatenated = zeros(d_model); // (rows, d_model)
        self.output = zeros(d_model); // (rows, d_model)
        self.back.qkv = zeros(3 * d_model); // (rows, 3 · d_model)
        self.back.scores = Array2::zeros((n, n)); // (n, n)
        self.back.concatenated = zeros(d_model); // (rows, d_model)
        self.back.tokens = zeros(d_model); // (rows, d_model)
    }
}

impl TryFrom<&MultiHead> for PackedHeads {
    type Error = MultiHeadError;

    /// The same heads, packed: they must all be of the size d_model / h.
    fn try_from(heads: &MultiHead) -> Result<PackedHeads, MultiHeadError> {
        heads.check()?;
        let (n_heads, d_model) = (heads.heads.len(), heads.w_o.ncols());
        if !d_model.is_multiple_of(n_heads) {
            return Err(MultiHeadError::Divide { d_model, n_heads });
        }
        type MatrixOf = fn(&Head) -> &Array2<f64>;
        let matrices: [(_, MatrixOf); 3] =
            [("w_q", |h| &h.w_q), ("w_k", |h| &h.w_k), ("w_v", |h| &h.w_v)];
        let mut strips = Vec::new();
        for (name, matrix_of) in matrices {
            for head in &heads.heads {
                let strip = matrix_of(head); // (d_model, d_head)
                check_shape(name, strip, (d_model, d_model / n_heads))?;
                strips.push(strip.view());
            }
        }
        let w_qkv = concatenate(Axis(1), &strips)?; // (d_model, 3 · d_model)
        let w_qkv = w_qkv.as_standard_layout().into_owned(); // (d_model, 3 · d_model)
        let w_o = heads.w_o.as_standard_layout().into_owned(); // (d_model, d_model)
        let none = || Array2::zeros((0, 0));
        let back = Back {
            w_qkv: Array2::zeros(w_qkv.dim()), // (d_model, 3 · d_model)
            w_o: Array2::zeros(w_o.dim()),     // (d_model, d_model)
            qkv: none(),
            scores: none(),
            concatenated: none(),
            tokens: none(),
        };
        let (qkv, weights, concatenated, output) = (none(), none(), none(), none());
        let n = 0;
        Ok(PackedHeads {
            n_heads,
            w_qkv,
            w_o,
            n,
            qkv,
            weights,
            concatenated,
            output,
            back,
        })
    }
}

impl From<&PackedHeads> for MultiHead {
    /// The heads, each with its own matrices again.
    fn from(packed: &PackedHeads) -> MultiHead {
        let d_model = packed.w_o.nrows();
        let strip = |part, head| {
            let columns = columns(part, head, d_model, d_model / packed.n_heads);
            packed.w_qkv.slice(s![.., columns]).to_owned() // (d_model, d_head)
        };
        let head = |head| Head {
            w_q: strip(0, head),
            w_k: strip(1, head),
            w_v: strip(2, head),
        };
        let heads = (0..packed.n_heads).map(head).collect();
        MultiHead { heads, w_o: packed.w_o.clone() }
    }
}

/// The columns of a head among all queries (part 0), keys (1) or values (2).
fn columns(
    part: usize,
    head: usize,
    d_model: usize,
    d_head: usize,
) -> Range<usize> {
    let from = part * d_model + head * d_head;
    from..from + d_head
}

// ANCHOR: attend-causally
/// Attention of one head, as in the last chapter, but for two things: it writes where
/// it is told, and computes no score that the mask would forbid, but for those within
/// a block of queries.
fn attend_causally(
    queries: ArrayView2<f64>,             // (n, d_head)
    keys: ArrayView2<f64>,                // (n, d_head)
    values: ArrayView2<f64>,              // (n, d_head)
    mut weights: ArrayViewMut2<f64>,      // (n, n), zeros above the diagonal
    mut concatenated: ArrayViewMut2<f64>, // (n, d_head)
) {
    let (n, d_head) = queries.dim();
    let scale = 1.0 / (d_head as f64).sqrt();
    for from in (0..n).step_by(BLOCK) {
        let to = n.min(from + BLOCK);
        let mut block = weights.slice_mut(s![from..to, ..to]); // (queries, keys)
        let asked = queries.slice(s![from..to, ..]); // (queries, d_head)
        general_mat_mul(
            scale,
            &asked,
            &keys.slice(s![..to, ..]).t(),
            0.0,
            &mut block,
        );
        for (row, mut scores) in block.rows_mut().into_iter().enumerate() {
            let scores = scores.as_slice_mut().expect("rows have no gaps");
            let (allowed, forbidden) = scores.split_at_mut(from + row + 1);
            softmax_in_place(allowed);
            forbidden.fill(0.0);
        }
        let mut out = concatenated.slice_mut(s![from..to, ..]); // (queries, d_head)
        general_mat_mul(1.0, &block, &values.slice(s![..to, ..]), 0.0, &mut out);
    }
}

fn softmax_in_place(scores: &mut [f64]) {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = libm::exp(*score - largest);
        sum += *score;
    }
    for score in scores {
        *score /= sum;
    }
}
// ANCHOR_END: attend-causally

/// The way back through [`attend_causally`].
fn attend_causally_backward(
    [queries, keys, values]: [ArrayView2<f64>; 3], // (n, d_head)
    weights: ArrayView2<f64>,                      // (n, n)
    d_output: ArrayView2<f64>,                     // (n, d_head)
    mut d_scores: ArrayViewMut2<f64>,              // (n, n)
    [mut d_queries, mut d_keys, mut d_values]: [ArrayViewMut2<f64>; 3], // (n, d_head)
) {
    let (n, d_head) = queries.dim();
    let scale = 1.0 / (d_head as f64).sqrt();
    for from in (0..n).step_by(BLOCK) {
        let to = n.min(from + BLOCK);
        let given = values.slice(s![..to, ..]); // (keys, d_head)
        let wanted = d_output.slice(s![from..to, ..]); // (queries, d_head)
        let mut block = d_scores.slice_mut(s![from..to, ..to]); // (queries, keys)
        general_mat_mul(scale, &wanted, &given.t(), 0.0, &mut block);
        for (mut d, weights) in block
            .rows_mut()
            .into_iter()
            .zip(weights.slice(s![from..to, ..to]).rows())
        {
            let mean: f64 = d.iter().zip(weights).map(|(d, w)| d * w).sum();
            d.zip_mut_with(&weights, |d, w| *d = w * (*d - mean)); // (keys)
        }
        let mut asked = d_queries.slice_mut(s![from..to, ..]); // (queries, d_head)
        general_mat_mul(1.0, &block, &keys.slice(s![..to, ..]), 0.0, &mut asked);
    }
    for from in (0..n).step_by(BLOCK) {
        // Keys and values of a block are seen by the queries from its first on.
        let to = n.min(from + BLOCK);
        let seen = d_scores.slice(s![from.., from..to]); // (queries, keys)
        let mut d = d_keys.slice_mut(s![from..to, ..]); // (keys, d_head)
        general_mat_mul(
            1.0,
            &seen.t(),
            &queries.slice(s![from.., ..]),
            0.0,
            &mut d,
        );
        let seen = weights.slice(s![from.., from..to]); // (queries, keys)
        let mut d = d_values.slice_mut(s![from..to, ..]); // (keys, d_head)
        general_mat_mul(
            1.0,
            &seen.t(),
            &d_output.slice(s![from.., ..]),
            0.0,
            &mut d,
        );
    }
}
