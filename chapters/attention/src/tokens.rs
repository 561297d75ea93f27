//! Tokens to try a head on: the book's sentence, tokens small enough for a pencil, and
//! random ones.

use ndarray::{Array2, array};
use neurons::standard_normal;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::Head;

// ANCHOR: tokens
/// The sentence that goes through the book.
pub const SENTENCE: &str = "the cat sat on the mat";

/// Six tokens (6, 2), one for each word of [`SENTENCE`], and a head whose matrices hold
/// small whole numbers.
pub fn tokens_by_hand() -> (Array2<f64>, Head) {
    let tokens = array![
        [1.0, 0.0],
        [0.0, 2.0],
        [1.0, 1.0],
        [2.0, 0.0],
        [1.0, 0.0],
        [0.0, 1.0]
    ]; // (6, 2)
    let head = Head {
        w_q: array![[0.0, 1.0], [1.0, 0.0]], // (2, 2)
        w_k: array![[1.0, 0.0], [0.0, 1.0]], // (2, 2)
        w_v: array![[1.0, 0.0], [1.0, 1.0]], // (2, 2)
    };
    (tokens, head)
}
// ANCHOR_END: tokens

// ANCHOR: normal
/// Normal numbers drawn from a seed: (rows, columns).
pub fn normal(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    Array2::from_shape_fn((rows, columns), |_| standard_normal(&mut rng)) // (rows, columns)
}
// ANCHOR_END: normal
