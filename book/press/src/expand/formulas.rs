//! Formulas, with the numbers that they quote.

use outline::{Formula, directives};

use super::maths;
use super::numbers::number_of;
use super::page::Expanding;

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
            source.push_str(&in_formula(&number));
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

/// A number as TeX writes it. A comma within it is no punctuation, with a gap behind.
fn in_formula(number: &str) -> String {
    number.replace('−', "-").replace('%', r"\%").replace(',', "{,}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_within_a_number_has_no_gap_behind() {
        assert_eq!(in_formula("−1,797.5 %"), r"-1{,}797.5 \%");
        let set = |number: &str| maths::set(&format!("= {number}"), false).unwrap();
        let gaps = |html: &str| html.matches("class=\"mu3\"").count();
        assert_eq!(gaps(&set(&in_formula("2,410"))), 0);
        assert_eq!(gaps(&set("2,410")), 1, "as a list of two numbers");
    }
}
