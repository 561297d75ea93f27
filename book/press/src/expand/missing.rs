//! What is still to be written: the marks of a skeleton.

use outline::Directive;

use super::directive::Kind;
use super::page::Expanding;
use crate::html::{escape, markdown_proof};
use crate::read::UNWRITTEN;

/// `{{#missing "what"}}`: shown to somebody who is writing the page, and a fault to
/// everybody else.
pub(super) const MISSING: Kind = Kind {
    name: "missing",
    plain: 1,
    flags: &[],
    keys: &[],
    takes: "what is still to be written, in quotes",
    expand: missing,
    close: None,
};

fn missing(page: &mut Expanding, directive: &Directive) {
    let what = directive.plain().next().unwrap_or("something");
    page.fault(directive.range.start, format!("{UNWRITTEN}{what}"));
    let text = markdown_proof(&escape(what));
    page.replace(&directive.range, format!("<mark>{text}</mark>"));
}
