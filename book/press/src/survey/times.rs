//! How long a chapter takes to read and run.

use std::collections::BTreeMap;

use outline::Prose;

use crate::html::words;

/// How long each chapter takes to read and run.
#[derive(Debug, Default)]
pub(crate) struct ReadingTimes {
    /// Minutes for what stands open, and for what is folded.
    minutes: BTreeMap<String, [usize; 2]>,
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
        let folds = prose.folds();
        let mut seconds = [0; 2];
        let mut add = |at: usize, more: usize| {
            seconds[usize::from(folds.iter().any(|fold| fold.contains(&at)))] +=
                more;
        };
        for piece in words(prose) {
            // In sixtieths of a word: whole seconds would round each piece down.
            add(piece.start, piece.text.split_whitespace().count() * 60);
        }
        let shown = |name: &str| matches!(name, "output" | "figure");
        let recorded =
            prose.directives.iter().filter(|d| !d.is_close && shown(&d.name));
        let blocks = recorded
            .map(|d| d.range.start)
            .chain(prose.code_blocks.iter().map(|block| block.range.start));
        for at in blocks {
            add(at, Self::SECONDS_A_BLOCK * Self::WORDS);
        }
        for formula in prose.formulas.iter().filter(|formula| formula.is_display) {
            add(formula.range.start, Self::SECONDS_A_FORMULA * Self::WORDS);
        }
        let [open, folded] = seconds.map(|sum| (sum / Self::WORDS + 150) / 300 * 5);
        self.minutes.insert(package.to_owned(), [open.max(5), folded]);
    }

    /// Minutes for what stands open.
    pub fn minutes(&self, package: &str) -> usize {
        self.minutes.get(package).map_or(0, |[open, _]| *open)
    }

    /// Minutes for what is folded, besides.
    pub fn folded(&self, package: &str) -> usize {
        self.minutes.get(package).map_or(0, |[_, folded]| *folded)
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
        assert_eq!(times.folded("long"), 0);
        let folded = format!(
            "{page}\n<details>\n<summary>More</summary>\n\n{words}\n\n{{{{#output b}}}}\n\n\
             </details>\n\nwords\n"
        );
        times.add("folded", &Prose::parse(&folded));
        assert_eq!((times.minutes("folded"), times.folded("folded")), (25, 20));
        assert_eq!(times.minutes("unknown"), 0);
    }
}
