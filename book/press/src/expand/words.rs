//! What is printed between and around what pages say. An edition has words for each.

/// Names of words, each with the number of its gaps.
pub(crate) const WORDS: &[(&str, usize)] = &[
    ("about-minutes", 1),
    ("after", 1),
    ("all", 0),
    ("and", 2),
    ("another-hint", 0),
    ("answer", 0),
    ("bug", 0),
    ("by-hand", 0),
    ("chapter", 0),
    ("chapters", 0),
    ("cited-in", 1),
    ("exercises", 1),
    ("exercises-head", 0),
    ("formula", 0),
    ("function", 0),
    ("good-answer", 0),
    ("hint", 0),
    ("hours", 0),
    ("in-code", 2),
    ("in-minutes", 2),
    ("in-the-making", 0),
    ("line", 2),
    ("minutes", 1),
    ("minutes-head", 0),
    ("minutes-short", 1),
    ("more", 0),
    ("needs", 0),
    ("next", 0),
    ("objectives", 0),
    ("onward", 0),
    ("open", 0),
    ("output", 0),
    ("output-named", 1),
    ("paper-authors", 1),
    ("paper-contents", 0),
    ("paper-licence", 0),
    ("paper-version", 1),
    ("practises", 1),
    ("predict", 0),
    ("quiz", 0),
    ("range", 2),
    ("read", 0),
    ("reading", 0),
    ("reset", 0),
    ("right", 0),
    ("run", 0),
    ("saturday-afternoon", 0),
    ("saturday-morning", 0),
    ("search", 0),
    ("search-found", 2),
    ("search-marked", 2),
    ("search-more", 0),
    ("search-near", 2),
    ("search-none", 1),
    ("search-one", 1),
    ("search-some", 2),
    ("search-unmarked", 1),
    ("sheet-answers", 1),
    ("sheet-exercises", 1),
    ("sheets-with", 0),
    ("sheets-without", 0),
    ("solve", 0),
    ("stay", 1),
    ("sunday-afternoon", 0),
    ("sunday-morning", 0),
    ("then-solve", 0),
    ("time", 0),
    ("week", 0),
    ("with-folds", 2),
    ("wrong", 0),
];

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;
    use std::path::Path;

    /// The other files of this stage, which print the words, and those of the search, of paper and of sheets.
    fn printing() -> String {
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/src/expand");
        let render = concat!(env!("CARGO_MANIFEST_DIR"), "/src/render/");
        let files =
            std::fs::read_dir(here).unwrap().map(|file| file.unwrap().path());
        let files = files.chain(
            ["search.rs", "paper.rs", "sheets.rs"]
                .map(|name| Path::new(render).join(name)),
        );
        let others = files.filter(|path| !path.ends_with("words.rs"));
        others.map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }

    #[test]
    fn words_are_those_that_are_printed() {
        let printing = printing();
        // Kinds of exercises are named by their ids.
        let kinds = exercise::Kind::ALL.map(exercise::Kind::id);
        for (name, _) in WORDS.iter().filter(|(name, _)| !kinds.contains(name)) {
            assert!(
                printing.contains(&format!("\"{name}\"")),
                "nothing prints {name}"
            );
        }
        let said = Regex::new(r#"say\(\s*"([^"]*)""#).unwrap();
        for found in said.captures_iter(&printing) {
            let is_known = WORDS.iter().any(|(name, _)| *name == &found[1]);
            assert!(is_known, "{} is printed and is not in the list", &found[1]);
        }
        assert!(WORDS.is_sorted(), "in the order of the alphabet");
    }
}
