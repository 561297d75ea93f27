//! Tables that are made of the whole book: its chapters, its listings.

use std::fmt::Write as _;

use outline::{Directive, Planned};

use super::directive::Kind;
use super::page::Expanding;
use crate::html::{escape, markdown_proof};
use crate::read::{Package, Workspace};
use crate::survey::Shown;

/// `{{#chapters}}`: the chapters, with links to those that are written.
pub(super) const CHAPTERS: Kind = Kind {
    name: "chapters",
    plain: 0,
    flags: &[],
    keys: &[],
    takes: "nothing",
    expand: |page, directive| {
        let table = chapters(page);
        page.replace(&directive.range, table);
    },
    close: None,
};

/// `{{#listings}}`: every piece of code that the book shows.
pub(super) const LISTINGS: Kind = Kind {
    name: "listings",
    expand: |page: &mut Expanding, directive: &Directive| {
        let index = listings(page);
        page.replace(&directive.range, index);
    },
    ..CHAPTERS
};

/// `{{#rest}}`: the public items of a chapter that no listing shows, file by file.
pub(super) const REST: Kind = Kind {
    name: "rest",
    expand: |page: &mut Expanding, directive: &Directive| {
        let list = rest(page, directive.range.start);
        page.replace(&directive.range, list);
    },
    ..CHAPTERS
};

fn rest(page: &mut Expanding, at: usize) -> String {
    let package = page.place.package.unwrap_or_default();
    let Some(package) = page.workspace().packages.get(package) else {
        page.fault(at, "`{{#rest}}` stands on the page of a chapter");
        return String::new();
    };
    let shown = &page.survey().listings.shown;
    let mut list = String::new();
    for source in &package.taught {
        let lines: Vec<_> = shown
            .iter()
            .filter(|shown| shown.path == source.path)
            .filter_map(|shown| source.anchors.get(&shown.anchor))
            .collect();
        let items = source.items.iter();
        let unseen: Vec<_> = items
            .filter(|item| !lines.iter().any(|lines| lines.contains(&item.line)))
            .collect();
        if unseen.is_empty() {
            continue;
        }
        let href = page.source_link(&source.path, 1, 1);
        let file = source.path.file_name().unwrap_or_default().display();
        let _ = write!(
            list,
            "\n- [`{file}`]({}): {}: ",
            href.trim_end_matches("#L1"),
            source.about()
        );
        for (index, item) in unseen.into_iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let href = page.source_link(&source.path, item.line, item.line);
            let _ = write!(list, "{comma}[`{}`]({href})", item.name);
            page.expanded
                .quotes
                .lines
                .push((source.path.clone(), item.line..=item.line));
        }
    }
    if list.is_empty() {
        page.fault(
            at,
            "nothing is left for `{{#rest}}`: listings show every public item",
        );
    }
    list + "\n"
}

/// The chapters as a Markdown table, between what stands before and behind them without a
/// number.
fn chapters(page: &Expanding) -> String {
    let plan = &page.workspace().plan;
    let head = ["chapter", "minutes-head"].map(|name| page.say(name, &[]));
    let mut table = format!("| | {} |\n|--:|---|--:|\n", head.join(" | "));
    for (number, planned) in plan.numbered() {
        let Planned { package, title, .. } = planned;
        let number = number.map_or(String::new(), |number| number.to_string());
        let _ = if planned.is_written {
            let minutes = page.survey().times.minutes(package);
            writeln!(
                table,
                "| {number} | [{title}]({package}.md)<br>`cargo run -p {package}` | {minutes} |"
            )
        } else {
            let later = page.say("in-the-making", &[]);
            writeln!(table, "| {number} | {title}<br>*{later}* | |")
        };
    }
    table
}

/// The index of listings, as Markdown: a heading for each page, an item for each section.
fn listings(page: &Expanding) -> String {
    let mut index = String::new();
    let (mut path, mut section) = ("", "");
    for shown in &page.survey().listings.shown {
        let at = &shown.section;
        if at.page != path {
            let title = markdown_proof(&escape(&at.title));
            let _ = writeln!(index, "\n\n## {title}");
            section = "";
        }
        let is_new = at.id != section;
        if is_new {
            let _ = write!(index, "\n- {}: ", at.link(&at.heading));
        }
        let names = names(shown, page.workspace());
        for (place, name) in names.into_iter().enumerate() {
            let comma = if is_new && place == 0 { "" } else { ", " };
            let _ = write!(index, "{comma}[`{name}`]({}#{})", at.page, shown.id);
        }
        (path, section) = (&at.page, &at.id);
    }
    index + "\n"
}

/// The items that a listing shows, public ones if there are some; what its anchor is called
/// if there is none at all.
fn names(shown: &Shown, workspace: &Workspace) -> Vec<String> {
    let mut sources = workspace.packages.values().flat_map(Package::sources);
    let source = sources.find(|source| source.path == shown.path);
    let names = source.and_then(|source| {
        let lines = source.anchors.get(&shown.anchor)?;
        let names = source.named_in(lines);
        (!names.is_empty()).then(|| names.into_iter().map(str::to_owned).collect())
    });
    names.unwrap_or_else(|| vec![shown.anchor.clone()])
}
