//! Third stage: from prose to what mdBook renders. Every directive and formula is
//! replaced, everything that could be stale is found.

mod chapter;
mod code;
mod directive;
mod formulas;
mod glossary;
mod graph;
mod light;
mod live;
mod maths;
mod missing;
mod numbers;
mod one_line;
mod one_line_parts;
mod page;
mod prose;
mod recorded;
mod refused;
mod states;
mod syllabus;
mod tables;
mod words;

use outline::Prose;

use crate::survey::Page;
use directive::Kind;
use page::Expanding;

pub(crate) use maths::{all as all_formulas, set as set_formula};
pub(crate) use page::{Expanded, Ground, Place, Quoted, Quotes};
pub(crate) use words::WORDS;

/// The directives that there are: their names, what they take, what becomes of them.
const DIRECTIVES: &[&Kind] = &[
    &recorded::OUTPUT,
    &recorded::NUMBER,
    &recorded::FIGURE,
    &live::SET,
    &chapter::OPENING,
    &recorded::MEASURED,
    &prose::TYPED,
    &prose::CLAIM,
    &code::CODE,
    &tables::CHAPTERS,
    &chapter::EXERCISES,
    &chapter::QUIZ,
    &syllabus::SYLLABUS,
    &syllabus::COURSE,
    &glossary::TERM,
    &glossary::WORK,
    &tables::LISTINGS,
    &tables::REST,
    &missing::MISSING,
];

/// Expands one page.
pub(crate) fn expand(page: &Page, source_url: &str, ground: Ground) -> Expanded {
    let place =
        Place { file: &page.file, package: page.package.as_deref(), source_url };
    let mut expanding = Expanding::new(&page.prose, &place, ground, expand_part);
    prose::title(&mut expanding);
    expand_all(expanding)
}

/// Expands a text that stands on a page, such as the statement of an exercise.
fn expand_part(text: &str, place: &Place, ground: Ground) -> Expanded {
    let prose = Prose::parse(text);
    expand_all(Expanding::new(&prose, place, ground, expand_part))
}

fn expand_all(mut page: Expanding) -> Expanded {
    prose::check(&mut page);
    for directive in &page.prose.directives {
        directive::expand(&mut page, directive, DIRECTIVES);
    }
    for (name, at) in std::mem::take(&mut page.open) {
        let message = format!(
            "`{{{{#{name}}}}}` is never closed: end it with `{{{{/{name}}}}}`"
        );
        page.fault(at, message);
    }
    for block in &page.prose.code_blocks {
        code::block(&mut page, block);
    }
    for formula in &page.prose.formulas {
        formulas::set(&mut page, formula);
    }
    prose::check_links(&mut page);
    for directive in &page.prose.directives {
        directive::mark_left_over(&mut page, directive);
    }
    page.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_directive_is_in_the_table_once() {
        let names: BTreeSet<_> = DIRECTIVES.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), DIRECTIVES.len());
        for kind in DIRECTIVES {
            let takes_nothing = kind.plain == 0 && kind.keys.is_empty();
            assert_eq!(kind.takes == "nothing", takes_nothing, "{}", kind.name);
        }
    }
}
