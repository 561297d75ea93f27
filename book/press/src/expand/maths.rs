//! Formulas, set when the book is built: no script runs in the reader's browser.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use katex::{KatexContext, Settings, StrictMode, StrictSetting, render_to_string};
use regex::Regex;

use super::one_line;
use super::refused::{self, KINDS};
use crate::html::markdown_proof;

/// Formulas set before: a rebuild after an edit sets only the formula that changed.
static SET: LazyLock<Mutex<HashMap<(String, bool), String>>> =
    LazyLock::new(Mutex::default);
static CONTEXT: LazyLock<KatexContext> = LazyLock::new(KatexContext::default);

/// The HTML of a formula, in a form that Markdown leaves alone.
///
/// # Errors
/// What KaTeX finds wrong with the formula, or what of it would not look as it should.
pub(crate) fn set(formula: &str, is_display: bool) -> Result<String, String> {
    let key = (formula.to_owned(), is_display);
    let mut set = SET.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(html) = set.get(&key) {
        return Ok(html.clone());
    }
    let formula = formula.trim();
    let refuse =
        |reason: String| format!("the formula `{formula}` cannot be set: {reason}");
    refused::source(formula).map_err(refuse)?;
    let settings = Settings::builder()
        .display_mode(is_display)
        .strict(StrictSetting::Mode(StrictMode::Error))
        .build();
    let html = render_to_string(&CONTEXT, formula, &settings).map_err(|error| {
        // KaTeX underlines the place with combining characters.
        let error = error.to_string().replace('\u{332}', "");
        refuse(error.trim_start_matches("KaTeX parse error: ").to_owned())
    })?;
    refused::drawing(&html).map_err(refuse)?;
    let html = one_line::labelled(&light(&ordered(&flat(&short(&slim(&html))))));
    let html = markdown_proof(&html);
    set.insert(key, html.clone());
    Ok(html)
}

/// All formulas set so far, each with whether it stands by itself, in order.
pub(crate) fn all() -> Vec<(String, bool)> {
    let set = SET.lock().unwrap_or_else(PoisonError::into_inner);
    let mut all: Vec<_> = set.keys().cloned().collect();
    all.sort_unstable();
    all
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

/// With short names for what every formula repeats: a page of formulas is a tenth
/// lighter by it. `theme/katex.css` knows these names.
fn short(html: &str) -> String {
    const NAMES: [(&str, &str); 8] = [
        // Thin, medium and thick space: 3, 4 and 5 eighteenths of an em.
        ("class=\"mspace\" style=\"margin-right:0.1667em;\"", "class=\"mu3\""),
        ("class=\"mspace\" style=\"margin-right:0.2222em;\"", "class=\"mu4\""),
        ("class=\"mspace\" style=\"margin-right:0.2778em;\"", "class=\"mu5\""),
        ("class=\"katex-sizing reset-size6 size3 mtight\"", "class=\"script\""),
        ("class=\"pstrut\" style=\"height:2.7em;\"", "class=\"pstrut\""),
        ("katex-strut", "strut"),
        ("katex-base", "base"),
        ("margin-left:0em;", ""),
    ];
    let mut html = html.to_owned();
    for (long, name) in NAMES {
        html = html.replace(long, name);
    }
    let html = html.replace(";\"", "\"");
    static CLASSES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#" class="([^"]*)""#).expect("a valid pattern")
    });
    let rest = |found: &regex::Captures| {
        let rest = found[1].split(' ').filter(|class| !KINDS.contains(class));
        match rest.collect::<Vec<_>>().as_slice() {
            [] => String::new(),
            rest => format!(" class=\"{}\"", rest.join(" ")),
        }
    };
    CLASSES.replace_all(&html, rest).into_owned()
}

/// With one element for a lone index or exponent, where KaTeX builds a table around it: the
/// same place on the line with a fifth of the text.
fn flat(html: &str) -> String {
    static TABLE: LazyLock<Regex> = LazyLock::new(|| {
        let length = r"(-?[\d.]+)em";
        let pattern = format!(
            "<span class=\"msupsub\"><span class=\"vlist-t( vlist-t2)?\"><span class=\"vlist-r\">\
             <span class=\"vlist\" style=\"height:{length}\"><span style=\"top:{length}\
             (?:;margin-left:{length})?(?:;margin-right:{length})?\"><span class=\"pstrut\">\
             </span>(<span class=\"script\">)"
        );
        Regex::new(&pattern).expect("a valid pattern")
    });
    static BELOW: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = "^</span></span><span class=\"vlist-s\">\u{200b}</span></span><span \
                       class=\"vlist-r\"><span class=\"vlist\" style=\"height:[\\d.]+em\"><span>\
                       </span></span></span></span></span>";
        Regex::new(pattern).expect("a valid pattern")
    });
    const ALONE: &str = "</span></span></span></span></span>";
    // A script is as high as 0.7 of what it stands at, and its table has a strut of 2.7.
    let scaled = |em: f64| {
        let text = format!("{:.4}", em / 0.7);
        format!("{}em", text.trim_end_matches('0').trim_end_matches('.'))
    };
    let mut flat = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(found) = TABLE.captures(rest) {
        let whole = found.get(0).expect("group 0 is the match");
        let start = found.get(6).expect("a script").start();
        let after = start + element_length(&rest[start..]);
        let end = match (found.get(1), BELOW.find(&rest[after..])) {
            (Some(_), Some(below)) => Some(after + below.end()),
            (None, _) if rest[after..].starts_with(ALONE) => {
                Some(after + ALONE.len())
            }
            _ => None,
        };
        let Some(end) = end else {
            flat.push_str(&rest[..whole.end()]);
            rest = &rest[whole.end()..];
            continue;
        };
        let em = |group: usize| found.get(group)?.as_str().parse::<f64>().ok();
        let mut style = format!("top:{}", scaled(em(3).unwrap_or_default() + 2.7));
        for (name, group) in [("margin-left", 4), ("margin-right", 5)] {
            if let Some(em) = em(group) {
                style += &format!(";{name}:{}", scaled(em));
            }
        }
        flat.push_str(&rest[..whole.start()]);
        flat.push_str(&format!("<span class=\"at\" style=\"{style}\">"));
        // What the script holds may hold scripts.
        flat.push_str(&self::flat(&rest[whole.end()..after]));
        rest = &rest[end..];
    }
    flat + rest
}

/// The bytes of the element that a text begins with.
fn element_length(html: &str) -> usize {
    let mut depth = 0_usize;
    for (at, _) in html.match_indices('<') {
        if html[at..].starts_with("</span>") {
            depth -= 1;
            if depth == 0 {
                return at + "</span>".len();
            }
        } else if html[at..].starts_with("<span") {
            depth += 1;
        }
    }
    html.len()
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

/// With elements of short names where the formula is drawn: `<i>` for what KaTeX calls
/// `<span>`, and `<var>` for a variable. The strut in front of each row of a table, which
/// nearly always has one height, is drawn by the stylesheet.
fn light(html: &str) -> String {
    static STRUT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"<span(?: class="([^"]*)")?( style="top:[^"]*")><span class="pstrut" style="height:3em"></span>"#,
        )
        .expect("a valid pattern")
    });
    static VARIABLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"<span class="mathnormal"( style="[^"]*")?>([^<]*)</span>"#)
            .expect("a valid pattern")
    });
    const DRAWN: &str = "<span aria-hidden=\"true\" class=\"katex-html\">";
    let Some(start) = html.find(DRAWN) else { return html.to_owned() };
    let length = element_length(&html[start..]);
    let (drawn, after) = html[start + DRAWN.len()..]
        .split_at(length - DRAWN.len() - "</span>".len());
    let row = |found: &regex::Captures| {
        let class = found.get(1).map_or("", |class| class.as_str());
        let class = format!("{class} p3");
        format!("<span class=\"{}\"{}>", class.trim_start(), &found[2])
    };
    let drawn = STRUT.replace_all(drawn, row);
    let drawn = VARIABLE.replace_all(&drawn, "<var$1>$2</var>");
    let drawn = drawn.replace("<span", "<i").replace("</span>", "</i>");
    html[..start + DRAWN.len()].to_owned() + &drawn + after
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
    fn what_every_formula_repeats_is_short_and_in_the_stylesheet() {
        let html = set(r"a_1^3 + b = \sqrt{2}\, c^{d_2}", false).unwrap();
        let styles = include_str!("../../../theme/katex.css");
        for name in
            ["mu3", "mu4", "mu5", "script", "at", "strut", "base", "pstrut", "p3"]
        {
            assert!(html.contains(&format!("class=\"{name}\"")), "{name}: {html}");
            assert!(styles.contains(&format!(".{name}")), "{name}");
        }
        for long in [
            "0.2222em",
            "reset-size6 size3",
            "height:2.7em",
            ";\"",
            "katex-base",
            "mord",
            "mbin",
            "mtight",
        ] {
            assert!(!html.contains(long), "{long}: {html}");
        }
        assert!(!html.contains("height:3em"), "{html}");
    }

    #[test]
    fn what_is_drawn_has_elements_of_short_names() {
        let html = set(r"\hat y = \frac{a}{\mathbf{b}}", false).unwrap();
        let (around, drawn) = html.split_once("class=\"katex-html\">").unwrap();
        assert!(around.contains("<span class=\"katex-mathml\">"), "{html}");
        let drawn = drawn.strip_suffix("</i></span></span>").unwrap();
        assert!(!drawn.contains("span"), "{html}");
        let (opened, closed) = (drawn.matches("<i").count(), drawn.matches("</i>"));
        assert_eq!(opened, closed.count() + 1, "{html}");
        assert!(drawn.contains("<var>a</var>"), "{html}");
        assert!(drawn.contains("<i class=\"mathbf\">b</i>"), "{html}");
    }

    #[test]
    fn a_lone_index_or_exponent_is_one_element() {
        let scripts = |tex| {
            let html = set(tex, false).unwrap();
            (
                html.matches("class=\"at\"").count(),
                html.matches("class=\"vlist-t").count(),
            )
        };
        assert_eq!(
            scripts("w_1 x^2 a_{i_j}"),
            (3, 1),
            "the index of an index is smaller"
        );
        assert_eq!(
            scripts("w_1^2"),
            (0, 1),
            "two above each other need their table"
        );
        let html = set("w_1", false).unwrap();
        // 0.15 below the line, in letters of 0.7.
        assert!(
            html.contains(
                "top:0.2143em;margin-left:-0.0384em;margin-right:0.0714em"
            ),
            "{html}"
        );
    }

    #[test]
    fn attributes_have_one_order() {
        let html = set(r"\sqrt{x}", true).unwrap();
        let svg = &html[html.find("<svg").unwrap()..];
        let order =
            ["height=", "preserve", "view", "width="].map(|name| svg.find(name));
        assert!(order.is_sorted() && order[0].is_some(), "{svg}");
    }
}
