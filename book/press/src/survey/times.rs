//! How long a chapter takes to read and run.

use std::collections::BTreeMap;

use outline::{Piece, Prose};

use crate::html::words;

/// How long each chapter takes to read and run.
#[derive(Debug, Default)]
pub(crate) struct ReadingTimes {
    minutes: BTreeMap<String, usize>,
}

impl ReadingTimes {
    /// Words that a reader takes in a minute, of text that asks to be thought about.
    const WORDS: usize = 160;
    /// Seconds for each listing, output and figure.
    const SECONDS_A_BLOCK: usize = 60;
    /// Seconds for each formula that stands on its own.
    const SECONDS_A_FORMULA: usize = 30;

    /// Estimates the time for the page of `package`, to the nearest five minutes.
    pub fn add(&mut self, package: &str, prose: &Prose) {
        let count = |piece: &Piece| piece.text.split_whitespace().count();
        let words: usize = words(prose).iter().map(count).sum();
        let is_block = |name: &str| matches!(name, "output" | "figure");
        let blocks = prose
            .directives
            .iter()
            .filter(|d| !d.is_close && is_block(&d.name))
            .count()
            + prose.code_blocks.len();
        let formulas =
            prose.formulas.iter().filter(|formula| formula.is_display).count();
        let seconds = words * 60 / Self::WORDS
            + blocks * Self::SECONDS_A_BLOCK
            + formulas * Self::SECONDS_A_FORMULA;
        let minutes = ((seconds + 150) / 300).max(1) * 5;
        self.minutes.insert(package.to_owned(), minutes);
    }

    pub fn minutes(&self, package: &str) -> usize {
        self.minutes.get(package).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_time_counts_words_blocks_and_formulas() {
        let mut times = ReadingTimes::default();
        times.add("short", &Prose::parse("# A\n\nwords"));
        assert_eq!(times.minutes("short"), 5);
        let words = "word ".repeat(160 * 20);
        let page = format!(
            "# A\n\n{words}\n\n{{{{#output a}}}}\n\n```sh\nls\n```\n\n$$x$$\n\n$$y$$\n"
        );
        times.add("long", &Prose::parse(&page));
        assert_eq!(
            times.minutes("long"),
            25,
            "20 for the words, 2 for blocks, 1 for formulas"
        );
        assert_eq!(times.minutes("unknown"), 0);
    }
}
