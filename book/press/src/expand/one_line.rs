//! A formula as one line of text: what is copied, what a search reads, and what stands for
//! it where no formula can be set.

use scraper::{ElementRef, Html, Selector};
use unicode_normalization::UnicodeNormalization as _;

use super::one_line_parts::{
    closed, closed_base, ends_with_a_word, is_between, is_in_parentheses,
    is_joining, lowered, over, raised,
};
use crate::html::escape;

/// KaTeX's HTML with the formula's text beside it.
pub(super) fn labelled(html: &str) -> String {
    const FORMULA: &str = "<span class=\"katex\"";
    let end = html.find("</math>").unwrap_or(html.len());
    let math = html.find("<math").map_or("", |start| &html[start..end]);
    let text = escape(&text(math));
    html.replacen(FORMULA, &format!("{FORMULA} data-text=\"{text}\""), 1)
}

/// Room between two statements.
const QUAD: char = '\u{2003}';
/// What a function name ends with that is applied to what follows.
const APPLIED: char = '\u{2061}';

/// MathML as a line of text: `z = Σᵢ wᵢxᵢ`, `a/(b + c)`, `√(1 − x²)`.
fn text(math: &str) -> String {
    let document = Html::parse_fragment(math);
    let selector = Selector::parse("math").expect("a valid selector");
    let text = document.select(&selector).map(row).collect::<String>();
    let mut line: Vec<char> = Vec::new();
    let text = text.trim();
    for (at, character) in text.char_indices() {
        let before = line.last().copied();
        let is_space = character.is_whitespace();
        match character {
            // Signs without a width or a sound.
            '\u{200b}' | '\u{2062}'..='\u{2064}' => {}
            // What a function is applied to follows at once, or after a space.
            '\u{2061}' => line.push('\u{2061}'),
            QUAD => {
                while line.last() == Some(&' ') {
                    line.pop();
                }
                let joins = |c: char| is_joining(c) || "([{,;:.".contains(c);
                let after = text[at..].chars().find(|c| !c.is_whitespace());
                if !line.last().copied().is_none_or(joins)
                    && !after.is_none_or(is_joining)
                {
                    line.push(',');
                }
                line.push(' ');
            }
            _ if is_space
                && before.is_none_or(|c| c == ' ' || "([".contains(c)) => {}
            _ if is_space => line.push(' '),
            ')' | ']' | ',' | '.' | ';' => {
                while line.last() == Some(&' ') {
                    line.pop();
                }
                line.push(character);
            }
            _ => line.push(character),
        }
    }
    let line: String = line.into_iter().collect();
    let line = line.replace("\u{2061} ", " ").replace("\u{2061}(", "(");
    let line = line.replace("\u{2061}[", "[").replace('\u{2061}', " ");
    // Letters with accents become one character where there is one.
    line.trim().nfc().collect()
}

/// The children of an element, one after the other.
fn row(element: ElementRef) -> String {
    let children: Vec<_> = element.child_elements().collect();
    let mut text = String::new();
    for (at, child) in children.iter().enumerate() {
        let mut part = of(*child);
        let name = core(*child).value().name();
        if name == "mfrac" && !part.starts_with("C(") {
            let is_factor_before = children[..at].iter().rev().find_map(before);
            let is_factor_after = children[at + 1..].iter().find_map(after);
            if is_factor_before == Some(true) || is_factor_after == Some(true) {
                part = format!("({})", part.trim());
                let last = text.chars().last();
                let is_room = last.is_some_and(|c| c.is_alphabetic());
                text.push_str(if is_room { " " } else { "" });
            }
        }
        let is_behind_words =
            at > 0 && core(children[at - 1]).value().name() == "mtext";
        if is_behind_words && part.starts_with(QUAD) {
            part = " ".to_owned();
        }
        if part.starts_with(char::is_alphanumeric) && ends_with_a_word(&text) {
            text.push(' ');
        }
        if child.value().name() == "mo" && is_between(&part) {
            // A sign in front of something stands close to it, one between two has room.
            let before = text.trim_end().chars().last();
            let is_first = before.is_none_or(|c| "([{,=+−<>≤≥→∈⋅·⁡".contains(c));
            let leads = is_first && "+−±".contains(&part);
            text.push_str(&if leads { part } else { format!(" {part} ") });
        } else {
            let is_sum = part.starts_with(['∑', '∏', '∫']);
            text.push_str(if is_sum { " " } else { "" });
            let is_comma = child.value().attr("separator").is_some();
            text.push_str(&part);
            text.push_str(if is_comma { " " } else { "" });
        }
    }
    text
}

/// An element without what only holds it.
fn core(element: ElementRef) -> ElementRef {
    let mut children = element.child_elements();
    match (element.value().name(), children.next(), children.next()) {
        ("mrow" | "mstyle" | "mpadded", Some(only), None) => core(only),
        _ => element,
    }
}

/// Whether what stands before a fraction is a factor or a function name; nothing where it
/// is not seen.
fn before(element: &ElementRef) -> Option<bool> {
    is_factor(*element, |sign| [")", "]", "!", "\u{2061}"].contains(&sign))
}

/// Whether what stands behind a fraction is a factor, or a sum.
fn after(element: &ElementRef) -> Option<bool> {
    is_factor(*element, |sign| ["(", "[", "∑", "∏", "∫"].contains(&sign))
}

fn is_factor(
    element: ElementRef,
    is_bracket: impl Fn(&str) -> bool,
) -> Option<bool> {
    let core = core(element);
    let part = of(core);
    let sign = part.trim();
    match core.value().name() {
        "mspace" if part.contains(QUAD) => Some(false),
        _ if sign.is_empty() => None,
        "mo" => Some(is_bracket(sign)),
        "mtext" => Some(false),
        _ if [".", ",", ";", ":"].contains(&sign) => Some(false),
        // A sum applies to the fraction; a sign may have something written over it.
        "munder" | "mover" | "munderover" | "msub" | "msup" | "msubsup" => {
            let base = core.child_elements().next().map(self::core);
            let is_sign = base.is_some_and(|base| {
                base.value().name() == "mo" && !is_bracket(of(base).trim())
            });
            Some(!is_sign)
        }
        _ => Some(true),
    }
}

/// One element.
fn of(element: ElementRef) -> String {
    let parts: Vec<_> = element.child_elements().collect();
    let part = |nth: usize| parts.get(nth).map_or_else(String::new, |e| of(*e));
    match element.value().name() {
        "mi" | "mo" | "mn" | "mtext" | "ms" if parts.is_empty() => {
            let text: String = element.text().collect();
            // KaTeX writes room that is taken away so.
            if text.ends_with('\u{2063}') { String::new() } else { text }
        }
        "mspace" => space(element).to_owned(),
        "mphantom" => String::new(),
        "mfrac" if is_without_line(element) => {
            format!("C({}, {})", part(0).trim(), part(1).trim())
        }
        "mfrac" => {
            format!("{}/{} ", closed(&part(0)), closed_factors(parts[1], &part(1)))
        }
        "msqrt" => format!("√{} ", closed_root(element)),
        "mroot" => format!("{}√{} ", raised(&part(1)), closed_root(parts[0])),
        "munder" => limits(&part(0), &lowered(&part(1))) + " ",
        "munderover" => {
            limits(&part(0), &(lowered(&part(1)) + &raised(&part(2)))) + " "
        }
        "msub" => limits(&part(0), &lowered(&part(1))),
        "msup" => limits(&closed_base(&part(0)), &raised(&part(1))),
        "msubsup" => limits(&part(0), &(lowered(&part(1)) + &raised(&part(2)))),
        "mover" => over(&part(0), &part(1)),
        "mtable" => {
            let rows = parts.iter().map(|row| {
                let cells =
                    row.child_elements().map(|cell| of(cell).trim().to_owned());
                cells.collect::<Vec<_>>().join(" ")
            });
            rows.collect::<Vec<_>>().join("; ")
        }
        // KaTeX puts the parentheses of a binomial coefficient around it.
        "mrow"
            if parts.len() == 3 && is_without_line(parts[1]) && part(0) == "(" =>
        {
            part(1)
        }
        _ => row(element),
    }
}

fn is_without_line(element: ElementRef) -> bool {
    let element = core(element).value();
    element.name() == "mfrac"
        && element.attr("linethickness").is_some_and(|width| width.starts_with('0'))
}

/// The room that a space leaves in a line.
fn space(element: ElementRef) -> &'static str {
    let width = element.value().attr("width").unwrap_or_default();
    match width.trim_end_matches(char::is_alphabetic).parse::<f64>() {
        Ok(width) if width <= 0.0 => "",
        Ok(em) if em >= 1.0 && width.ends_with("em") => "\u{2003}",
        _ => " ",
    }
}

/// What stands low and high behind its base: a sum has room after it, and a function name
/// is applied after it.
fn limits(base: &str, limits: &str) -> String {
    let name = base.trim_end_matches(APPLIED);
    let rest = &base[name.len()..];
    let room = if ["∑", "∏", "∫"].contains(&base) { " " } else { "" };
    format!("{name}{limits}{rest}{room}")
}

/// What stands below a line: with parentheses around several factors, but `∂w` is one.
fn closed_factors(element: ElementRef, text: &str) -> String {
    let inner = core(element);
    // The row of a root is its own, where `text` is that row.
    let is_row = inner.value().name() == "mrow"
        || inner.value().name() == "msqrt" && !text.starts_with('√');
    let is_seen = |part: &ElementRef| !of(*part).trim().is_empty();
    let parts: Vec<_> = inner.child_elements().filter(is_seen).collect();
    let is_difference = |first: &str| ["∂", "d", "Δ", "∇", "δ"].contains(&first);
    let is_several = match parts[..] {
        [first, _] => !is_difference(&of(first)),
        _ => parts.len() > 1,
    };
    let text = text.trim();
    if is_row && is_several && !is_in_parentheses(text) {
        format!("({text})")
    } else {
        closed(text)
    }
}

/// What stands below a root sign: a power could be one of the root.
fn closed_root(element: ElementRef) -> String {
    let is_root = element.value().name() == "msqrt";
    let mut children = element.child_elements();
    let (only, more) = (children.next(), children.next());
    let inner = only.filter(|_| is_root && more.is_none()).unwrap_or(element);
    let text = if is_root { row(element) } else { of(element) };
    if ["msup", "msubsup"].contains(&core(inner).value().name()) {
        format!("({})", text.trim())
    } else {
        closed_factors(inner, &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use katex::{KatexContext, Settings, render_to_string};

    fn line(formula: &str) -> String {
        let context = KatexContext::default();
        let html = render_to_string(&context, formula, &Settings::default());
        let html = labelled(&html.unwrap());
        let (_, rest) = html.split_once("data-text=\"").unwrap();
        let text = rest.split_once('"').unwrap().0;
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    fn a_formula_is_one_line_of_text() {
        for (formula, text) in [
            ("z = w_1 a_1 + b", "z = w₁a₁ + b"),
            (r"\frac{\partial L}{\partial w}", "∂L/∂w"),
            (r"\frac{\partial C}{\partial w_i} = 0", "∂C/∂wᵢ = 0"),
            (r"\frac{1}{1 + e^{-z}}", "1/(1 + e⁻ᶻ)"),
            (r"\sqrt{1 - x^2}", "√(1 − x²)"),
            (r"\sqrt 2", "√2"),
            (r"d_{\text{model}}", "d_model"),
            (r"\sum_{i=1}^n x_i", "∑ᵢ₌₁ⁿ xᵢ"),
            (r"-\ln p_i", "−ln pᵢ"),
            (r"-\frac{1}{n} (P - Y)", "−(1/n)(P − Y)"),
            (r"2\sum_i x_i", "2 ∑ᵢ xᵢ"),
            (r"\operatorname{softmax}(z)", "softmax(z)"),
            (r"10^{-3}", "10⁻³"),
            (r"e^x \le y", "eˣ ≤ y"),
            (r"f'(x)", "f′(x)"),
            (r"\bar x + \hat y", "x̄ + ŷ"),
            (r"(a + b)^2", "(a + b)²"),
            (r"X^\top", "X^⊤"),
            (r"a < b \text{ and } c", "a < b and c"),
            (r"f(-1, 2)", "f(−1, 2)"),
            (
                r"\max(0, \ln \frac{N_{ij}\,N}{N_i\,N_j})",
                "max(0, ln((Nᵢⱼ N)/(Nᵢ Nⱼ)))",
            ),
            (
                r"\frac{1}{\sqrt{d}} \frac{\partial C}{\partial S} K",
                "(1/√d)(∂C/∂S)K",
            ),
            (r"2\frac{a}{b} + \frac{c}{d}", "2(a/b) + c/d"),
            (r"x \frac{a}{b}", "x (a/b)"),
            (r"\sum_i \frac{a_i}{b}", "∑ᵢ aᵢ/b"),
            (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
            (r"\frac{1}{2n}", "1/(2n)"),
            (r"\frac{dy}{dx}", "dy/dx"),
            (r"e^{s_x}(g_x+c)", "e^(sₓ)(gₓ + c)"),
            (r"x_{s_i}", "x_(sᵢ)"),
            (r"W_E x", "W_E x"),
            (r"a = b \qquad c = d", "a = b, c = d"),
            (r"a = b, \quad c = d", "a = b, c = d"),
            (r"a = b \quad\Rightarrow\quad c = d", "a = b ⇒ c = d"),
            (r"\frac{a}{b} \quad c", "a/b, c"),
            (r"a = 0, \quad \text{that is,} \quad b", "a = 0, that is, b"),
            (r"a = -\frac{b}{w}.", "a = −b/w."),
            (r"\frac{1}{n} \sum_i x_i", "(1/n) ∑ᵢ xᵢ"),
            (r"\frac{x}{\sqrt{a + b}}", "x/√(a + b)"),
            (r"a\!b", "ab"),
            (r"\sqrt{2n}", "√(2n)"),
            (r"\sqrt{a}^2", "(√a)²"),
            (r"\sqrt{a^2}", "√(a²)"),
            (r"\sqrt{d_k} x", "√dₖ x"),
            (r"\sqrt[3]{2n}", "³√(2n)"),
            (r"\binom{n}{k}", "C(n, k)"),
            (r"\binom{n}{k} p^k", "C(n, k)pᵏ"),
            (r"\max_i x_i", "maxᵢ xᵢ"),
            (r"\log_2 x", "log₂ x"),
            (r"\sin^2 x", "sin² x"),
            (r"\lim_{x\to0} f(x)", "lim_(x→0) f(x)"),
            (r"x'^2", "x′²"),
        ] {
            assert_eq!(line(formula), text, "{formula}");
        }
    }

    #[test]
    fn rows_stand_one_after_the_other() {
        let text = line(r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}");
        assert_eq!(text, "(1 2; 3 4)");
        let text = line(r"\begin{aligned} a &= b \\ c &= d \end{aligned}");
        assert!(!text.contains('\n') && text.contains("; "), "{text}");
    }
}
