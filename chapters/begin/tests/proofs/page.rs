//! The page is what the run printed, computed and drew.

use std::path::Path;

use page::Record;

#[test]
fn the_page_is_what_the_run_produced() {
    let mut page = Record::silent("begin");
    begin::page::experiments(&mut page).expect("the experiments run");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    page::snapshots::assert(&page, &folder);
}
