//! Texts as a search compares them: without what a reader may type otherwise.

use unicode_normalization::UnicodeNormalization as _;

/// Signs for which others are typed: each with what it becomes. `theme/marks.js` has the
/// same line and the same steps.
const FOLDED: &str = "’' ‘' ‛' ʼ' ʹ' ′' ‵' “\" ”\" „\" ″\" ‐- ‑- ‒- –- —- ―- −- ⁃- ⋅· ∙· •· ∗* ∼~ ∣| ∑σ ∏π ∆δ ςσ øo łl đd ıi ßss æae œoe ðd þth";

/// A text in small letters, without accents, ligatures, full widths and the like; what
/// stands low is behind `_`, what stands high behind `^`, as it is typed.
pub(super) fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut place = None;
    for character in text.chars() {
        let now = raised_or_lowered(character);
        if let Some(sign) = now
            && place != now
            && !normal.ends_with(sign)
        {
            normal.push(sign);
        }
        place = now;
        if character.is_ascii() && !character.is_ascii_whitespace() {
            normal.push(character.to_ascii_lowercase());
            continue;
        }
        if character.is_whitespace() {
            if !normal.ends_with(' ') {
                normal.push(' ');
            }
            continue;
        }
        let small = character.to_lowercase().nfkd().flat_map(char::to_lowercase);
        for part in small.filter(|c| !is_mark(*c)) {
            match FOLDED.split(' ').find_map(|entry| entry.strip_prefix(part)) {
                Some(other) => normal.push_str(other),
                None => normal.push(part),
            }
        }
    }
    normal
}

/// What a reader looks for in a normal text: words, single signs, single letters where
/// words are written without spaces between, and words joined by a sign, such as `d_model`.
pub(super) fn tokens(normal: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut word = None;
    let mut joined = Joined::default();
    for (at, character) in normal.char_indices().chain([(normal.len(), ' ')]) {
        if character.is_alphanumeric() && !stands_alone(character) {
            word.get_or_insert(at);
            continue;
        }
        if let Some(start) = word.take() {
            tokens.push(&normal[start..at]);
            if !is_joint(&normal[joined.end..start]) {
                tokens.extend(joined.of(normal));
                joined = Joined { start, ..Joined::default() };
            }
            joined.end = at;
            joined.words += 1;
        }
        if !character.is_whitespace() {
            tokens.push(&normal[at..at + character.len_utf8()]);
        }
    }
    tokens.extend(joined.of(normal));
    tokens
}

/// Words with nothing but a sign between each two.
#[derive(Default)]
struct Joined {
    start: usize,
    end: usize,
    words: usize,
}

impl Joined {
    fn of<'t>(&self, text: &'t str) -> Option<&'t str> {
        (self.words > 1).then(|| &text[self.start..self.end])
    }
}

/// Whether a sign joins two words to one.
fn is_joint(between: &str) -> bool {
    matches!(between, "_" | "'" | "-" | "^" | "." | "::")
}

/// The sign before what is written higher or lower than the line.
fn raised_or_lowered(character: char) -> Option<char> {
    match character {
        '²'
        | '³'
        | '¹'
        | '\u{2070}'..='\u{207f}'
        | '\u{1d2c}'..='\u{1d61}'
        | '\u{1d9b}'..='\u{1dbf}'
        | '\u{2b0}'..='\u{2b8}'
        | '\u{2e1}'..='\u{2e3}' => Some('^'),
        '\u{2080}'..='\u{209c}' | '\u{1d62}'..='\u{1d6a}' | '\u{2c7c}' => Some('_'),
        _ => None,
    }
}

/// Accents and the like, and signs that are not seen. The stroke of `≠` is no accent.
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{337}' | '\u{339}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{ad}' | '\u{feff}' | '\u{200b}'..='\u{200f}'
        | '\u{2060}'..='\u{2064}')
}

/// Letters of scripts that put no spaces between words.
fn stands_alone(character: char) -> bool {
    matches!(character,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_typed_otherwise_is_the_same() {
        for (printed, typed) in [
            ("He’s", "he's"),
            ("Naïve", "naive"),
            ("nai\u{308}ve", "naive"),
            ("Gaspé", "GASPE"),
            ("10⁻³", "10^-3"),
            ("wᵢ", "w_i"),
            ("w_ᵢ", "w_i"),
            ("eˣ", "e^x"),
            ("ﬁne", "fine"),
            ("Ｗ１（ａ）", "w1(a)"),
            ("a – b", "a - b"),
            ("𝑤", "w"),
            ("x̂", "x"),
            ("µ", "μ"),
            ("Łukasz", "lukasz"),
            ("Straße", "STRASSE"),
            ("a\u{a0}\u{2009} b", "a b"),
        ] {
            assert_eq!(normal(printed), normal(typed), "{printed}");
        }
        assert_ne!(normal("a ≠ b"), normal("a = b"));
    }

    #[test]
    fn a_text_is_words_signs_and_single_letters_of_chinese() {
        let text = normal("∂L/∂w, d_model: 梯度 0.01");
        assert_eq!(
            tokens(&text),
            [
                "∂", "l", "/", "∂", "w", ",", "d", "_", "model", ":", "梯", "度",
                "0", "d_model", ".", "01", "0.01"
            ]
        );
    }

    #[test]
    fn the_page_folds_the_same_signs() {
        let script = include_str!("../../../theme/marks.js");
        let signs = FOLDED.replace('\'', "\\'");
        assert!(script.contains(&signs), "{signs}");
    }
}
