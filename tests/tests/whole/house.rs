//! The house: what lies at its top, and that all arrows in it go one way.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use tests::modules::{self, Arrows, Circle};
use tests::{read, root};

/// What the book is made of, at the top.
const ROOMS: [&str; 4] = ["assets", "book", "chapters", "tests"];

/// What else lies at the top: licences, and what tools look for there.
const BESIDE: [&str; 13] = [
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".vscode",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-CC-BY",
    "LICENSE-MIT",
    "README.md",
    "clippy.toml",
    "rustfmt.toml",
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .expect("a workspace")
}

#[test]
fn nothing_else_lies_at_the_top() {
    let listed =
        Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    // In a copy without Git nobody knows what is tracked.
    let Some(listed) = listed.ok().filter(|listed| listed.status.success()) else {
        return;
    };
    let listed = String::from_utf8(listed.stdout).unwrap();
    let names = listed.split('\0').filter(|name| !name.is_empty());
    let found: BTreeSet<_> = names
        .map(|name| name.split_once('/').map_or(name, |(top, _)| top))
        .collect();
    let expected: BTreeSet<_> = ROOMS.into_iter().chain(BESIDE).collect();
    assert_eq!(found, expected);
}

/// What a reader's editor compiles is what the course compiles.
#[test]
fn editors_are_told_of_the_files_that_readers_work_in() {
    let settings = read(".vscode/settings.json");
    let setting = "\"rust-analyzer.cargo.features\": [\"attempts\"]";
    assert!(settings.contains(setting), "{settings}");
    assert!(
        read("book/src/course.md").contains("`cargo.features = [\"attempts\"]`")
    );
    let metadata = metadata();
    let mut count = 0;
    for package in metadata.workspace_packages() {
        if !package.name.ends_with("-exercises") {
            continue;
        }
        assert!(package.features.contains_key("attempts"), "{}", package.name);
        for target in package.targets.iter().filter(|target| target.is_bin()) {
            count += 1;
            assert_eq!(target.required_features, ["attempts"], "{}", target.name);
        }
    }
    assert!(count > 20, "{count}");
}

/// The lines of the workspace's manifest that say which package stands on which.
fn stated() -> Vec<String> {
    let manifest = read("Cargo.toml");
    let line = regex::Regex::new(r"^#   ([a-z-]+:.*)$").unwrap();
    manifest
        .lines()
        .filter_map(|text| Some(line.captures(text)?[1].to_owned()))
        .collect()
}

/// Which package stands on which, as their manifests say; in brackets, what only its tests
/// stand on.
fn arrows() -> BTreeMap<String, String> {
    let metadata = metadata();
    let packages = metadata.workspace_packages();
    let ours: BTreeSet<_> =
        packages.iter().map(|package| package.name.as_str()).collect();
    packages
        .iter()
        .map(|package| {
            let of = |is_for_tests: bool| -> BTreeSet<&str> {
                package
                    .dependencies
                    .iter()
                    .filter(|on| ours.contains(on.name.as_str()))
                    .filter(|on| {
                        (on.kind == DependencyKind::Development) == is_for_tests
                    })
                    .map(|on| on.name.as_str())
                    .collect()
            };
            let always = of(false);
            let in_tests: Vec<_> = of(true).difference(&always).copied().collect();
            let mut line = format!("{}:", package.name);
            for on in &always {
                line += &format!(" {on}");
            }
            if !in_tests.is_empty() {
                line += &format!(" ({})", in_tests.join(" "));
            }
            (package.name.to_string(), line)
        })
        .collect()
}

#[test]
fn packages_stand_on_those_that_the_manifest_names() {
    let stated: BTreeSet<_> = stated().into_iter().collect();
    let found: BTreeSet<_> = arrows().into_values().collect();
    let missing: Vec<_> = found.difference(&stated).collect();
    let wrong: Vec<_> = stated.difference(&found).collect();
    assert!(
        missing.is_empty() && wrong.is_empty(),
        "Cargo.toml says which package stands on which.\nThere should be {missing:#?}\n\
         and not {wrong:#?}"
    );
}

#[test]
fn packages_stand_on_those_above_them() {
    let mut above = BTreeSet::new();
    for line in stated() {
        let (package, on) = line.split_once(':').expect("a package");
        for on in on.split([' ', '(', ')']).filter(|on| !on.is_empty()) {
            assert!(
                above.contains(on),
                "{package} stands on {on}, which comes after it"
            );
        }
        above.insert(package.to_owned());
    }
}

/// A circle with the place of each of its arrows.
fn shown(circle: &Circle, arrows: &Arrows) -> String {
    let steps = circle.way.windows(2).map(|step| {
        let arrow = &arrows[&step[0]][&step[1]];
        let file = arrow.file.strip_prefix(root()).unwrap_or(&arrow.file);
        format!(
            "  {}:{}: {} names {} ({})\n",
            file.display(),
            arrow.line,
            step[0],
            step[1],
            arrow.name
        )
    });
    steps.collect()
}

#[test]
fn modules_form_no_circle() {
    let mut found = String::new();
    let mut count = 0;
    for package in metadata().workspace_packages() {
        let sources = package.targets.iter().filter(|target| {
            (target.is_lib() || target.is_bin())
                && target.required_features.is_empty()
        });
        for target in sources {
            let arrows = modules::arrows(target.src_path.as_std_path());
            count += arrows.len();
            for circle in modules::circles(&arrows) {
                let all = circle.all.join(", ");
                let name = &package.name;
                found += &format!("{name}, {all}:\n{}", shown(&circle, &arrows));
            }
        }
    }
    assert!(count > 150, "{count} modules are read");
    assert!(
        found.is_empty(),
        "these modules name each other in a circle:\n{found}"
    );
}

/// The stages of the press, each below those after it.
const STAGES: [&str; 6] = ["read", "survey", "expand", "check", "render", "serve"];

#[test]
fn stages_of_the_press_use_only_those_before_them() {
    let arrows = modules::arrows(&root().join("book/press/src/lib.rs"));
    let stage = |module: &str| {
        let name = module.split("::").nth(1)?;
        STAGES.iter().position(|stage| *stage == name)
    };
    let mut count = 0;
    for (from, named) in &arrows {
        for (to, arrow) in named {
            let (Some(from), Some(to)) = (stage(from), stage(to)) else { continue };
            count += usize::from(from > to);
            assert!(
                from >= to,
                "{}:{}: {} uses {} ({}), which comes after it",
                arrow.file.display(),
                arrow.line,
                STAGES[from],
                STAGES[to],
                arrow.name
            );
        }
    }
    assert!(count > 20, "{count} arrows run down");
}
