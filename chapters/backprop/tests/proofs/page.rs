//! The page is what the run printed, computed and drew.

use std::path::Path;

use backprop::digit_training::{SEEDS, SETTINGS, SplitDigits, learn};
use backprop::page::experiments;
use neurons::digits::book_digits;
use neurons::least_lead;
use page::Record;

#[test]
fn the_page_is_what_the_run_produced() {
    let mut page = Record::silent("backprop");
    let digits = book_digits().expect("the book's own digits");
    experiments(&mut page, &digits).expect("the experiments run");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    page::snapshots::assert(&page, &folder);
}

/// The page counts right answers, so none may hang on a last bit that another processor
/// rounds differently.
#[test]
fn strongest_answers_lead_by_more_than_rounding() {
    let digits = book_digits().expect("the book's own digits");
    let data = SplitDigits::new(&digits).expect("enough digits");
    for seed in SEEDS {
        let network =
            learn(&data, SETTINGS, seed, |_, _| {}).expect("digits that fit");
        for images in [&data.training.images, &data.test.images] {
            let outputs = network.forward(images).expect("64 pixels"); // (images, 10)
            let lead = least_lead(&outputs);
            assert!(lead > 1e-9, "seed {seed}: a lead of {lead:e}");
        }
    }
}
