//! Every package has its page, every page its package, and every page is found.

use std::path::Path;

use anyhow::Result;
use outline::{Edition, Fault, Plan, list};

use crate::read::{Workspace, files};
use crate::survey::Survey;

/// Packages and pages that have not each other, and prefaces and appendices that have a
/// number.
pub(super) fn check(
    workspace: &Workspace,
    edition: &Edition,
    survey: &Survey,
    faults: &mut Vec<Fault>,
) {
    let summary = edition.folder.join("SUMMARY.md");
    for page in &survey.pages {
        let Some(package) = &page.package else { continue };
        let unnumbered = unnumbered(&workspace.plan, package);
        if let Some((kind, place)) = unnumbered
            && page.is_numbered
        {
            let message = format!(
                "{package}.md is {kind} in the plan: list it {place} the chapters, without \
                 the dash that numbers it"
            );
            faults.push(Fault::new(&summary, 1, message));
        }
        if !workspace.has(page.package.as_ref()) {
            let message = format!(
                "this is the page of {}, `{package}`, but there is no crate \
                 chapters/{package}: there are {}",
                unnumbered.map_or("a chapter", |(kind, _)| kind),
                list(workspace.packages.keys())
            );
            faults.push(Fault::new(&page.file, 1, message));
        }
    }
    let has_page = |package: &String| {
        survey.pages.iter().any(|page| page.package.as_ref() == Some(package))
    };
    for package in workspace.packages.keys().filter(|package| !has_page(package)) {
        let place = match unnumbered(&workspace.plan, package) {
            Some((_, place)) => format!("{place} the chapters, without a number"),
            None => "as a numbered chapter".to_owned(),
        };
        let message = format!(
            "the crate chapters/{package} has no page: list {package}.md {place}"
        );
        faults.push(Fault::new(&summary, 1, message));
    }
}

/// What a package is that has no number, and where it stands.
fn unnumbered(plan: &Plan, package: &str) -> Option<(&'static str, &'static str)> {
    if plan.is_preface(package) {
        return Some(("a preface", "above"));
    }
    plan.is_appendix(package).then_some(("an appendix", "below"))
}

/// Pages that are written but that the book does not show.
pub(super) fn left_out(
    root: &Path,
    edition: &Edition,
    survey: &Survey,
    faults: &mut Vec<Fault>,
) -> Result<()> {
    let of_mdbook = ["SUMMARY.md", "404.md"].map(Path::new);
    let folder = root.join(&edition.folder);
    for path in files(&folder, "md")? {
        let name = path.strip_prefix(&folder).unwrap_or(&path);
        let is_shown = survey.pages.iter().any(|page| page.path == name);
        if !of_mdbook.contains(&name) && !is_shown {
            let message = "no reader finds this page: list it in SUMMARY.md (where mdBook skips \
                           a paragraph of links right after a part's title)";
            faults.push(Fault::new(edition.folder.join(name), 1, message));
        }
    }
    Ok(())
}
