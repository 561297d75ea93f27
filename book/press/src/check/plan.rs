//! The plan says what the packages do.

use outline::{Fault, PLAN, list};

use crate::read::{Measured, Workspace};

/// Compares the plan with the packages: the dependency graph *is* the curriculum.
pub(super) fn check(workspace: &Workspace, faults: &mut Vec<Fault>) {
    let chapters = &workspace.packages;
    let mut seen: Vec<&str> = Vec::new();
    for planned in workspace.plan.all() {
        let package = planned.package.as_str();
        if seen.contains(&package) {
            let message = format!("`{package}` is in the plan twice");
            faults.push(Fault::new(PLAN, planned.line, message));
        }
        for need in
            planned.needs.iter().filter(|need| !seen.contains(&need.as_str()))
        {
            let message = format!(
                "`{package}` needs `{need}`, which does not come before it"
            );
            faults.push(Fault::new(PLAN, planned.line, message));
        }
        if planned.idea.is_empty() {
            let message =
                format!("say what `{package}` is about, in a few words: `idea`");
            faults.push(Fault::new(PLAN, planned.line, message));
        }
        seen.push(package);
        let Some(chapter) = chapters.get(package) else { continue };
        let mut planned_needs: Vec<_> = planned.needs.iter().collect();
        planned_needs.sort();
        let mut needs: Vec<_> = chapter.needs.iter().collect();
        needs.sort();
        if planned_needs != needs {
            let message = format!(
                "the plan says that `{package}` needs {}, but its crate depends on {}",
                list(planned_needs),
                list(needs)
            );
            faults.push(Fault::new(PLAN, planned.line, message));
        }
    }
    for package in
        chapters.keys().filter(|package| !seen.contains(&package.as_str()))
    {
        let message = format!(
            "the crate chapters/{package} is not in the plan: add it as a chapter or an appendix"
        );
        faults.push(Fault::new(PLAN, 1, message));
    }
}

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
