//! What goes wrong: layers with the mistakes of this chapter.

use multi_head::MultiHead;
use ndarray::Array2;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::TransformerError;

// ANCHOR: without-stream
/// Heads after heads, each replacing what it was given: (tokens, d_model).
pub(crate) fn without_stream(
    layers: &[MultiHead],
    tokens: &Array2<f64>,
    mask: &Array2<bool>,
) -> Result<Array2<f64>, TransformerError> {
    let mut tokens = tokens.clone(); // (tokens, d_model)
    // ANCHOR: without-stream-idea
    for heads in layers {
        tokens = heads.forward(&tokens, Some(mask))?.output; // (tokens, d_model)
    }
    // ANCHOR_END: without-stream-idea
    Ok(tokens)
}
// ANCHOR_END: without-stream

// ANCHOR: with-stream
/// The same heads, each adding to what it was given: (tokens, d_model).
pub(crate) fn with_stream(
    layers: &[MultiHead],
    tokens: &Array2<f64>,
    mask: &Array2<bool>,
) -> Result<Array2<f64>, TransformerError> {
    let mut tokens = tokens.clone(); // (tokens, d_model)
    // ANCHOR: with-stream-idea
    for heads in layers {
        let found = heads.forward(&tokens, Some(mask))?.output; // (tokens, d_model)
        tokens += &found;
    }
    // ANCHOR_END: with-stream-idea
    Ok(tokens)
}
// ANCHOR_END: with-stream

/// Layers of heads that know nothing yet.
pub(crate) fn layers(
    count: usize,
    seed: u64,
) -> Result<Vec<MultiHead>, TransformerError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| Ok(MultiHead::random(32, 4, &mut rng)?)).collect()
}

#[cfg(test)]
mod tests {
    use attention::causal_mask;
    use attention::tokens::normal;

    use super::*;

    #[test]
    fn a_layer_adds_what_the_other_puts_in_its_place() {
        let (tokens, mask) = (normal(8, 32, 1), causal_mask(8).unwrap()); // (8, 32), (8, 8)
        let one = layers(1, 2).unwrap();
        let replaced = without_stream(&one, &tokens, &mask).unwrap(); // (8, 32)
        let added = with_stream(&one, &tokens, &mask).unwrap(); // (8, 32)
        let apart = (&added - &tokens - &replaced).mapv(f64::abs).sum();
        assert!(apart < 1e-10, "{apart:e}");
        assert_eq!(without_stream(&[], &tokens, &mask).unwrap(), tokens);
    }

    #[test]
    fn a_token_that_sees_only_itself_is_moved_by_no_other() {
        let own = Array2::from_shape_fn((8, 8), |(a, b)| a == b); // (8, 8)
        let (mut tokens, layers) = (normal(8, 32, 1), layers(3, 2).unwrap());
        let before = without_stream(&layers, &tokens, &own).unwrap(); // (8, 32)
        tokens.row_mut(2).fill(1.0);
        let after = without_stream(&layers, &tokens, &own).unwrap(); // (8, 32)
        assert_eq!(before.row(5), after.row(5));
        assert_ne!(before.row(2), after.row(2));
    }
}
