//! The page is what the run printed, computed and drew.

use std::path::Path;

use backprop::page::{Data, SEEDS, SETTINGS, experiments, learn};
use neurons::page::book_digits;
use page::Page;

#[test]
fn the_page_is_what_the_run_produced() {
    let mut page = Page::silent("backprop");
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
    let data = Data::new(&digits).expect("enough digits");
    for seed in SEEDS {
        let network =
            learn(&data, SETTINGS, seed, &mut |_, _| {}).expect("digits that fit");
        for images in [&data.training.images, &data.test.images] {
            let outputs = network.forward(images).expect("64 pixels"); // (images, 10)
            for row in outputs.rows() {
                let mut sorted = row.to_vec();
                sorted.sort_by(f64::total_cmp);
                let lead = sorted[9] - sorted[8];
                assert!(lead > 1e-9, "seed {seed}: a lead of {lead:e}");
            }
        }
    }
}
