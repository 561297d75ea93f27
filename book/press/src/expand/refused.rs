//! What the renderer of formulas takes and does not draw as KaTeX does. The browser
//! checks compare the two, for the book's formulas and for some hundred others.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

/// The classes that have done their work when the formula is set: what kind of atom
/// something is.
pub(super) const KINDS: [&str; 9] = [
    "mord", "mbin", "mrel", "mopen", "mclose", "mpunct", "minner", "mop", "mtight",
];

const STYLES: &str = include_str!("../../../theme/katex.css");

/// Refuses what would be drawn wrongly, by how it is written.
pub(super) fn source(formula: &str) -> Result<(), String> {
    static PRINTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\\(?:show|message|errmessage)(?:[^a-zA-Z]|$)")
            .expect("a valid pattern")
    });
    static SIZE: LazyLock<Regex> = LazyLock::new(|| {
        let names = "tiny|sixptsize|scriptsize|footnotesize|small|normalsize|large|Large|LARGE\
                     |huge|Huge";
        Regex::new(&format!(r"\\(?:{names})(?:[^a-zA-Z]|$)"))
            .expect("a valid pattern")
    });
    if let Some(found) = PRINTED.find(formula) {
        let name = command(found.as_str());
        return Err(format!("`{name}` draws nothing: leave it out"));
    }
    if let Some(found) = SIZE.find(formula) {
        return Err(format!(
            "after `{}` an index or an exponent would not stand where it should: leave the size out",
            command(found.as_str())
        ));
    }
    Ok(())
}

/// A command without the letter behind it.
fn command(found: &str) -> &str {
    let end = found[1..].find(|c: char| !c.is_ascii_alphabetic());
    &found[..end.map_or(found.len(), |end| end + 1)]
}

/// Refuses what would be drawn wrongly, by what the renderer made of it, its classes not
/// yet shortened.
pub(super) fn drawing(html: &str) -> Result<(), String> {
    static CLASSES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#" class="([^"]*)""#).expect("a valid pattern")
    });
    // What stands below a root sign is moved to the right of it, unless it is one symbol.
    static ROOT: LazyLock<Regex> = LazyLock::new(|| {
        let aligned =
            r#"<span class="svg-align"[^>]*><span class="pstrut"[^>]*></span>"#;
        let below = r#"<span class="m[^"]*"(?: style="([^"]*)")?>"#;
        Regex::new(&format!("{aligned}{below}")).expect("a valid pattern")
    });
    if html.contains("<span class=\"mspace\"></span>")
        || html.contains(" katex-newline\"")
    {
        return Err("`\\\\` breaks no line here: put the lines between `\\begin{aligned}` and \
                    `\\end{aligned}`"
            .to_owned());
    }
    let is_over = |found: regex::Captures| {
        found.get(1).is_none_or(|style| !style.as_str().contains("padding-left"))
    };
    if ROOT.captures_iter(html).any(is_over) {
        return Err("the root sign would be drawn over what stands below it: put that in braces, \
                    as in `\\sqrt{2}`"
            .to_owned());
    }
    if html.contains("#cc0000") {
        return Err("it has a command that KaTeX draws in red, as one that it does not trust: \
                    leave it out"
            .to_owned());
    }
    for found in CLASSES.captures_iter(html) {
        let classes: Vec<_> = found[1].split_whitespace().collect();
        if let Some(class) = without_style(&classes) {
            return Err(format!(
                "it needs the style `{class}`, which `book/theme/katex.css` does not have: write \
                 it another way, or add the style and its font there"
            ));
        }
    }
    Ok(())
}

/// The first of a tag's classes that the stylesheet should know and does not.
fn without_style(classes: &[&str]) -> Option<String> {
    /// What KaTeX's own stylesheet has no rule for, and what the press takes away or
    /// writes in another way.
    const PLAIN: [&str; 8] = [
        "text",
        "accentunder",
        "colorbox",
        "nobreak",
        "allowbreak",
        "textmd",
        "textup",
        "vcenter",
    ];
    static STYLED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let name = Regex::new(r"\.([a-zA-Z_][\w-]*)").expect("a valid pattern");
        name.captures_iter(STYLES)
            .filter_map(|found| Some(found.get(1)?.as_str()))
            .chain(PLAIN)
            .chain(KINDS)
            .chain(["katex-base", "katex-strut"])
            .collect()
    });
    // Letters of other scripts, which the text's own font has.
    let is_known =
        |class: &str| STYLED.contains(class) || class.ends_with("_fallback");
    let unknown = classes.iter().find(|class| !is_known(class));
    unknown.map(|class| (*class).to_owned())
}

#[cfg(test)]
mod tests {
    use crate::expand::maths::set;

    fn refusal(formula: &str, is_display: bool) -> String {
        let error = set(formula, is_display).unwrap_err();
        let (_, reason) = error.split_once(" cannot be set: ").unwrap();
        reason.to_owned()
    }

    #[test]
    fn a_line_break_that_would_break_no_line_is_refused() {
        for formula in
            [r"a = b \\ c = d", r"a \newline b", r"a\\[3pt]b", r"\text{a\\b}"]
        {
            for is_display in [true, false] {
                let reason = refusal(formula, is_display);
                assert!(
                    reason.starts_with(r"`\\` breaks no line here"),
                    "{reason}"
                );
            }
        }
        for lines in ["aligned", "gathered", "cases", "matrix"] {
            let formula = format!(r"\begin{{{lines}}}a\\b\end{{{lines}}}");
            assert!(set(&formula, true).is_ok(), "{formula}");
        }
        assert!(
            set(r"\sum_{\substack{i\\j}} a \pmod n \allowbreak b", true).is_ok()
        );
    }

    #[test]
    fn a_root_sign_over_one_symbol_is_refused() {
        for formula in
            [r"\sqrt 2", r"\sqrt\alpha", r"\frac{1}{\sqrt d}", r"\sqrt{\sqrt x}"]
        {
            let reason = refusal(formula, false);
            assert!(reason.ends_with(r"as in `\sqrt{2}`"), "{reason}");
        }
        for formula in
            [r"\sqrt{2}", r"\sqrt{\alpha}^2", r"\sqrt{{x}}", r"\overrightarrow x"]
        {
            assert!(set(formula, true).is_ok(), "{formula}");
        }
    }

    #[test]
    fn what_the_stylesheet_lacks_is_refused() {
        for (formula, class) in [
            (r"\mathfrak{g}", "mathfrak"),
            (r"\mathscr L", "mathscr"),
            (r"\angl n", "anglpad"),
        ] {
            let reason = refusal(formula, false);
            let start = format!("it needs the style `{class}`, which");
            assert!(reason.starts_with(&start), "{reason}");
        }
        assert!(set(r"\text{中文, größer}", false).is_ok());
    }

    #[test]
    fn what_draws_nothing_or_in_red_is_refused() {
        assert!(refusal(r"\show2", false).starts_with(r"`\show` draws nothing"));
        assert!(refusal(r"\small2^2", false).starts_with(r"after `\small`"));
        assert!(refusal(r"\show x", false).starts_with(r"`\show` draws nothing"));
        assert!(refusal(r"\small x^2", false).starts_with(r"after `\small`"));
        for formula in [r"\href{a.html}{x}", r"\includegraphics{a.png}"] {
            let reason = refusal(formula, false);
            assert!(reason.contains("draws in red"), "{formula}: {reason}");
        }
        assert!(set(r"\mathsf{\small}", false).is_err());
        assert!(set(r"\smallsmile \showit", false).unwrap_err().contains("showit"));
    }
}
