//! The page is what the run printed, computed and drew.

use std::path::Path;

use neurons::digits::book_digits;
use neurons::page::experiments;
use neurons::{least_lead, untrained_network};
use page::Record;

#[test]
fn the_page_is_what_the_run_produced() {
    let mut page = Record::silent("neurons");
    let digits = book_digits().expect("the book's own digits");
    experiments(&mut page, &digits).expect("the experiments run");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    page::snapshots::assert(&page, &folder);
}

/// The page counts right answers, so no answer may hang on a last bit that another
/// processor rounds differently.
#[test]
fn the_strongest_answer_leads_by_more_than_rounding() {
    let digits = book_digits().expect("the book's own digits");
    let network = untrained_network().expect("the sizes are not 0");
    let answers = network.forward(&digits.images).expect("64 pixels for 64 inputs");
    let lead = least_lead(&answers);
    assert!(lead > 1e-9, "a lead of {lead:e}");
}
