//! The page is what the run printed.

use std::path::Path;

use errata::page::experiments;
use page::Record;

#[test]
fn the_page_is_what_the_run_produced() {
    let mut page = Record::silent("errata");
    experiments(&mut page).expect("the runs end");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    page::snapshots::assert(&page, &folder);
}
