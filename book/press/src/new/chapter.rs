//! The skeleton of a chapter.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use outline::{Edition, PLAN, Plan, chapter_folder};

use super::files::{Files, behind_last, check_name, filled, inserted, title_of};

/// The table of chapters that visitors of the repository see first.
const README: &str = "README.md";

/// Writes a chapter that builds and says what is missing: its package, its page, and its
/// place in the plan and in the contents. Returns what was written, a line a file.
///
/// # Errors
/// If there is such a chapter already, or a file cannot be read or written.
pub fn new_chapter(
    root: &Path,
    name: &str,
    title: Option<&str>,
) -> Result<Vec<String>> {
    check_name(name)?;
    let plan = Plan::read(root)?;
    let edition = Edition::first(root)?;
    let planned = plan.chapters.iter().find(|planned| planned.package == name);
    if plan.appendices.iter().any(|planned| planned.package == name) {
        bail!("`{name}` is an appendix in {PLAN}: take another name");
    }
    let title = match (title, planned) {
        (Some(title), _) => title.to_owned(),
        (None, Some(planned)) => planned.title.clone(),
        (None, None) => title_of(name),
    };
    let before = plan.chapters.iter().take_while(|planned| planned.package != name);
    let needs = before.last().map_or("patience", |planned| planned.title.as_str());
    let quoted = toml::Value::from(title.as_str()).to_string();
    let names = [
        ("NAME", name),
        ("TITLE", &title),
        ("QUOTED", &quoted),
        ("IDENT", &name.replace('-', "_")),
        ("NEEDS", needs),
    ];
    let mut files = Files::default();
    let folder = chapter_folder(name);
    for (file, skeleton) in [
        ("Cargo.toml", include_str!("../../skeletons/chapter/manifest.toml")),
        ("src/lib.rs", include_str!("../../skeletons/chapter/lib.rs")),
        ("src/page.rs", include_str!("../../skeletons/chapter/page.rs")),
        ("src/main.rs", include_str!("../../skeletons/chapter/main.rs")),
        ("tests/page.rs", include_str!("../../skeletons/chapter/test.rs")),
        (
            "tests/snapshots/output-first.snap",
            include_str!("../../skeletons/chapter/output-first.snap"),
        ),
    ] {
        files.add(folder.join(file), filled(skeleton, &names));
    }
    let page = include_str!("../../skeletons/chapter/page.md");
    files.add(edition.page(name), filled(page, &names));

    let read = |file: &Path| {
        fs::read_to_string(root.join(file))
            .with_context(|| format!("cannot read {}", file.display()))
    };
    if planned.is_none() {
        let lines = format!(
            "[[chapter]]\npackage = \"{name}\"\ntitle = {}\nidea = \"\"\nneeds = []\n\n",
            quoted
        );
        let text = read(Path::new(PLAN))?;
        let text = format!("{}\n", text.trim_end());
        let has_appendix = text.contains("[[appendix]]");
        let lines =
            if has_appendix { lines } else { format!("\n{}\n", lines.trim_end()) };
        files.change(PLAN, inserted(&text, "[[appendix]]", &lines));
    }
    let summary = edition.folder.join("SUMMARY.md");
    let is_chapter = |line: &str| line.trim_start().starts_with("- [");
    let line = format!("- [{title}]({name}.md)\n");
    files.change(&summary, behind_last(&read(&summary)?, is_chapter, &line));
    if let Ok(readme) = read(Path::new(README)) {
        let number =
            plan.chapters.iter().position(|planned| planned.package == name);
        let number = number.unwrap_or(plan.chapters.len()) + 1;
        let idea = planned.map_or("", |planned| planned.idea.as_str());
        let row = format!(
            "| {number} | {title} | [`{name}`](chapters/{name}) | {idea} |\n"
        );
        let is_row = |line: &str| {
            let mut cells = line.split('|').skip(1);
            cells.next().is_some_and(|cell| cell.trim().parse::<usize>().is_ok())
        };
        let start = format!("| {number} |");
        let readme = if readme.lines().any(|line| line.starts_with(&start)) {
            let others = readme.split_inclusive('\n');
            let others = others.filter(|line| !line.starts_with(&start));
            others.collect()
        } else {
            readme
        };
        files.change(README, behind_last(&readme, is_row, &row));
    }
    files.write(root)
}
