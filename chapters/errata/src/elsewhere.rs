//! Where the rows are that run in a chapter, and that the page has all rows and each of
//! them its run.

/// The rows that run in a chapter, and the outputs that show them there.
pub(crate) const ELSEWHERE: [(usize, &str, &[&str]); 19] = [
    (1, "loss", &["factor"]),
    (6, "loss", &["sensitivity"]),
    (7, "loss", &["one-step"]),
    (8, "loss", &["order"]),
    (2, "backprop", &["updated-weights"]),
    (3, "backprop", &["deep"]),
    (12, "embeddings", &["dot-or-cosine"]),
    (13, "embeddings", &["king", "kinds"]),
    (14, "embeddings", &["zeros"]),
    (9, "softmax", &["overflow"]),
    (10, "softmax", &["temperature", "generations"]),
    (26, "softmax", &["uniform-top-k"]),
    (15, "attention", &["unpaired"]),
    (16, "attention", &["older-masked"]),
    (19, "attention", &["variance"]),
    (27, "attention", &["nothing-allowed"]),
    (17, "multi-head", &["leak"]),
    (23, "multi-head", &["slices"]),
    (24, "multi-head", &["large"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    /// Each row of the page: its number, and the text from its heading to the next.
    fn rows() -> Vec<(usize, String)> {
        let page = fs::read_to_string(root().join("book/src/errata.md")).unwrap();
        let page = page.replace("\r\n", "\n");
        let mut rows = Vec::new();
        for part in page.split("\n### ").skip(1) {
            let (heading, rest) = part.split_once('\n').unwrap();
            let part = rest.split("\n## ").next().unwrap().to_owned();
            let number = heading.split('.').next().unwrap().parse().unwrap();
            assert!(heading.ends_with(&format!("{{#row-{number}}}")), "{heading}");
            rows.push((number, part));
        }
        rows
    }

    #[test]
    fn the_page_has_each_row_once() {
        let rows = rows();
        let numbers: BTreeSet<usize> =
            rows.iter().map(|(number, _)| *number).collect();
        assert_eq!(rows.len(), numbers.len());
        // On a second reading, the source was right in row 21.
        assert_eq!(numbers, (1..=30).filter(|&number| number != 21).collect());
    }

    #[test]
    fn each_row_shows_its_run_and_leads_to_its_chapter() {
        for (number, text) in rows() {
            let mut runs = Vec::new();
            let folder = root().join("chapters/errata/tests/snapshots");
            if folder.join(format!("output-row-{number}.snap")).exists() {
                runs.push(format!("{{{{#output row-{number}}}}}"));
            }
            for (row, chapter, outputs) in ELSEWHERE {
                if row == number {
                    let quote =
                        |name: &&str| format!("{{{{#output {chapter}/{name}}}}}");
                    runs.extend(outputs.iter().map(quote));
                }
            }
            assert!(!runs.is_empty(), "row {number} runs nowhere");
            for run in runs {
                assert!(text.contains(&run), "row {number} does not show {run}");
            }
            assert!(text.contains(".md#"), "row {number} leads to no section");
        }
    }
}
