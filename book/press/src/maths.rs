//! Formulas, set when the book is built: no script runs in the reader's browser.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{LazyLock, Mutex};

use katex::{KatexContext, Settings, StrictMode, StrictSetting, render_to_string};
use regex::Regex;

/// Formulas set before: a rebuild after an edit sets only the formula that changed.
static SET: LazyLock<Mutex<HashMap<(String, bool), String>>> =
    LazyLock::new(Mutex::default);
static CONTEXT: LazyLock<KatexContext> = LazyLock::new(KatexContext::default);

/// The HTML of a formula, in a form that Markdown leaves alone.
///
/// # Errors
/// What KaTeX finds wrong with the formula.
pub(crate) fn set(formula: &str, is_display: bool) -> Result<String, String> {
    let key = (formula.to_owned(), is_display);
    let mut set = SET.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(html) = set.get(&key) {
        return Ok(html.clone());
    }
    let settings = Settings::builder()
        .display_mode(is_display)
        .strict(StrictSetting::Mode(StrictMode::Error))
        .build();
    let html =
        render_to_string(&CONTEXT, formula.trim(), &settings).map_err(|error| {
            // KaTeX underlines the place with combining characters.
            let error = error.to_string().replace('\u{332}', "");
            let error = error.trim_start_matches("KaTeX parse error: ");
            format!("the formula `{}` cannot be set: {error}", formula.trim())
        })?;
    let html = markdown_proof(&ordered(&slim(&html)));
    set.insert(key, html.clone());
    Ok(html)
}

/// Without the formula's source, which a search would find and show as text, and without
/// the name space, which HTML implies.
fn slim(html: &str) -> String {
    static EXTRA: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?s)<annotation[^>]*>.*?</annotation>|</?semantics>| xmlns="[^"]*""#,
        )
        .expect("a valid pattern")
    });
    EXTRA.replace_all(html, "").into_owned()
}

/// With the attributes of each tag in alphabetical order: KaTeX writes some in the order
/// of a hash table, which every run of the program draws anew.
fn ordered(html: &str) -> String {
    static ATTRIBUTES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(<[a-z]+)((?: [\w:-]+="[^"]*"){2,})"#)
            .expect("a valid pattern")
    });
    static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#" [\w:-]+="[^"]*""#).expect("a valid pattern")
    });
    let tag = |found: &regex::Captures| {
        let mut attributes: Vec<_> = ATTRIBUTE
            .find_iter(&found[2])
            .map(|attribute| attribute.as_str())
            .collect();
        attributes.sort_unstable();
        found[1].to_owned() + &attributes.concat()
    };
    ATTRIBUTES.replace_all(html, tag).into_owned()
}

/// Hides every character of the text between tags that Markdown might take for markup.
pub(crate) fn markdown_proof(html: &str) -> String {
    static PIECE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"<[^>]*>|&#?\w+;|[^<&]+|[<&]").expect("a valid pattern")
    });
    let mut proof = String::with_capacity(html.len());
    for piece in PIECE.find_iter(html) {
        let piece = piece.as_str();
        if piece.starts_with('<') || piece.starts_with('&') {
            proof.push_str(&piece.replace('\n', " "));
            continue;
        }
        for character in piece.chars() {
            if character.is_ascii_punctuation() || character == '\n' {
                write!(proof, "&#{};", u32::from(character))
                    .expect("a String takes all");
            } else {
                proof.push(character);
            }
        }
    }
    proof
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_html_and_mathml_without_markdown_in_it() {
        let html = set(r"z = w_1 a_1 * b_2", false).unwrap();
        assert!(html.contains("<math"), "{html}");
        assert!(html.contains("class=\"katex-html\""), "{html}");
        assert!(!html.contains("annotation"), "{html}");
        let text: String =
            Regex::new("<[^>]*>").unwrap().replace_all(&html, "").into();
        assert!(!text.contains(['_', '*', '\\']), "{text}");
    }

    #[test]
    fn a_broken_formula_is_an_error_that_quotes_it() {
        let error = set(r"\frac{1}{", false).unwrap_err();
        assert!(
            error.starts_with(r"the formula `\frac{1}{` cannot be set: "),
            "{error}"
        );
        let error = set(r"\nosuchcommand", true).unwrap_err();
        assert!(error.contains("nosuchcommand"), "{error}");
    }

    #[test]
    fn attributes_have_one_order() {
        let html = set(r"\sqrt{x}", true).unwrap();
        let svg = &html[html.find("<svg").unwrap()..];
        let order =
            ["height=", "preserve", "view", "width="].map(|name| svg.find(name));
        assert!(order.is_sorted() && order[0].is_some(), "{svg}");
    }

    #[test]
    fn text_survives_proofing() {
        assert_eq!(
            markdown_proof("<b a=\"_\">x_1 &lt; 2</b>"),
            "<b a=\"_\">x&#95;1 &lt; 2</b>"
        );
    }
}
