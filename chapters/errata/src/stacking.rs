//! Blocks, and dropout.

use embeddings::{EmbeddingError, cosine};
use multi_head::{MultiHead, MultiHeadError};
use ndarray::Array2;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use transformer::{FeedForward, TransformerError};

use crate::looking::size;

/// Row 28: layers of attention without a mask on tokens (tokens, d_model). Each layer's
/// answer replaces the tokens, or is added to them: the tokens after it.
pub(crate) fn layer(
    heads: &MultiHead,
    tokens: &Array2<f64>,
    is_added: bool,
) -> Result<Array2<f64>, MultiHeadError> {
    let answer = heads.forward(tokens, None)?.output; // (tokens, d_model)
    Ok(if is_added { tokens + &answer } else { answer }) // (tokens, d_model)
}

/// Row 28: the mean cosine between tokens (tokens, d_model) at the start and after each
/// of `depth` layers of random heads, where answers replace the tokens, and where they
/// are added.
pub(crate) fn cosines(
    start: &Array2<f64>,
    n_heads: usize,
    depth: usize,
    rng: &mut ChaCha8Rng,
) -> anyhow::Result<Vec<[f64; 2]>> {
    let (mut replaced, mut added) = (start.clone(), start.clone());
    let mut cosines = vec![[between_tokens(start)?; 2]];
    for _ in 0..depth {
        let heads = MultiHead::random(start.ncols(), n_heads, rng)?;
        replaced = layer(&heads, &replaced, false)?; // (tokens, d_model)
        added = layer(&heads, &added, true)?; // (tokens, d_model)
        cosines.push([between_tokens(&replaced)?, between_tokens(&added)?]);
    }
    Ok(cosines)
}

/// Row 28: the mean cosine between two different tokens of (tokens, d_model).
pub(crate) fn between_tokens(tokens: &Array2<f64>) -> Result<f64, EmbeddingError> {
    let n = tokens.nrows();
    let (mut sum, mut pairs) = (0.0, 0.0);
    for a in 0..n {
        for b in a + 1..n {
            sum += cosine(tokens.row(a), tokens.row(b))?;
            pairs += 1.0;
        }
    }
    Ok(sum / pairs)
}

/// Row 28: how far the answer to twice a token (1, d_model) is from twice the
/// answer, in the size of that: heads alone.
pub(crate) fn bend_of_heads(
    heads: &MultiHead,
    token: &Array2<f64>,
) -> Result<f64, MultiHeadError> {
    let answer = |token: &Array2<f64>| -> Result<Array2<f64>, MultiHeadError> {
        Ok(heads.forward(token, None)?.output) // (1, d_model)
    };
    let (once, twice) = (2.0 * answer(token)?, answer(&(2.0 * token))?);
    Ok(size(&(&twice - &once)) / size(&once))
}

/// The same of a feed-forward network.
pub(crate) fn bend_of_feed_forward(
    feed_forward: &FeedForward,
    token: &Array2<f64>,
) -> Result<f64, TransformerError> {
    let (once, _) = feed_forward.forward(token)?; // (1, d_model)
    let (twice, _) = feed_forward.forward(&(2.0 * token))?; // (1, d_model)
    let once = 2.0 * once; // (1, d_model)
    Ok(size(&(&twice - &once)) / size(&once))
}

/// Row 30: what is left of a one, on average, when each is dropped with probability
/// p and the rest is multiplied by `scale`.
pub(crate) fn mean_after_dropout(
    p: f64,
    scale: f64,
    ones: usize,
    rng: &mut ChaCha8Rng,
) -> f64 {
    let kept = (0..ones).filter(|_| rng.random::<f64>() >= p).count();
    scale * kept as f64 / ones as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use attention::tokens::normal;
    use ndarray::array;
    use rand_chacha::rand_core::SeedableRng;

    #[test]
    fn row_28_without_a_feed_forward_network_nothing_bends() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let heads = MultiHead::random(16, 4, &mut rng).unwrap();
        let feed_forward = FeedForward::random(16, 64, 1.0, &mut rng);
        for seed in 0..20 {
            let token = normal(1, 16, seed); // (1, 16)
            assert!(bend_of_heads(&heads, &token).unwrap() < 1e-12);
            assert!(bend_of_feed_forward(&feed_forward, &token).unwrap() > 0.05);
        }
    }

    #[test]
    fn row_28_tokens_that_are_replaced_become_one_another() {
        let square = array![[1.0, 0.0], [0.0, 2.0], [3.0, 3.0]]; // (3, 2)
        let by_hand = (0.0 + 2.0 * std::f64::consts::FRAC_1_SQRT_2) / 3.0;
        assert!((between_tokens(&square).unwrap() - by_hand).abs() < 1e-12);
        for seed in 0..20 {
            let start = normal(12, 32, 100 + seed); // (12, 32)
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let [replaced, added] = cosines(&start, 4, 6, &mut rng).unwrap()[6];
            assert!(replaced > 0.99, "{seed}: {replaced}");
            assert!(added < 0.9, "{seed}: {added}");
        }
    }

    #[test]
    fn row_30_only_the_share_that_is_kept_restores_the_mean() {
        for p in [0.05, 0.2, 0.4, 0.8] {
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let ones = 100_000;
            let mut mean = |scale| mean_after_dropout(p, scale, ones, &mut rng);
            // Five standard deviations of the mean.
            let margin = 5.0 * (p * (1.0 - p) / ones as f64).sqrt() / (1.0 - p);
            assert!((mean(1.0 / (1.0 - p)) - 1.0).abs() < margin, "{p}");
            assert!((mean(1.0 / p) - 1.0).abs() > 0.2, "{p}");
        }
    }
}
