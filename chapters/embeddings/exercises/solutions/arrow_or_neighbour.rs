//! The arrow or the neighbour?
//!
//! Answer "a is to b as c is to ?" in three ways: by the arrow, by the arrow with
//! all words allowed, and without any arrow. The check counts how often each is
//! right about real words:
//!
//!     cargo run -p course -- check arrow-or-neighbour

use std::process::ExitCode;

use ndarray::{Array1, Array2};

/// The id with the highest of the scores (vocabulary), of those not struck.
fn best(scores: &Array1<f64>, struck: &[usize]) -> usize {
    let ids = (0..scores.len()).filter(|id| !struck.contains(id));
    ids.max_by(|&one, &other| scores[one].total_cmp(&scores[other])).unwrap()
}

/// For each question [a, b, c], ids of `vectors` (vocabulary, d_model), three ids:
/// - the word nearest to E(b) − E(a) + E(c), with a, b and c struck out;
/// - the word nearest to it, with all words allowed;
/// - the word nearest to E(c) itself, with a, b and c struck out.
///
/// Nearest is the word whose vector has the largest cosine.
///
/// `vectors.row(a)` is E(a), and `&vectors.row(b) - &vectors.row(a)` a difference.
/// `matrix.dot(&vector)` is a dot product for each row: (vocabulary).
/// `for mut row in matrix.rows_mut()` goes through the rows, to be changed.
pub fn answers(vectors: &Array2<f64>, questions: &[[usize; 3]]) -> Vec<[usize; 3]> {
    // SOLUTION
    let mut directions = vectors.clone(); // (vocabulary, d_model)
    for mut row in directions.rows_mut() {
        let length = row.dot(&row).sqrt();
        row /= length;
    }
    let mut all = Vec::new();
    for &[a, b, c] in questions {
        let sum = &vectors.row(b) - &vectors.row(a) + vectors.row(c); // (d_model)
        // The length of the sum would scale all scores alike.
        let by_arrow = directions.dot(&sum); // (vocabulary)
        let by_c = directions.dot(&vectors.row(c)); // (vocabulary)
        let struck = [a, b, c];
        all.push([
            best(&by_arrow, &struck),
            best(&by_arrow, &[]),
            best(&by_c, &struck),
        ]);
    }
    all
    // INSTEAD
    // todo!("rank all words by their cosines with the sum, and with E(c)")
    // END
}

fn main() -> ExitCode {
    embeddings_exercises::arrow_or_neighbour::check(answers).report()
}
