//! What runs recorded and what chapters teach is on a page.

use std::path::Path;

use outline::{Edition, Fault, Slashed as _};

use crate::expand::{Quoted, Quotes};
use crate::read::{Measured, Package, Source, Workspace};

/// Snapshots that no page quotes, and public items that the chapter's page neither shows nor names.
pub(super) fn check(
    workspace: &Workspace,
    edition: &Edition,
    quotes: &Quotes,
    faults: &mut Vec<Fault>,
) {
    for (name, package) in &workspace.packages {
        let page = edition.page(name);
        recorded(name, package, &page, quotes, faults);
        set(name, package, &page, quotes, faults);
        for source in &package.taught {
            let hidden = |line| !is_shown(quotes, source, line);
            for item in source.items.iter().filter(|item| hidden(item.line)) {
                let message = format!(
                    "`{}` is public, but {} neither shows nor names it: put it between anchors \
                     and include it, leave it to `{{{{#rest}}}}`, or make it private",
                    item.name,
                    page.slashed()
                );
                faults.push(Fault::new(&source.path, item.line, message));
            }
        }
    }
}

fn recorded(
    of: &str,
    package: &Package,
    page: &Path,
    quotes: &Quotes,
    faults: &mut Vec<Fault>,
) {
    let mut unused = |kind: Quoted, file: &Path, line: usize, name: &str| {
        if quotes.snapshots.contains(&(of.to_owned(), kind, name.to_owned())) {
            return;
        }
        let directive = match kind {
            Quoted::Output => "output",
            Quoted::Number => "number",
            Quoted::Figure => "figure",
            Quoted::Measured => "measured",
            Quoted::Set => "set",
        };
        let message = format!(
            "nobody quotes the {directive} `{name}`: quote it on {} with \
             `{{{{#{directive} {name}}}}}`, or record it no more",
            page.slashed()
        );
        faults.push(Fault::new(file, line, message));
    };
    for (name, output) in &package.recorded.outputs {
        unused(Quoted::Output, &output.file, 1, name);
    }
    for (name, figure) in &package.recorded.figures {
        unused(Quoted::Figure, &figure.file, 1, name);
    }
    for (name, number) in &package.recorded.numbers {
        unused(Quoted::Number, &number.file, number.line, name);
    }
    for (name, ratio) in &package.measured.ratios {
        unused(Quoted::Measured, &Measured::file(of), ratio.line, name);
    }
}

/// Figures that a reader works, and that too few sentences set.
fn set(
    of: &str,
    package: &Package,
    page: &Path,
    quotes: &Quotes,
    faults: &mut Vec<Fault>,
) {
    for (name, live) in &package.live {
        let is_set = |state: &&String| {
            let state = format!("{name}.{state}");
            quotes.snapshots.contains(&(of.to_owned(), Quoted::Set, state))
        };
        if live.states.keys().filter(is_set).count() < 2 {
            let file = &package.recorded.live[name].file;
            let message = format!(
                "fewer than two sentences set the figure `{name}`: send the reader to it with \
                 `{{{{#set {name} state \"words\"}}}}` on {}",
                page.slashed()
            );
            faults.push(Fault::new(file, 1, message));
        }
    }
}

fn is_shown(quotes: &Quotes, source: &Source, line: usize) -> bool {
    quotes
        .lines
        .iter()
        .any(|(path, lines)| *path == source.path && lines.contains(&line))
}
