//! The skeleton of a chapter.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use outline::{Edition, PLAN, Plan, Planned, chapter_folder, read_text};

use super::files::{Files, behind_last, filled, inserted};
use super::names::{check_free, check_name, title_of};
use crate::readme;

/// Writes a chapter that builds and says what is missing: its package, its page, and its
/// place in the plan, in the contents, in the README and among the packages. Returns what
/// was written, a line a file.
///
/// # Errors
/// If there is such a chapter already, or its name is taken; or if a file cannot be read
/// or written.
pub fn new_chapter(
    root: &Path,
    name: &str,
    title: Option<&str>,
) -> Result<Vec<String>> {
    check_name(name)?;
    let mut plan = Plan::read(root)?;
    let edition = Edition::first(root)?;
    for (is_one, what) in [
        (plan.is_preface(name), "a preface"),
        (plan.is_appendix(name), "an appendix"),
    ] {
        ensure!(!is_one, "`{name}` is {what} in {PLAN}: take another name");
    }
    let is_planned = plan.chapters.iter().any(|planned| planned.package == name);
    if !is_planned {
        plan.chapters.push(Planned {
            package: name.to_owned(),
            title: title_of(name),
            ..Planned::default()
        });
    }
    check_free(root, name)?;
    let place = plan.chapters.iter().position(|planned| planned.package == name);
    let place = place.context("it is in the plan now")?;
    let planned = &mut plan.chapters[place];
    planned.is_written = true;
    if let Some(title) = title {
        ensure!(
            !title.contains(['|', '[', ']', '`', '\n', '\r'])
                && !title.trim().is_empty(),
            "`{title}` is no title: write a line without `|`, `[`, `]` or backticks"
        );
        title.clone_into(&mut planned.title);
    }
    let title = planned.title.clone();

    let mut files = Files::default();
    skeleton(&mut files, name, &title, &plan, place, &edition);
    let read = |file: &Path| {
        read_text(&root.join(file))
            .with_context(|| format!("cannot read {}", file.display()))
    };
    if !is_planned {
        files.change(PLAN, with_plan(&read(Path::new(PLAN))?, name, &title));
    }
    let summary = edition.folder.join("SUMMARY.md");
    let text = with_contents(&read(&summary)?, &plan, place);
    files.change(&summary, text);
    let readme = read(Path::new(readme::FILE)).ok();
    if let Some(text) =
        readme.and_then(|text| readme::with_rows(&text, &plan.rows()))
    {
        files.change(readme::FILE, text);
    }
    let manifest = read(Path::new("Cargo.toml"))?;
    if let Some(text) = with_arrow(&manifest, &plan, place) {
        files.change("Cargo.toml", text);
    }
    files.write(root)
}

/// The files of the package, and the page.
fn skeleton(
    files: &mut Files,
    name: &str,
    title: &str,
    plan: &Plan,
    place: usize,
    edition: &Edition,
) {
    let before = place.checked_sub(1).and_then(|before| plan.chapters.get(before));
    let needs = before.map_or("patience", |planned| planned.title.as_str());
    let quoted = toml::Value::from(title).to_string();
    let ident = name.replace('-', "_");
    let names = [
        ("NAME", name),
        ("TITLE", title),
        ("QUOTED", &quoted),
        ("IDENT", &ident),
        ("NEEDS", needs),
    ];
    let folder = chapter_folder(name);
    for (file, skeleton) in [
        ("Cargo.toml", include_str!("../../skeletons/chapter/manifest.toml")),
        ("src/lib.rs", include_str!("../../skeletons/chapter/lib.rs")),
        ("src/page.rs", include_str!("../../skeletons/chapter/page.rs")),
        ("src/main.rs", include_str!("../../skeletons/chapter/main.rs")),
        ("tests/proofs/main.rs", include_str!("../../skeletons/chapter/proofs.rs")),
        ("tests/proofs/page.rs", include_str!("../../skeletons/chapter/test.rs")),
        (
            "tests/snapshots/output-first.snap",
            include_str!("../../skeletons/chapter/output-first.snap"),
        ),
    ] {
        files.add(folder.join(file), filled(skeleton, &names));
    }
    let page = include_str!("../../skeletons/chapter/page.md");
    files.add(edition.page(name), filled(page, &names));
}

/// The text of the plan with a chapter at the end of the chapters.
fn with_plan(text: &str, name: &str, title: &str) -> String {
    let title = toml::Value::from(title);
    let table = format!(
        "[[chapter]]\npackage = \"{name}\"\ntitle = {title}\nidea = \"\"\nneeds = []\n"
    );
    let text = format!("{}\n", text.trim_end());
    if text.contains("\n[[appendix]]") {
        inserted(&text, "[[appendix]]", &format!("{table}\n"))
    } else {
        format!("{text}\n{table}")
    }
}

/// The contents with a chapter before the next that is listed, in the order of the plan.
fn with_contents(text: &str, plan: &Plan, place: usize) -> String {
    let Planned { package, title, .. } = &plan.chapters[place];
    let line = format!("- [{title}]({package}.md)\n");
    let later = &plan.chapters[place + 1..];
    let is_of = |line: &str, planned: &Planned| {
        line.contains(&format!("]({}.md)", planned.package))
    };
    let next = text
        .split_inclusive('\n')
        .find(|line| later.iter().any(|planned| is_of(line, planned)));
    match next {
        Some(next) => inserted(text, next, &line),
        None => {
            let is_chapter = |line: &str| line.trim_start().starts_with("- [");
            behind_last(text, is_chapter, &line)
        }
    }
}

/// The manifest of the workspace with a line that says on what the package stands, behind
/// that of the chapter before it. Nothing, where no line says so.
fn with_arrow(text: &str, plan: &Plan, place: usize) -> Option<String> {
    let before = plan.chapters[..place].iter().rev();
    let mut before = before.map(|planned| format!("#   {}:", planned.package));
    let start =
        before.find(|start| text.lines().any(|line| line.starts_with(start)))?;
    let line = format!("#   {}: page\n", plan.chapters[place].package);
    Some(behind_last(text, |text| text.starts_with(&start), &line))
}
