//! Numbers of runs, and texts that hold some.

use outline::list;

use super::page::{Expanding, Quoted};
use super::prose::typed_numbers;
use super::states;

/// The number that a reference means, and its tooltip: a number of the run, or what a
/// figure that a reader works says in a state, as `figure.state.readout`.
pub(super) fn number_of(
    page: &mut Expanding,
    at: usize,
    reference: &str,
) -> Option<(String, String)> {
    let result = page.refer(reference);
    let (chapter, package, name) = page.keep(at, result)?;
    if name.contains('.') {
        let said = states::said(&chapter.live, &package, name);
        let text = page.keep(at, said)?;
        return Some((text, format!("{package}: {name}")));
    }
    let Some(number) = chapter.recorded.numbers.get(name) else {
        let known = list(chapter.recorded.numbers.keys());
        let message = format!("{package} has no number `{name}`: it has {known}");
        page.fault(at, message);
        return None;
    };
    page.quote(&package, Quoted::Number, name);
    Some((number.text.clone(), format!("{package}: {name}")))
}

/// A text with its numbers: `{name}` stands for what `first` knows by that name, or else
/// for the number `name`.
pub(super) fn with_numbers(
    page: &mut Expanding,
    at: usize,
    what: &str,
    alt: &str,
    first: impl Fn(&str) -> Option<String>,
) -> String {
    for (_, number) in typed_numbers(alt) {
        page.fault(
            at,
            format!(
                "the number {number} is typed into {what}, where it can go stale: quote it \
                 from the run as {{name}}"
            ),
        );
    }
    let mut text = String::new();
    let mut rest = alt;
    while let Some((before, from)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = from.split_once('}') else {
            page.fault(at, format!("{what} has a `{{` without its `}}`"));
            return text;
        };
        if let Some(known) = first(name) {
            text.push_str(&known);
        } else if let Some((number, _)) = number_of(page, at, name) {
            text.push_str(&number);
        }
        rest = after;
    }
    text + rest
}
