//! The glossary and the references lack nothing, and hold nothing else.

use std::collections::{BTreeMap, BTreeSet};

use outline::{Fault, Slashed as _};

use crate::survey::{Entry, Index, Mention};

/// Everything that is missing in the glossary and the references, or too much.
pub(super) fn check(index: &Index, faults: &mut Vec<Fault>) {
    faults.extend(index.faults.iter().cloned());
    check_terms(index, faults);
    check_works(index, faults);
    check_calls(index, faults);
    sorted(&index.glossary, faults);
    sorted(&index.references, faults);
}

fn check_terms(index: &Index, faults: &mut Vec<Fault>) {
    let known: BTreeSet<_> =
        index.glossary.iter().map(|e| e.words.to_lowercase()).collect();
    let mut seen: BTreeMap<String, &Mention> = BTreeMap::new();
    for term in &index.terms {
        let words = term.words.to_lowercase();
        if let Some(first) = seen.get(&words) {
            faults.push(term.at.fault(format!(
                "`{}` is bold here and in {}, line {}: a term is bold once, where it is \
                 defined",
                term.words,
                first.at.file.slashed(),
                first.at.line
            )));
        } else if !known.contains(&words) {
            faults.push(term.at.fault(format!(
                "`{0}` is bold, so it is defined here, but the glossary lacks it: give it an \
                 entry with `{{{{#defined \"{0}\"}}}}` at its end, or make it *italic*",
                term.words
            )));
        }
        seen.entry(words).or_insert(term);
    }
}

fn check_works(index: &Index, faults: &mut Vec<Fault>) {
    for work in &index.works {
        let Some(year) = &work.year else { continue };
        let entry = index.references.iter().find(|e| e.words == work.words);
        let message = match entry {
            None => format!(
                "*{}*, {year}, is cited here, but the references lack it: give it an entry \
                 with `{{{{#cited}}}}` at its end",
                work.words
            ),
            Some(Entry { year: Some(other), file, line, .. }) if other != year => {
                format!(
                    "*{}* is of {year} here and of {other} in {}, line {line}: which is \
                     right?",
                    work.words,
                    file.slashed()
                )
            }
            Some(_) => continue,
        };
        faults.push(work.at.fault(message));
    }
}

fn check_calls(index: &Index, faults: &mut Vec<Fault>) {
    for (author, year, call) in &index.calls {
        let is_it = |work: &&Mention| {
            work.at.file == call.at.file
                && work.year.as_ref() == Some(year)
                && work.before.contains(author.as_str())
        };
        if !index.works.iter().any(|work| is_it(&work)) {
            faults.push(call.at.fault(format!(
                "this page lists no work of {year} by {author}: list it under its last \
                 heading, as `Author, *Title*, {year}`"
            )));
        }
    }
}

/// Entries stand in the order in which a reader looks them up.
fn sorted(entries: &[Entry], faults: &mut Vec<Fault>) {
    for pair in entries.windows(2) {
        if pair[0].key > pair[1].key {
            let message = format!(
                "`{}` stands behind `{}`: sort the entries",
                pair[1].name, pair[0].name
            );
            faults.push(Fault::new(&pair[1].file, pair[1].line, message));
        }
    }
}
