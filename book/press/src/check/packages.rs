//! What a package claims, it must have: speed in debug builds, ratios that were measured,
//! runs and code that are written.

use outline::Fault;

use crate::read::{Measured, UNWRITTEN, Workspace};

/// A chapter that computes must do so fast in debug builds too: nobody sees from its code
/// that it is slow for want of a line elsewhere.
pub(super) fn profiles(workspace: &Workspace, faults: &mut Vec<Fault>) {
    let Some(profiles) = &workspace.profiles else { return };
    for (name, package) in &workspace.packages {
        let is_of_numbers = |name: &String| name == "ndarray" || name == "libm";
        let computes = package.libraries.iter().any(is_of_numbers);
        if computes && !profiles.optimised.contains(name) {
            let message = format!(
                "`{name}` computes, and debug builds do not optimise it: add \
                 `{name}.opt-level = 3` to `[profile.dev.package]`"
            );
            faults.push(Fault::new("Cargo.toml", 1, message));
        }
    }
}

/// What a page calls faster was measured.
pub(super) fn measured(workspace: &Workspace, faults: &mut Vec<Fault>) {
    for (name, package) in &workspace.packages {
        for (ratio_name, ratio) in &package.measured.ratios {
            if !(ratio.least > 0.0 && ratio.most >= ratio.least) {
                let message = format!(
                    "the ratio `{ratio_name}` was never measured: run `{}`, then \
                     `cargo run -- measure {name}`",
                    ratio.command(name)
                );
                faults.push(Fault::new(Measured::file(name), ratio.line, message));
            }
        }
    }
}

/// The first run of a skeleton shows nothing yet.
pub(super) fn unwritten(workspace: &Workspace, faults: &mut Vec<Fault>) {
    let packages = workspace.packages.values();
    for output in packages.flat_map(|package| package.recorded.outputs.values()) {
        if let Some(at) = output.text.find(UNWRITTEN) {
            let what = output.text[at..].lines().next().unwrap_or_default();
            faults.push(Fault::new(&output.file, 1, what));
        }
    }
}
