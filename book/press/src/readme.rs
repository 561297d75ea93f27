//! The README's table of chapters: what visitors of the repository see of the plan.

/// The file, from the workspace.
pub(crate) const FILE: &str = "README.md";
/// The line above the first row of its table.
const RULE: &str = "|--:|---|---|---|";

/// The text with other rows in its table; nothing, if it has no such table.
pub(crate) fn with_rows(text: &str, rows: &[String]) -> Option<String> {
    let (above, below) = text.split_once(&format!("{RULE}\n"))?;
    let old = below.split_inclusive('\n').take_while(|line| line.starts_with('|'));
    let end: usize = old.map(str::len).sum();
    let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
    Some(format!("{above}{RULE}\n{rows}{}", &below[end..]))
}

/// The rows of its table with the lines that they stand on.
pub(crate) fn rows(text: &str) -> Option<Vec<(usize, &str)>> {
    let lines = (1..).zip(text.lines());
    let mut below = lines.skip_while(|(_, line)| *line != RULE);
    below.next()?;
    Some(below.take_while(|(_, line)| line.starts_with('|')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_rows_and_gets_others() {
        let text = "# A\n\n| | b |\n|--:|---|---|---|\n| 1 | x |\n| 2 | y |\n\nz\n";
        assert_eq!(rows(text).unwrap(), [(5, "| 1 | x |"), (6, "| 2 | y |")]);
        let other = with_rows(text, &["| 3 |".to_owned()]).unwrap();
        assert_eq!(other, "# A\n\n| | b |\n|--:|---|---|---|\n| 3 |\n\nz\n");
        assert_eq!(with_rows("# A\n", &[]), None);
        assert_eq!(rows("# A\n"), None);
    }
}
