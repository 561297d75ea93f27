//! Parts of a line of text: brackets, what stands high or low, and signs between.

/// Whether a text ends with an index or a power that would swallow what follows.
pub(super) fn ends_with_a_word(text: &str) -> bool {
    let start = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    start.len() < text.len() && start.ends_with(['_', '^'])
}

/// Signs that stand between two things.
const BETWEEN: &str = "=≠≈≡∼<>≤≥≪≫+−±×⋅·∈∉⊂⊆→←↦⇒∝∘⊙⊗⊕:∣";

/// Whether a sign joins two statements to one.
pub(super) fn is_joining(sign: char) -> bool {
    BETWEEN.contains(sign) || "⟹⇒⟺⇔⟶⟵∧∨".contains(sign)
}

/// Whether a sign stands between two things that it relates or joins.
pub(super) fn is_between(sign: &str) -> bool {
    let mut signs = sign.chars();
    signs.next().is_some_and(|sign| BETWEEN.contains(sign))
        && signs.next().is_none()
}

/// With parentheses around what has more than one part.
pub(super) fn closed(text: &str) -> String {
    let text = text.trim();
    let is_one =
        text.chars().all(|c| !c.is_whitespace() && !"/=+−±×⋅·".contains(c))
            || is_in_parentheses(text.strip_prefix('√').unwrap_or(text));
    if is_one { text.to_owned() } else { format!("({text})") }
}

/// What is raised to a power: a fraction or a sum would be read in two ways.
pub(super) fn closed_base(text: &str) -> String {
    if text == ")" || text == "]" || text == "|" {
        text.to_owned()
    } else if text.starts_with('√') {
        format!("({})", text.trim())
    } else {
        closed(text)
    }
}

pub(super) fn is_in_parentheses(text: &str) -> bool {
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

pub(super) fn raised(text: &str) -> String {
    let text = text.trim();
    // Primes are raised by themselves.
    let rest = text.trim_start_matches('′');
    let primes = &text[..text.len() - rest.len()];
    if rest.is_empty() {
        primes.to_owned()
    } else {
        primes.to_owned() + &small(rest.trim(), '^', RAISED)
    }
}

pub(super) fn lowered(text: &str) -> String {
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
    // A word may stand low as it is, as in `d_model`; more than that would have no end.
    let is_one = text.chars().count() <= 1
        || sign == '_' && text.chars().all(|c| c.is_ascii_alphanumeric())
        || is_in_parentheses(&text);
    let closed = || {
        format!("{sign}{}", if is_one { text.clone() } else { format!("({text})") })
    };
    set.flatten().unwrap_or_else(closed)
}

/// With an accent, or with what stands above.
pub(super) fn over(base: &str, above: &str) -> String {
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
