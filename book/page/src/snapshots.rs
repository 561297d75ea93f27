//! Holds a run to the committed snapshots.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{Entry, Record};

/// Asserts that a run produced what the snapshots in `folder` hold, no more and no less:
/// `output-<name>.snap` for each output, `numbers.snap` for all numbers, and
/// `figure-<name>.snap` with `figure-<name>.snap.svg` for each figure, and `live-<name>.snap`
/// for each that a reader works.
///
/// A changed or new snapshot is accepted with `cargo insta review`.
///
/// # Panics
/// If a snapshot differs, is new, or is not produced any more.
pub fn assert(page: &Record, folder: &Path) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();

    let mut expected = BTreeSet::new();
    let mut numbers = String::new();
    for entry in page.entries() {
        match entry {
            Entry::Output { name, text } => {
                expected.insert(format!("output-{name}.snap"));
                insta::assert_snapshot!(format!("output-{name}"), text);
            }
            Entry::Live { name, text } => {
                expected.insert(format!("live-{name}.snap"));
                insta::assert_snapshot!(format!("live-{name}"), text);
            }
            Entry::Number { name, text } => {
                numbers.push_str(&format!("{name} = {text}\n"));
            }
            Entry::Figure { name, svg } => {
                expected.insert(format!("figure-{name}.snap"));
                expected.insert(format!("figure-{name}.snap.svg"));
                let file = format!("figure-{name}.svg");
                if !is_kept(folder, name, svg.as_str()) {
                    insta::assert_binary_snapshot!(
                        &file,
                        svg.as_str().as_bytes().to_vec()
                    );
                }
            }
        }
    }
    if !numbers.is_empty() {
        expected.insert("numbers.snap".to_owned());
        insta::assert_snapshot!("numbers", numbers);
    }

    let files = fs::read_dir(folder).unwrap_or_else(|error| {
        panic!("cannot read {}: {error}", folder.display())
    });
    for file in files {
        let name = file.expect("an entry of a readable folder").file_name();
        let name = name.to_string_lossy();
        let is_pending =
            name.contains(".snap.new") || name.ends_with(".pending-snap");
        assert!(
            is_pending || expected.contains(name.as_ref()),
            "the run of `{}` does not produce {name} any more: delete it, or record it again",
            page.chapter(),
        );
    }
}

/// Whether a figure is kept as it is, in a clone whose lines end as on Windows too.
fn is_kept(folder: &Path, name: &str, svg: &str) -> bool {
    let file = folder.join(format!("figure-{name}.snap.svg"));
    let kept = fs::read_to_string(file).map(|kept| kept.replace("\r\n", "\n"));
    folder.join(format!("figure-{name}.snap")).is_file()
        && kept.is_ok_and(|kept| kept == svg)
}
