//! What a directive is to the press: its name, what it takes, and what becomes of it.

use outline::{Argument, Directive};

use super::page::Expanding;
use crate::html::{escape, markdown_proof};

/// mdBook's own, which belong into blocks of code.
const OF_MDBOOK: [&str; 3] = ["include", "rustdoc_include", "playground"];

/// Directives of one name.
pub(super) struct Kind {
    pub name: &'static str,
    /// How many plain words and texts it takes at most.
    pub plain: usize,
    /// Words that it knows besides, such as `wide`.
    pub flags: &'static [&'static str],
    /// What it takes as `key="value"`.
    pub keys: &'static [&'static str],
    /// What it takes, in words.
    pub takes: &'static str,
    /// What becomes of it.
    pub expand: fn(&mut Expanding, &Directive),
    /// What becomes of its end, where it has one.
    pub close: Option<Close>,
}

/// The end of a directive that holds a part of the page.
pub(super) struct Close {
    /// The HTML of the end.
    pub expand: fn(&mut Expanding) -> String,
    /// What is wrong with it if it holds nothing.
    pub if_empty: &'static str,
}

impl Kind {
    /// What is wrong with an argument that a directive does not know.
    fn unknown_argument(&self, directive: &Directive) -> Option<String> {
        let (most, takes) = if directive.is_close {
            (0, "nothing")
        } else {
            (self.plain, self.takes)
        };
        let mut plain = 0;
        let mut is_unknown = |argument: &&Argument| match &argument.key {
            Some(key) => directive.is_close || !self.keys.contains(&key.as_str()),
            None => {
                plain += 1;
                let is_flag = self.flags.contains(&argument.value.as_str());
                plain > most && (directive.is_close || !is_flag)
            }
        };
        let unknown = directive.arguments.iter().find(|a| is_unknown(a))?;
        let value = &unknown.value;
        let unknown = match &unknown.key {
            Some(key) => format!("{key}=\"{value}\""),
            None => value.clone(),
        };
        Some(format!("does not know `{unknown}`: it takes {takes}"))
    }
}

/// Puts what it stands for in the place of a directive of one of `kinds`.
pub(super) fn expand(page: &mut Expanding, directive: &Directive, kinds: &[&Kind]) {
    let (at, name) = (directive.range.start, directive.name.as_str());
    let kind = kinds.iter().copied().find(|kind| kind.name == name);
    if !directive.is_close && kind.is_some_and(|kind| kind.close.is_some()) {
        open(page, directive);
    }
    let unknown = kind.and_then(|kind| kind.unknown_argument(directive));
    if let Some(error) = directive.error.as_ref().or(unknown.as_ref()) {
        page.fault(at, format!("`{{{{#{name}}}}}` {error}"));
        return;
    }
    match kind {
        Some(Kind { close: Some(end), .. }) if directive.is_close => {
            close(page, directive, end);
        }
        _ if directive.is_close => {
            let closing = kinds.iter().filter(|kind| kind.close.is_some());
            let closing: Vec<_> = closing.map(|kind| kind.name).collect();
            let message = format!(
                "`{{{{/{name}}}}}` closes nothing: only {} close",
                closing.join(" and ")
            );
            page.fault(at, message);
        }
        Some(kind) => (kind.expand)(page, directive),
        None if name == "title" => {} // mdBook sets it
        None if OF_MDBOOK.contains(&name) => {
            page.fault(at, format!("`{{{{#{name}}}}}` stands in a code block"));
        }
        None => {
            let known: Vec<_> = kinds.iter().map(|kind| kind.name).collect();
            let message = format!(
                "there is no directive `{name}`: there are {}",
                known.join(", ")
            );
            page.fault(at, message);
        }
    }
}

fn open(page: &mut Expanding, directive: &Directive) {
    let (at, name) = (directive.range.start, &directive.name);
    if let Some((outer, _)) = page.open.last() {
        let message = format!(
            "`{{{{#{name}}}}}` stands inside `{{{{#{outer}}}}}`: close that one first"
        );
        page.fault(at, message);
    }
    page.open.push((name.clone(), at));
}

fn close(page: &mut Expanding, directive: &Directive, end: &Close) {
    let at = directive.range.start;
    let html = (end.expand)(page);
    match page.open.pop() {
        Some((name, start)) if name == directive.name => {
            let text = &page.prose.text;
            let start = start + text[start..].find("}}").map_or(0, |end| end + 2);
            if text[start..at].trim().is_empty() {
                page.fault(at, end.if_empty);
            }
        }
        Some((name, _)) => {
            let message = format!(
                "`{{{{/{}}}}}` comes before `{{{{#{name}}}}}` is closed",
                directive.name
            );
            page.fault(at, message);
        }
        None => {
            let message = format!(
                "`{{{{/{0}}}}}` has no `{{{{#{0}}}}}` before it",
                directive.name
            );
            page.fault(at, message);
        }
    }
    let name = format!("`{{{{/{}}}}}`", directive.name);
    page.replace_block(&directive.range, &name, &html);
}

/// Shows a directive that nothing stands for, with its fault told, to somebody who is
/// writing the page.
pub(super) fn mark_left_over(page: &mut Expanding, directive: &Directive) {
    let range = &directive.range;
    let is_in = |outer: &std::ops::Range<usize>| outer.contains(&range.start);
    let is_in_formula = page.prose.formulas.iter().any(|f| is_in(&f.range));
    if !page.is_replaced(range) && !is_in_formula && directive.name != "title" {
        let text = markdown_proof(&escape(&page.prose.text[range.clone()]));
        page.replace(range, format!("<mark>{text}</mark>"));
    }
}
