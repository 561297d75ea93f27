//! The plan says what the packages do.

use outline::{Edition, Fault, PLAN, Slashed as _, list};

use crate::read::Workspace;
use crate::readme;
use crate::survey::{Page, Survey};

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
            "the crate chapters/{package} is not in the plan: add it as a preface, a chapter or an \
             appendix"
        );
        faults.push(Fault::new(PLAN, 1, message));
    }
}

/// The README's table of chapters is the plan.
pub(super) fn readme(workspace: &Workspace, faults: &mut Vec<Fault>) {
    let found = workspace.readme.as_deref().and_then(readme::rows);
    let Some(found) = found else { return };
    let rows = workspace.plan.rows();
    let last = found.last().map_or(1, |(line, _)| *line);
    let lines = found.iter().map(|(line, _)| *line).chain(std::iter::repeat(last));
    for (index, (row, line)) in rows.iter().zip(lines).enumerate() {
        if found.get(index).is_none_or(|(_, found)| found != row) {
            let message = format!("the plan has another row here: `{row}`");
            faults.push(Fault::new(readme::FILE, line, message));
        }
    }
    for (line, row) in found.iter().skip(rows.len()) {
        let message = format!("the plan has no row `{row}`");
        faults.push(Fault::new(readme::FILE, *line, message));
    }
}

/// The contents list chapters in the order of the plan, under its titles.
pub(super) fn contents(
    workspace: &Workspace,
    edition: &Edition,
    survey: &Survey,
    faults: &mut Vec<Fault>,
) {
    let place = |page: &Page| {
        let package = page.package.as_ref()?;
        let mut all = workspace.plan.all();
        all.position(|planned| planned.package == *package)
    };
    let own = survey.pages.iter().filter(|page| page.is_own());
    let own: Vec<_> = own.filter_map(|page| Some((place(page)?, page))).collect();
    for pair in own.windows(2) {
        let [(before, first), (after, second)] = pair else { continue };
        if before > after {
            let message = format!(
                "{} is listed before {}, and the plan has them the other way round",
                first.path.slashed(),
                second.path.slashed()
            );
            let summary = edition.folder.join("SUMMARY.md");
            faults.push(Fault::new(summary, 1, message));
        }
    }
    // Another edition has titles of its own.
    let is_first = workspace
        .editions
        .first()
        .is_some_and(|first| first.folder == edition.folder);
    for (at, page) in own.iter().filter(|_| is_first) {
        let Some(planned) = workspace.plan.all().nth(*at) else { continue };
        let heading = page.prose.headings.first();
        let heading = heading.filter(|heading| heading.level == 1);
        let title = heading.map(|heading| heading.text.as_str());
        for (where_it_is, found) in
            [("the contents", Some(page.name.as_str())), ("this page", title)]
        {
            if found.is_some_and(|found| found != planned.title) {
                let message = format!(
                    "{where_it_is} says `{}`, and the plan `{}`: which is right?",
                    found.unwrap_or_default(),
                    planned.title
                );
                faults.push(Fault::new(&page.file, 1, message));
            }
        }
    }
}
