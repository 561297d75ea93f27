//! The page is what the run printed, computed and drew.

use std::path::Path;

use neurons::digits::book_digits;
use page::Record;
use softmax::page::experiments;

#[test]
fn the_page_is_what_the_run_produced() {
    let mut page = Record::silent("softmax");
    let digits = book_digits().expect("the book's own digits");
    experiments(&mut page, &digits).expect("the experiments run");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    page::snapshots::assert(&page, &folder);
}
