//! Heads that share keys.
//!
//! Write causal multi-head attention in which several neighbouring heads share keys
//! and values, with all projections packed. With as many groups as heads it is the
//! chapter's own. The last chapter's `attend(&queries, &keys, &values, Some(&mask))`
//! gives a `Result` with the fields `weights` (n, n) and `output` (n, d_head); if the
//! shapes fit, `.unwrap()` is fine. Then check it:
//!
//!     cargo run -p course -- check shared-keys

use std::process::ExitCode;

use attention::{attend, causal_mask};
use ndarray::{Array2, s};

/// Columns i · d_head to (i + 1) · d_head of a matrix: (rows, d_head).
fn strip(matrix: &Array2<f64>, i: usize, d_head: usize) -> Array2<f64> {
    let (from, to, columns) = (i * d_head, (i + 1) * d_head, matrix.ncols());
    assert!(to <= columns, "strip {i} ends at column {to} of {columns}");
    matrix.slice(s![.., from..to]).to_owned()
}

/// The output (n, d_model) for tokens (n, d_model), with W_Q of all heads (d_model,
/// h · d_head), W_K and W_V of all groups (d_model, groups · d_head), and W_O
/// (h · d_head, d_model). The first h / groups heads share the first strip.
pub fn shared_heads(
    tokens: &Array2<f64>,
    w_q: &Array2<f64>,
    w_k: &Array2<f64>,
    w_v: &Array2<f64>,
    w_o: &Array2<f64>,
    d_head: usize,
) -> Array2<f64> {
    let (n_heads, groups) = (w_q.ncols() / d_head, w_k.ncols() / d_head);
    let mask = causal_mask(tokens.nrows()).expect("there is room"); // (n, n)
    todo!("project all heads at once, attend head by head, and mix with W_O")
}

fn main() -> ExitCode {
    multi_head_exercises::shared_keys::check(shared_heads).report()
}
