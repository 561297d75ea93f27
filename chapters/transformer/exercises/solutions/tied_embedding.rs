//! One matrix for both ends.
//!
//! A model uses its embedding, transposed, as its unembedding. Write the gradient
//! of the shared matrix from what the way back has at hand. Then check it:
//!
//!     cargo run -p course -- check tied-embedding

use std::process::ExitCode;

use ndarray::Array2;

/// dC/dW_E (vocabulary, d_model) of a matrix whose rows are looked up at the start,
/// and whose transpose makes the scores at the end: logits = normed · W_Eᵀ. Given
/// are the `ids` (tokens), how the cost changes with the stream before the first
/// block, `d_stream` (tokens, d_model), the last norm's output `normed` (tokens,
/// d_model), and how the cost changes with the logits, `d_logits` (tokens,
/// vocabulary).
pub fn tied_gradient(
    ids: &[usize],
    d_stream: &Array2<f64>,
    normed: &Array2<f64>,
    d_logits: &Array2<f64>,
) -> Array2<f64> {
    // SOLUTION
    let mut d_embedding = d_logits.t().dot(normed); // (vocabulary, d_model)
    for (&id, d) in ids.iter().zip(d_stream.rows()) {
        d_embedding.row_mut(id).scaled_add(1.0, &d); // (d_model)
    }
    d_embedding
    // INSTEAD
    // todo!("add up both ways in which the shared matrix moves the cost")
    // END
}

fn main() -> ExitCode {
    transformer_exercises::tied_embedding::check(tied_gradient).report()
}
