//! Directives, in whose place the press puts what a run produced: `{{#name word "text"
//! key="text"}}`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// A `{{#name …}}` or `{{/name}}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Directive {
    /// Where it stands.
    pub range: Range<usize>,
    /// Whether it closes what one of its name has opened.
    pub is_close: bool,
    /// Its name, as in `{{#name}}`.
    pub name: String,
    /// What stands after the name.
    pub arguments: Vec<Argument>,
    /// What is wrong with its form.
    pub error: Option<String>,
}

impl Directive {
    /// The plain words and texts after the name, in order.
    pub fn plain(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().filter(|a| a.key.is_none()).map(|a| a.value.as_str())
    }

    /// The values given as `key="value"`.
    pub fn keyed<'d>(&'d self, key: &'d str) -> impl Iterator<Item = &'d str> {
        let is_key = move |a: &&Argument| a.key.as_deref() == Some(key);
        self.arguments.iter().filter(is_key).map(|a| a.value.as_str())
    }
}

/// A word, a `"text"`, or either behind `key=`.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// The word before `=`.
    pub key: Option<String>,
    /// What is given.
    pub value: String,
}

/// All directives of a text, code included.
pub fn directives(text: &str) -> Vec<Directive> {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\{\{\s*([#/])\s*([A-Za-z_-]+)((?:[^}]|\}[^}])*?)\}\}")
            .expect("a valid pattern")
    });
    let mut found = Vec::new();
    for captures in FORM.captures_iter(text) {
        let range = captures.get_match().range();
        if text[..range.start].ends_with('\\') {
            continue;
        }
        let (arguments, error) = arguments(&captures[3]);
        let name = captures[2].to_owned();
        found.push(Directive {
            range,
            is_close: &captures[1] == "/",
            name,
            arguments,
            error,
        });
    }
    found
}

fn arguments(text: &str) -> (Vec<Argument>, Option<String>) {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:([A-Za-z-]+)=)?(?:"([^"]*)"|([^\s"=]+))"#)
            .expect("a valid pattern")
    });
    let mut arguments = Vec::new();
    let mut end = 0;
    for captures in FORM.captures_iter(text) {
        let all = captures.get(0).expect("group 0 is the match");
        let is_behind_rubbish = !text[end..all.start()].trim().is_empty();
        if is_behind_rubbish || text[all.end()..].starts_with('=') {
            break;
        }
        end = all.end();
        let value =
            captures.get(2).or(captures.get(3)).expect("one of the two forms");
        arguments.push(Argument {
            key: captures.get(1).map(|key| key.as_str().to_owned()),
            value: value.as_str().split_whitespace().collect::<Vec<_>>().join(" "),
        });
    }
    let rest = text[end..].trim();
    let error = (!rest.is_empty()).then(|| {
        format!("holds `{rest}`, which cannot be read: write words, \"texts\" or key=\"text\"")
    });
    (arguments, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read_with_their_arguments() {
        let found = directives(
            r#"a {{#figure bias-shift "two *curves*" wide key="v w"}} b {{/figure}}"#,
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name, "figure");
        let plain: Vec<_> = found[0].plain().collect();
        assert_eq!(plain, ["bias-shift", "two *curves*", "wide"]);
        assert_eq!(found[0].keyed("key").collect::<Vec<_>>(), ["v w"]);
        assert!(found[1].is_close);
        assert!(
            directives(r"\{{#output name}}").is_empty(),
            "an escaped directive is text"
        );
        let broken = &directives(r#"{{#figure name "never closed}}"#)[0];
        assert!(
            broken.error.as_deref().unwrap().starts_with("holds `\"never closed`")
        );
    }
}
