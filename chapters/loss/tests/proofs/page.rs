//! The page is what the run printed, computed and drew.

use std::path::Path;

use loss::iris::book_iris;
use loss::page::experiments;
use page::Record;

#[test]
fn the_page_is_what_the_run_produced() {
    let mut page = Record::silent("loss");
    let iris = book_iris().expect("the book's own irises");
    experiments(&mut page, &iris).expect("the experiments run");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    page::snapshots::assert(&page, &folder);
}

/// Other flowers are no reason to stop.
#[test]
fn the_experiments_run_on_any_flowers() {
    let text = "4,4,a,b\n9,9,100,3,0\n9,9,0.01,40,1\n9,9,7,0.5,1\n9,9,7,0.5,0\n";
    let iris = loss::iris::Iris::parse(text, Path::new("mine.csv")).unwrap();
    experiments(&mut Record::silent("loss"), &iris).unwrap();
}
