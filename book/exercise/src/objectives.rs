//! What a chapter lets its readers do, as its page says at the beginning.

/// The objectives of a page, each with its line, counted from 1: the list between
/// `{{#opening …}}` and `{{/opening}}`, without the sign at each end.
#[must_use]
pub fn objectives(page: &str) -> Vec<(usize, &str)> {
    let lines = (1..).zip(page.lines());
    let opening = lines
        .skip_while(|(_, line)| !line.starts_with("{{#opening"))
        .take_while(|(_, line)| !line.starts_with("{{/opening"));
    opening
        .filter_map(|(number, line)| Some((number, line.strip_prefix("- ")?)))
        .map(|(number, text)| (number, text.trim_end_matches([';', '.', ' '])))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objectives_are_the_list_in_the_opening() {
        let page = "# A\n\n- no\n\n{{#opening needs=\"b\"}}\n\n- one;\n- two.\n\n{{/opening}}\n\n- no\n";
        assert_eq!(objectives(page), [(7, "one"), (8, "two")]);
        assert!(objectives("# A\n").is_empty());
    }
}
