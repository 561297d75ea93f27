//! The README says what is.

use serde::Deserialize;
use tests::{read, root};

#[derive(Deserialize)]
struct Plan {
    #[serde(rename = "chapter")]
    chapters: Vec<Chapter>,
}

#[derive(Deserialize)]
struct Chapter {
    package: String,
    title: String,
    idea: String,
}

impl Chapter {
    fn row(&self, number: usize) -> String {
        let Self { package, title, idea } = self;
        if root().join("chapters").join(package).is_dir() {
            format!(
                "| {number} | {title} | [`{package}`](chapters/{package}) | {idea} |"
            )
        } else {
            format!("| {number} | {title} | | in the making |")
        }
    }
}

#[test]
fn its_table_of_chapters_is_the_plan() {
    let plan: Plan = toml::from_str(&read("book/curriculum.toml")).unwrap();
    let rows: Vec<_> = (1..)
        .zip(&plan.chapters)
        .map(|(number, chapter)| chapter.row(number))
        .collect();
    let readme = read("README.md");
    let is_row = |line: &&str| {
        line.starts_with("| ") && line[2..].starts_with(char::is_numeric)
    };
    let found: Vec<_> = readme.lines().filter(is_row).collect();
    assert_eq!(found, rows);
}

#[test]
fn its_links_into_the_repository_lead_somewhere() {
    let link = regex::Regex::new(r"\]\(([^)#]+)[^)]*\)").unwrap();
    let readme = read("README.md");
    for target in link.captures_iter(&readme).map(|found| found[1].to_owned()) {
        if !target.contains("://") {
            assert!(root().join(&target).exists(), "README.md links to {target}");
        }
    }
}

#[test]
fn its_rust_version_is_the_workspaces() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let version =
        manifest["workspace"]["package"]["rust-version"].as_str().unwrap();
    assert!(
        read("README.md").contains(&format!("{version} or newer")),
        "{version}"
    );
}
