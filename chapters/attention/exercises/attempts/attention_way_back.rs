//! The way back through attention.
//!
//! Derive the gradients of queries, keys and values, and write them. The softmax's
//! way back is yours too. What you give back is
//! `AttendGradients { d_queries, d_keys, d_values }`, each an `Array2<f64>` of the shape
//! of what it belongs to. Then check it; the check nudges every number:
//!
//!     cargo run -p course -- check attention-way-back

use std::process::ExitCode;

use attention::AttendGradients;
use ndarray::{Array2, Axis};

/// How the cost changes with `queries` and `keys` (tokens, d_k) and with `values`
/// (tokens, d_v). `weights` (tokens, tokens) are those of the forward pass, 0 where
/// the mask forbade to look, and `d_output` (tokens, d_v) is dC/dO.
pub fn way_back(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    values: &Array2<f64>,
    weights: &Array2<f64>,
    d_output: &Array2<f64>,
) -> AttendGradients {
    todo!("find dC/dV and dC/dA, go through softmax, then to queries and keys")
}

fn main() -> ExitCode {
    attention_exercises::attention_way_back::check(way_back).report()
}
