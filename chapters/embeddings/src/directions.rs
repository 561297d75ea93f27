//! How many directions a space has room for.

use ndarray::{Array2, ArrayView1};
use neurons::standard_normal;
use rand_chacha::ChaCha8Rng;

use crate::{EmbeddingError, check_size, cosine, length};

/// Vectors of length 1 in random directions, none preferred: (count, d_model).
///
/// # Errors
/// If there is no vector or no dimension, or no memory holds so many numbers.
pub fn random_directions(
    count: usize,
    d_model: usize,
    rng: &mut ChaCha8Rng,
) -> Result<Array2<f64>, EmbeddingError> {
    check_size(count, d_model)?;
    if count == 0 || d_model == 0 {
        return Err(EmbeddingError::NoVectors { rows: count, columns: d_model });
    }
    let shape = (count, d_model);
    let mut directions = Array2::from_shape_fn(shape, |_| standard_normal(rng));
    for mut row in directions.rows_mut() {
        let length = length(row.view());
        row.mapv_inplace(|x| x / length); // (d_model)
    }
    Ok(directions) // (count, d_model)
}

/// The angle between two vectors, in degrees from 0 to 180.
///
/// # Errors
/// If they have not as many numbers, or one has no direction.
pub fn degrees(
    a: ArrayView1<f64>,
    b: ArrayView1<f64>,
) -> Result<f64, EmbeddingError> {
    Ok(libm::acos(cosine(a, b)?).to_degrees())
}

// ANCHOR: rank
/// In how many directions the rows of a matrix differ from zero: its rank. Each round
/// takes the largest number left and removes its row's direction from all rows, until
/// nothing is left but rounding, a 1e9th of the largest number (Gaussian elimination
/// with complete pivoting).
pub fn rank(matrix: &Array2<f64>) -> usize {
    let mut left = matrix.clone(); // (rows, columns)
    let largest = |of: &Array2<f64>| {
        let entries = of.indexed_iter().map(|(at, x)| (at, x.abs()));
        entries.max_by(|a, b| a.1.total_cmp(&b.1))
    };
    let least = largest(matrix).map_or(0.0, |(_, size)| 1e-9 * size);
    for rank in 0..matrix.nrows().min(matrix.ncols()) {
        let Some(((row, column), size)) = largest(&left) else { return rank };
        if size <= least {
            return rank;
        }
        let pivot = &left.row(row) / left[[row, column]]; // (columns)
        for mut other in left.rows_mut() {
            let times = other[column];
            other.scaled_add(-times, &pivot); // (columns)
        }
    }
    matrix.nrows().min(matrix.ncols())
}
// ANCHOR_END: rank

// ANCHOR: room
/// Takes the candidates, vectors of length 1 (candidates, d_model), one by one and
/// keeps each whose cosine to all kept before lies between −`most` and `most`: the
/// rows of those kept. Another order may keep more, so there is room for at least
/// so many.
pub fn keep_apart(candidates: &Array2<f64>, most: f64) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for (row, candidate) in candidates.rows().into_iter().enumerate() {
        let cosine = |&other: &usize| candidate.dot(&candidates.row(other));
        if kept.iter().all(|other| cosine(other).abs() <= most) {
            kept.push(row);
        }
    }
    kept
}
// ANCHOR_END: room
