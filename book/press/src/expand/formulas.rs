//! Formulas, with the numbers that they quote.

use outline::{Formula, directives};

use super::maths;
use super::page::Expanding;
use super::recorded::number_of;

/// Sets a formula.
pub(super) fn set(page: &mut Expanding, formula: &Formula) {
    let at = formula.range.start;
    let text = page.prose.text[formula.range.clone()].trim_matches('$');
    let mut source = String::new();
    let mut end = 0;
    for directive in directives(text) {
        source.push_str(&text[end..directive.range.start]);
        end = directive.range.end;
        let reference = directive.plain().next().unwrap_or_default();
        if directive.name != "number" || directive.is_close {
            page.fault(
                at,
                format!("`{{{{#{}}}}}` has no place in a formula", directive.name),
            );
        } else if let Some((number, _)) = number_of(page, at, reference) {
            source.push_str(&number.text.replace('−', "-").replace('%', r"\%"));
        }
    }
    source.push_str(&text[end..]);
    let Some(html) = page.keep(at, maths::set(&source, formula.is_display)) else {
        return;
    };
    if formula.is_display {
        let html = format!(
            "<div class=\"formula\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">{html}</div>",
            page.say("formula", &[])
        );
        page.replace_block(&formula.range, "a formula between `$$`", &html);
    } else {
        page.replace(&formula.range, html);
    }
}
