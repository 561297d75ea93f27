//! How many directions a space has room for.

use ndarray::{Array2, ArrayView1};
use neurons::standard_normal;
use rand_chacha::ChaCha8Rng;

use crate::{Embedding, EmbeddingError, check_size, cosine, length};

// ANCHOR: random-directions
/// Vectors of length 1 in random directions, none preferred: (count, d_model).
///
/// # Errors
/// If there is no dimension or no vector, or no memory holds so many numbers.
pub fn random_directions(
    count: usize,
    d_model: usize,
    rng: &mut ChaCha8Rng,
) -> Result<Embedding, EmbeddingError> {
    check_size(count, d_model)?;
    let shape = (count, d_model);
    let mut directions = Array2::from_shape_fn(shape, |_| standard_normal(rng));
    for mut row in directions.rows_mut() {
        let length = length(row.view());
        row.mapv_inplace(|x| x / length); // (d_model)
    }
    Embedding::new(directions)
}
// ANCHOR_END: random-directions

// ANCHOR: degrees
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
// ANCHOR_END: degrees

// ANCHOR: room
/// Takes the candidates (vectors of length 1) one by one and keeps each whose
/// cosine to all kept before lies between −`most` and `most`: the ids of those
/// kept.
pub fn keep_apart(candidates: &Embedding, most: f64) -> Vec<usize> {
    let rows = &candidates.weights; // (candidates, d_model)
    let mut kept: Vec<usize> = Vec::new();
    for (id, candidate) in rows.rows().into_iter().enumerate() {
        if kept.iter().all(|&other| candidate.dot(&rows.row(other)).abs() <= most) {
            kept.push(id);
        }
    }
    kept
}
// ANCHOR_END: room
