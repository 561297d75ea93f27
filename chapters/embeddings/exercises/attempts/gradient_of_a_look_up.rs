//! What a look-up hands back.
//!
//! This is the backward pass of a look-up. A network with it learns, but not what
//! it should. Find out what is wrong, and repair it:
//!
//!     cargo run -p course -- check gradient-of-a-look-up

use std::process::ExitCode;

use ndarray::Array2;

/// dC/dW_E (vocabulary, d_model) of a look-up of `ids`, from `d_rows`, which is
/// dC/dX (tokens, d_model). `vocabulary` is the number of words.
///
/// `a.row(i)` looks at a row, and `a.row_mut(i)` lends it to be changed: it then takes
/// `assign(&b)`, `+= &b`, `-= &b` and `/= x`.
pub fn look_up_gradient(
    ids: &[usize],
    d_rows: &Array2<f64>,
    vocabulary: usize,
) -> Array2<f64> {
    let mut d_weights = Array2::zeros((vocabulary, d_rows.ncols()));
    for (place, &id) in ids.iter().enumerate() {
        let mut d_word = d_weights.row_mut(id); // (d_model)
        d_word.assign(&d_rows.row(place));
    }
    d_weights // (vocabulary, d_model)
}

fn main() -> ExitCode {
    embeddings_exercises::gradient_of_a_look_up::check(look_up_gradient).report()
}
