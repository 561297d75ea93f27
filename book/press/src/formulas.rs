//! Formulas as they are set, for somebody who compares.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::expand::{all_formulas, set_formula};
use crate::render::check;

/// The formulas of the book, or those of a file with one on each line, both alone and in
/// a line of text, as JSON: `tex`, `display` and either `html` or `error`.
///
/// # Errors
/// If the book has faults or the file cannot be read.
pub fn formulas(root: &Path, file: Option<&Path>) -> Result<Vec<Value>> {
    let all = match file {
        None => {
            check(root)?;
            all_formulas()
        }
        Some(file) => {
            let text = fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let both =
                |line: &str| [true, false].map(|alone| (line.to_owned(), alone));
            lines.flat_map(both).collect()
        }
    };
    let set =
        all.into_iter().map(|(tex, display)| match set_formula(&tex, display) {
            Ok(html) => json!({ "tex": tex, "display": display, "html": html }),
            Err(error) => json!({ "tex": tex, "display": display, "error": error }),
        });
    Ok(set.collect())
}
