//! What the book takes from others: the data are what they are said to be, and whoever a
//! comment cites is listed.

use std::collections::BTreeSet;

use regex::Regex;
use sha2::{Digest as _, Sha256};
use tests::{files, read, root};

#[test]
fn the_data_are_those_that_their_readme_describes() {
    let readme = read("assets/data/README.md");
    let row = |section: &str, name: &str| {
        let start = format!("| {name} | ");
        let row = section.lines().find_map(|line| line.strip_prefix(&start));
        row.unwrap_or_else(|| panic!("no {name} in {section}")).to_owned()
    };
    let mut described = BTreeSet::new();
    for section in readme.split("\n## ").skip(1) {
        let name = section.lines().next().unwrap().trim();
        let data = read(&format!("assets/data/{name}"));
        let mut digest = String::new();
        for byte in Sha256::digest(data.as_bytes()) {
            digest += &format!("{byte:02x}");
        }
        assert!(row(section, "sha256").contains(&digest), "{name} is {digest}");
        let size = row(section, "size").replace(',', "");
        assert!(
            size.starts_with(&format!("{} bytes", data.len())),
            "{name}: {size}"
        );
        described.insert(name.to_owned());
    }
    let names = files(&root().join("assets/data")).into_keys();
    let there: BTreeSet<_> = names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name != "README.md" && !name.starts_with('.'))
        .collect();
    assert_eq!(described, there);
}

/// The authors and years in brackets of prose: `(Ba, Kiros and Hinton, 2016)`.
fn cited(prose: &str) -> Vec<(String, String)> {
    let (year, others) =
        (r"((?:1[6-9]|20)\d\d)", r"(?:,? (?:and )?[\p{L}][\p{L}-]+)*");
    let work = format!(r"(?:von )?(\p{{Lu}}\p{{Ll}}[\p{{L}}-]*){others},? {year}");
    let brackets = Regex::new(&format!(r"\({work}(?: and {year})?\)")).unwrap();
    let mut cited = Vec::new();
    for found in brackets.captures_iter(prose) {
        for year in [found.get(2), found.get(3)].into_iter().flatten() {
            cited.push((found[1].to_owned(), year.as_str().to_owned()));
        }
    }
    cited
}

/// What a Rust file says in its comments, on one line.
fn comments(code: &str) -> String {
    let lines = code.lines().map(str::trim_start);
    let said = lines.filter_map(|line| line.strip_prefix("//"));
    said.map(|line| line.trim_start_matches(['/', '!', ' ']).to_owned() + " ")
        .collect()
}

#[test]
fn citations_are_found_in_comments() {
    let code = "/// A norm (Ba, Kiros and\n    /// Hinton, 2016), of (von Mises and\n/// \
                Pollaczek-Geiringer, 1929); GPT (Radford and others, 2018 and 2019).\n\
                call(Not, this, 2000); // x (12), (He and others, 3000)";
    let found = cited(&comments(code));
    let found: Vec<_> =
        found.iter().map(|(a, y)| (a.as_str(), y.as_str())).collect();
    assert_eq!(
        found,
        [
            ("Ba", "2016"),
            ("Mises", "1929"),
            ("Radford", "2018"),
            ("Radford", "2019")
        ]
    );
}

#[test]
fn whoever_a_comment_cites_is_listed() {
    let listed = read("book/src/references.md") + &read("book/src/listings.md");
    let mut count = 0;
    for (name, bytes) in files(&root().join("chapters")) {
        // Tests are on no page.
        if name.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let text = || String::from_utf8(bytes).unwrap();
        let prose = match name.extension().and_then(|extension| extension.to_str())
        {
            Some("rs") => comments(&text()),
            Some("toml") => text(),
            _ => continue,
        };
        for (author, year) in cited(&prose) {
            count += 1;
            let is_it = |line: &str| line.contains(&author) && line.contains(&year);
            assert!(
                listed.lines().any(|line| line.starts_with("- ") && is_it(line)),
                "{}: {author}, {year}, is neither among the references nor the listings",
                name.display()
            );
        }
    }
    assert!(count > 20, "{count}");
}
