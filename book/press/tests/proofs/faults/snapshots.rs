//! Snapshots, ratios and plans that cannot be read.

use super::*;

#[test]
fn a_snapshot_without_a_header() {
    let book = Fixture::good();
    book.write(TABLE, "name\n");
    let message =
        "this is no snapshot: it does not start with a header between `---` lines";
    assert_eq!(book.faults(), [format!("{TABLE}:1: {message}")]);
}

#[test]
fn a_number_without_a_name() {
    let book = Fixture::good();
    book.append(NUMBERS, "half: 0.5\n");
    let message = "a number's line reads `name = text`: record the run again";
    assert_eq!(book.faults(), [book.fault(NUMBERS, "half", message)]);
}

#[test]
fn a_ratio_that_was_never_measured_or_cannot_be_read() {
    assert_replaced(
        MEASURED,
        "least = 14.0\nmost = 15.5\n",
        "",
        "[ratio.speed]",
        "the ratio `speed` was never measured: run `cargo bench -p trial`, then \
         `cargo run -- measure trial`",
    );
    let book = Fixture::good();
    book.replace(MEASURED, "fast = ", "quick = ");
    let message = "unknown field `quick`, expected one of `slow`, `fast`, `inputs`, `by`, `least`, `most`";
    let fault = book.fault(MEASURED, "quick", message);
    assert!(book.faults().contains(&fault), "{:?}", book.faults());
}

#[test]
fn a_source_that_is_not_rust() {
    let book = Fixture::good();
    book.append(LIB, "fn broken( {}\n");
    let faults = book.faults();
    let start = book.fault(LIB, "fn broken", "this is not Rust: ");
    assert!(faults.iter().any(|fault| fault.starts_with(&start)), "{faults:?}");
}
