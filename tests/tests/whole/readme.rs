//! The README says what is.

use outline::Plan;
use tests::{read, root};

#[test]
fn its_table_of_chapters_is_the_plan() {
    let rows = Plan::read(&root()).unwrap().rows();
    let readme = read("README.md");
    let (_, table) = readme.split_once("|--:|---|---|---|\n").expect("a table");
    let found: Vec<_> =
        table.lines().take_while(|line| line.starts_with('|')).collect();
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
