//! The page is what the run printed, computed and drew.

use std::path::Path;

use embeddings::WordVectors;
use embeddings::glove::book_vectors;
use embeddings::page::experiments;
use embeddings::questions::least_lead_of_answers;
use embeddings::toy::learned_vectors;
use page::Record;

#[test]
fn the_page_is_what_the_run_produced() {
    let mut page = Record::silent("embeddings");
    experiments(&mut page).expect("the experiments run");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    page::snapshots::assert(&page, &folder);
}

/// The page counts right answers, so none may hang on a last bit that another processor
/// rounds differently.
#[test]
fn best_answers_lead_by_more_than_rounding() {
    let vectors = book_vectors().expect("the book's own vectors");
    let lead = least_lead_of_answers(&vectors).expect("words that are there");
    assert!(lead > 1e-9, "a lead of {lead:e}");
}

/// The smallest step between the first places of a word's neighbours.
fn least_step(vectors: &WordVectors, word: &str, places: usize) -> f64 {
    let near = vectors.neighbours(word, places + 1).expect("a word that is there");
    near.windows(2).map(|two| two[0].cosine - two[1].cosine).fold(1.0, f64::min)
}

#[test]
fn printed_neighbours_are_in_an_order_that_rounding_cannot_change() {
    let vectors = book_vectors().expect("the book's own vectors");
    for word in [
        "cat", "king", "paris", "three", "blue", "walked", "good", "doctor",
        "nurse",
    ] {
        let step = least_step(&vectors, word, 5);
        assert!(step > 1e-9, "{word}: a step of {step:e}");
    }
    for question in [["man", "doctor", "woman"], ["woman", "nurse", "man"]] {
        let sum = vectors.moved(question).expect("words that are there");
        let near = vectors.nearest(sum.view(), &[], 6).expect("a direction");
        let step = near.windows(2).map(|two| two[0].cosine - two[1].cosine);
        let least = step.fold(1.0, f64::min);
        assert!(least > 1e-9, "{question:?}: a step of {least:e}");
    }
    let learned = learned_vectors().expect("vectors are learned");
    for word in ["king", "girl", "cow", "palace", "milk"] {
        let step = least_step(&learned, word, 3);
        assert!(step > 1e-6, "{word}: a step of {step:e}");
    }
}

/// How many words lose to another in dot product hangs on no last bit.
#[test]
fn no_dot_product_ties_with_that_of_the_word_itself() {
    let vectors = book_vectors().expect("the book's own vectors");
    let rows = &vectors.embedding().weights; // (vocabulary, d_model)
    for (id, row) in rows.rows().into_iter().enumerate() {
        let products = rows.dot(&row); // (vocabulary)
        let others = products.iter().enumerate().filter(|(other, _)| *other != id);
        let most = others.map(|(_, &product)| product).fold(0.0, f64::max);
        let apart = (products[id] - most).abs();
        assert!(apart > 1e-9, "word {id}: {apart:e}");
    }
}
