//! Where something stands: the line of a text, the id of a heading.

/// The line, counted from 1, of a place in a text.
#[must_use]
pub fn line_at(text: &str, at: usize) -> usize {
    // By bytes: a place inside a character has a line too.
    text.as_bytes()[..at.min(text.len())].split(|byte| *byte == b'\n').count()
}

/// A heading's id, by the rule of mdBook.
#[must_use]
pub fn id_of(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars()
        .filter_map(|c| match c {
            c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}
