//! The build script of each chapter's exercises: makes the files that readers begin with out
//! of the solutions, for the tests.

use std::env::var;
use std::path::Path;

fn main() {
    // Read when it runs: the folder may have moved since it was compiled.
    let here = var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let out = var("OUT_DIR").expect("cargo sets it");
    exercise::write_untouched(&Path::new(&here).join("solutions"), Path::new(&out));
}
