//! Attention.

use attention::{AttentionError, Head, HeadPass, causal_mask};
use ndarray::{Array2, ArrayView1};

/// The size of a matrix, all its numbers taken as one vector.
pub(crate) fn size(matrix: &Array2<f64>) -> f64 {
    matrix.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// Row 18: a head on tokens (tokens, d_model) without a mask, and with it.
pub(crate) fn both_ways(
    head: &Head,
    tokens: &Array2<f64>,
) -> Result<[HeadPass; 2], AttentionError> {
    let mask = causal_mask(tokens.nrows())?; // (tokens, tokens)
    Ok([head.forward(tokens, None)?, head.forward(tokens, Some(&mask))?])
}

/// Row 20: each value (tokens, d_v) handed to the next token, as the tutorial tells
/// it: (tokens, d_v).
pub(crate) fn handed_on(values: &Array2<f64>) -> Array2<f64> {
    let mut given = Array2::zeros(values.dim()); // (tokens, d_v)
    for token in 1..values.nrows() {
        given.row_mut(token).assign(&values.row(token - 1)); // (d_v)
    }
    given
}

/// Row 22: of all subsequences of `tokens` tokens, how many there are, how many of
/// them are in one piece, and how many a masked token sees.
pub(crate) fn subsequences(
    tokens: usize,
) -> Result<(usize, usize, usize), AttentionError> {
    let mask = causal_mask(tokens)?; // (tokens, tokens)
    let seen = |row: ArrayView1<bool>| -> Vec<bool> { row.to_vec() };
    let seen: Vec<_> = mask.rows().into_iter().map(seen).collect();
    let (mut all, mut in_one_piece, mut trained) = (0, 0, 0);
    for bits in 1_u32..1 << tokens {
        let chosen: Vec<bool> = (0..tokens).map(|t| bits >> t & 1 == 1).collect();
        let starts =
            (0..tokens).filter(|&t| chosen[t] && (t == 0 || !chosen[t - 1]));
        all += 1;
        in_one_piece += usize::from(starts.count() == 1);
        trained += usize::from(seen.contains(&chosen));
    }
    Ok((all, in_one_piece, trained))
}

/// Row 29: how far applying a square matrix twice is from applying it once,
/// measured in its own size.
pub(crate) fn twice_against_once(matrix: &Array2<f64>) -> f64 {
    size(&(matrix.dot(matrix) - matrix)) / size(matrix)
}

/// Row 29: what geometry calls a projection: onto directions (axes, d_model) of
/// length 1 at right angles, as a matrix (d_model, d_model).
pub(crate) fn projection(axes: &Array2<f64>) -> Array2<f64> {
    axes.t().dot(axes) // (d_model, d_model)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attention::farthest;
    use attention::tokens::normal;
    use embeddings::principal_axes;
    use ndarray::{array, s};
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    fn head() -> Head {
        Head::random(8, 4, 8, &mut ChaCha8Rng::seed_from_u64(1)).unwrap()
    }

    #[test]
    fn row_18_only_with_a_mask_does_cat_not_look_at_sat() {
        let [without, with] = both_ways(&head(), &normal(6, 8, 2)).unwrap();
        for earlier in 0..6 {
            for later in earlier + 1..6 {
                assert!(without.weights[(earlier, later)] > 0.0);
                assert_eq!(with.weights[(earlier, later)], 0.0);
                assert!(with.weights[(later, earlier)] > 0.0);
            }
        }
    }

    #[test]
    fn row_20_a_value_goes_to_the_one_that_looks() {
        let pass = &both_ways(&head(), &normal(6, 8, 2)).unwrap()[1];
        let wrong = handed_on(&pass.values); // (6, 8)
        let expected = array![[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]];
        let values = array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
        assert_eq!(handed_on(&values), expected);
        assert_eq!(handed_on(&Array2::zeros((0, 2))).dim(), (0, 2));
        // The first token looks at itself alone, and takes its own value.
        assert_eq!(wrong.row(0).iter().map(|x| x.abs()).sum::<f64>(), 0.0);
        let first = |m: &Array2<f64>| m.slice(s![..1, ..]).to_owned();
        assert!(farthest(&first(&pass.output), &first(&pass.values)) < 1e-12);
        assert!(size(&(&wrong - &pass.output)) > 0.5 * size(&pass.output));
    }

    #[test]
    fn row_22_every_prefix_is_seen_and_nothing_else() {
        for tokens in 1..=12 {
            let found = subsequences(tokens).unwrap();
            let pieces = tokens * (tokens + 1) / 2;
            assert_eq!(found, ((1 << tokens) - 1, pieces, tokens));
        }
    }

    #[test]
    fn row_29_a_head_does_not_project() {
        let points = normal(50, 8, 3); // (50, 8)
        let axes = principal_axes(&points, 3).unwrap().axes; // (3, 8)
        assert!(twice_against_once(&projection(&axes)) < 1e-9);
        assert!(twice_against_once(&(normal(8, 8, 4) / 8_f64.sqrt())) > 1.0);
        // Nor can it be applied twice: 4 numbers are no token of 8.
        let queries = both_ways(&head(), &points).unwrap()[0].queries.clone();
        assert!(head().forward(&queries, None).is_err());
    }
}
