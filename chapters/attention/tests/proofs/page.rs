//! The page is what the run printed, computed and drew.

use std::path::Path;

use attention::page::experiments;
use attention::reader::standardised;
use embeddings::glove::book_vectors;
use page::Record;

#[test]
fn the_page_is_what_the_run_produced() {
    let mut page = Record::silent("attention");
    experiments(&mut page).expect("the experiments run");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    page::snapshots::assert(&page, &folder);
}

/// How many words lose to another in dot product hangs on no last bit.
#[test]
fn no_dot_product_ties_with_that_of_the_word_itself() {
    let vectors = book_vectors().expect("the book's own vectors");
    let rows = standardised(vectors.embedding()).expect("they differ").weights; // (words, 50)
    let products = rows.dot(&rows.t()); // (words, words)
    for (word, row) in products.rows().into_iter().enumerate() {
        let others = row.iter().enumerate().filter(|(other, _)| *other != word);
        let most = others.map(|(_, &product)| product).fold(0.0, f64::max);
        let apart = (row[word] - most).abs();
        assert!(apart > 1e-9, "word {word}: {apart:e}");
    }
}
