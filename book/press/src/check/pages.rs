//! Every package has its page, every page its package, and every page is found.

use std::path::Path;

use anyhow::Result;
use outline::{Edition, Fault, list};

use crate::read::{Workspace, files};
use crate::survey::Survey;

/// Packages and pages that have not each other, and appendices that have a number.
pub(super) fn check(
    workspace: &Workspace,
    edition: &Edition,
    survey: &Survey,
    faults: &mut Vec<Fault>,
) {
    let summary = edition.folder.join("SUMMARY.md");
    for page in &survey.pages {
        let Some(package) = &page.package else { continue };
        let is_appendix = workspace.plan.is_appendix(package);
        if is_appendix && page.is_numbered {
            let message = format!(
                "{package}.md is an appendix in the plan: list it below the chapters, \
                 without the dash that numbers it"
            );
            faults.push(Fault::new(&summary, 1, message));
        }
        if !workspace.has(page.package.as_ref()) {
            let message = format!(
                "this is the page of the {} `{package}`, but there is no crate \
                 chapters/{package}: there are {}",
                if is_appendix { "appendix" } else { "chapter" },
                list(workspace.packages.keys())
            );
            faults.push(Fault::new(&page.file, 1, message));
        }
    }
    let has_page = |package: &String| {
        survey.pages.iter().any(|page| page.package.as_ref() == Some(package))
    };
    for package in workspace.packages.keys().filter(|package| !has_page(package)) {
        let place = if workspace.plan.is_appendix(package) {
            "below the chapters, without a number"
        } else {
            "as a numbered chapter"
        };
        let message = format!(
            "the crate chapters/{package} has no page: list {package}.md {place}"
        );
        faults.push(Fault::new(&summary, 1, message));
    }
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
