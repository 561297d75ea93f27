//! The build script of each chapter's exercises: makes the files that readers begin with out
//! of the solutions, for the tests.

use std::env::var;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use gap::Gap;

#[path = "src/gap.rs"]
#[allow(dead_code, reason = "the book shows more of a gap")]
mod gap;

fn main() {
    // Read when it runs: the folder may have moved since it was compiled.
    let here = var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let out = var("OUT_DIR").expect("cargo sets it");
    write_untouched(&Path::new(&here).join("solutions"), Path::new(&out));
}

/// Writes what readers begin with into `out`, a file
/// for each of the solutions in `solutions`, and `untouched.rs` and `solutions.rs`, which
/// make modules of these files and of the solutions.
/// If that fails there is nothing to build.
fn write_untouched(solutions: &Path, out: &Path) {
    println!("cargo::rerun-if-changed={}", solutions.display());
    let (mut untouched, mut solved) = (String::new(), String::new());
    let entries = fs::read_dir(solutions).expect("the folder of the solutions");
    let mut paths: Vec<_> =
        entries.map(|entry| entry.expect("a solution").path()).collect();
    paths.sort();
    for path in
        paths.iter().filter(|path| path.extension().is_some_and(|e| e == "rs"))
    {
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(path).expect("a solution that can be read");
        let gap = Gap::read(&text)
            .unwrap_or_else(|error| panic!("{}, {error}", path.display()));
        let name = path.file_name().expect("a file has a name");
        let target = out.join(name);
        fs::write(&target, gap.untouched).expect("a folder that can be written to");
        let module = path.file_stem().expect("a file has a name").to_string_lossy();
        for (modules, path) in [(&mut untouched, &target), (&mut solved, path)] {
            let _ = writeln!(
                modules,
                "#[allow(warnings, clippy::all)]\n#[path = {:?}]\npub mod {module};",
                path.display().to_string()
            );
        }
    }
    for (name, modules) in [("untouched.rs", untouched), ("solutions.rs", solved)] {
        fs::write(out.join(name), modules)
            .expect("a folder that can be written to");
    }
}
