//! A formula as one line of text: what is copied, what a search reads, and what stands for
//! it where no formula can be set.

use scraper::{ElementRef, Html, Selector};
use unicode_normalization::UnicodeNormalization as _;

use crate::html::escape;

/// KaTeX's HTML with the formula's text beside it.
pub(super) fn labelled(html: &str) -> String {
    const FORMULA: &str = "<span class=\"katex\"";
    let end = html.find("</math>").unwrap_or(html.len());
    let math = html.find("<math").map_or("", |start| &html[start..end]);
    let text = escape(&text(math));
    html.replacen(FORMULA, &format!("{FORMULA} data-text=\"{text}\""), 1)
}

/// MathML as a line of text: `z = Σᵢ wᵢxᵢ`, `a/(b + c)`, `√(1 − x²)`.
fn text(math: &str) -> String {
    let document = Html::parse_fragment(math);
    let selector = Selector::parse("math").expect("a valid selector");
    let text = document.select(&selector).map(row).collect::<String>();
    let mut line: Vec<char> = Vec::new();
    for character in text.chars() {
        let before = line.last().copied();
        let is_space = character.is_whitespace();
        match character {
            // Signs without a width or a sound.
            '\u{200b}' | '\u{2062}'..='\u{2064}' => {}
            // What a function is applied to follows at once, or after a space.
            '\u{2061}' => line.push('\u{2061}'),
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
    for child in &children {
        let part = of(*child);
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

/// Signs that stand between two things.
const BETWEEN: &str = "=≠≈≡∼<>≤≥≪≫+−±×⋅·∈∉⊂⊆→←↦⇒∝∘⊙⊗⊕:∣";

/// Whether a sign stands between two things that it relates or joins.
fn is_between(sign: &str) -> bool {
    let mut signs = sign.chars();
    signs.next().is_some_and(|sign| BETWEEN.contains(sign))
        && signs.next().is_none()
}

/// One element.
fn of(element: ElementRef) -> String {
    let parts: Vec<_> = element.child_elements().collect();
    let part = |nth: usize| parts.get(nth).map_or_else(String::new, |e| of(*e));
    match element.value().name() {
        "mi" | "mo" | "mn" | "mtext" | "ms" if parts.is_empty() => {
            element.text().collect()
        }
        "mspace" => " ".to_owned(),
        "mphantom" => String::new(),
        "mfrac" => format!("{}/{} ", closed(&part(0)), closed(&part(1))),
        "msqrt" => format!("√{}", closed(row(element).trim())),
        "mroot" => format!("{}√{}", raised(&part(1)), closed(&part(0))),
        "munder" => part(0) + &lowered(&part(1)) + " ",
        "munderover" => part(0) + &lowered(&part(1)) + &raised(&part(2)) + " ",
        "msub" => part(0) + &lowered(&part(1)) + room_after(&part(0)),
        "msup" => closed_base(&part(0)) + &raised(&part(1)),
        "msubsup" => {
            part(0) + &lowered(&part(1)) + &raised(&part(2)) + room_after(&part(0))
        }
        "mover" => over(&part(0), &part(1)),
        "mtable" => {
            let rows = parts.iter().map(|row| {
                let cells =
                    row.child_elements().map(|cell| of(cell).trim().to_owned());
                cells.collect::<Vec<_>>().join(" ")
            });
            rows.collect::<Vec<_>>().join("; ")
        }
        _ => row(element),
    }
}

/// What follows the limits of a sum, a product or an integral.
fn room_after(base: &str) -> &'static str {
    if ["∑", "∏", "∫"].contains(&base) { " " } else { "" }
}

/// With parentheses around what has more than one part.
fn closed(text: &str) -> String {
    let text = text.trim();
    let is_one =
        text.chars().all(|c| !c.is_whitespace() && !"/=+−±×⋅·".contains(c))
            || is_in_parentheses(text);
    if is_one { text.to_owned() } else { format!("({text})") }
}

/// What is raised to a power: a fraction or a sum would be read in two ways.
fn closed_base(text: &str) -> String {
    if text == ")" || text == "]" || text == "|" {
        text.to_owned()
    } else {
        closed(text)
    }
}

fn is_in_parentheses(text: &str) -> bool {
    let mut depth = 0;
    let mut ends = text.char_indices().filter_map(|(at, c)| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        (depth == 0).then_some(at)
    });
    text.starts_with('(') && ends.next() == text.len().checked_sub(1)
}

const LETTERS: &str = "0123456789+−=()abcdefghijklmnoprstuvwxyz";
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐ___ₑ__ₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥ_ₓ__";

fn raised(text: &str) -> String {
    let text = text.trim();
    // Primes are raised by themselves.
    if text.chars().all(|c| c == '′') {
        text.to_owned()
    } else {
        small(text, '^', RAISED)
    }
}

fn lowered(text: &str) -> String {
    small(text.trim(), '_', LOWERED)
}

/// In small letters where there are such and they are few, else behind a sign.
fn small(text: &str, sign: char, letters: &str) -> String {
    let one = |c: char| {
        let at = LETTERS.chars().position(|letter| letter == c)?;
        letters.chars().nth(at).filter(|letter| *letter != '_')
    };
    let mut text = text.to_owned();
    for between in BETWEEN.chars() {
        text = text.replace(&format!(" {between} "), &between.to_string());
    }
    let is_short =
        text.chars().count() <= 2 || text.chars().any(|c| c.is_ascii_digit());
    let set = is_short.then(|| text.chars().map(one).collect::<Option<String>>());
    set.flatten().unwrap_or_else(|| format!("{sign}{}", closed(&text)))
}

/// With an accent, or with what stands above.
fn over(base: &str, above: &str) -> String {
    let accent = match above.trim() {
        "ˉ" | "¯" | "‾" => '\u{304}',
        "^" | "ˆ" => '\u{302}',
        "~" | "˜" => '\u{303}',
        "˙" => '\u{307}',
        "→" | "⃗" => '\u{20d7}',
        other => return base.to_owned() + &raised(other),
    };
    if base.chars().count() == 1 {
        format!("{base}{accent}")
    } else {
        format!("{}{}", closed(base), raised(above))
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
            (r"-\frac{1}{n} (P - Y)", "−1/n (P − Y)"),
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
