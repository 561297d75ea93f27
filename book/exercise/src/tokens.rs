//! The signs of a calculation as people write it.

/// A part of a calculation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A number, as it can be read.
    Number(f64),
    /// A name, such as `ln` or `pi`.
    Name(String),
    /// A small number written high up: an exponent.
    Raised(f64),
    /// A sign: one of `+ - * / ^ % ‰ ! ( ) °`, or `d` for `//`.
    Sign(char),
}

/// A token, and what can be told of where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    pub token: Token,
    /// Whether white space stands before it.
    pub is_apart: bool,
    /// Whether it is a number of digits alone.
    pub is_whole: bool,
}

/// Both ways to read a text, one after the other, where there are two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    First,
    Second,
}

/// The tokens of a text, read one way, and whether there was a choice. Nothing if there is
/// a sign of no calculation.
pub(crate) fn tokens(text: &str, way: Way) -> Option<(Vec<Placed>, bool)> {
    let signs: Vec<char> = text.chars().map(plain).collect();
    let (mut tokens, mut has_choice) = (Vec::new(), false);
    let (mut at, mut is_apart) = (0, false);
    while let Some(&sign) = signs.get(at) {
        let mut is_whole = false;
        let token = if sign.is_whitespace() {
            is_apart = true;
            at += 1;
            continue;
        } else if sign.is_ascii_digit() || sign == '.' || sign == ',' {
            let (number, length, choice) = number(&signs[at..], way)?;
            is_whole = signs[at..at + length].iter().all(char::is_ascii_digit);
            has_choice |= choice;
            at += length;
            Token::Number(number)
        } else if let Some((top, bottom)) = fraction(sign) {
            at += 1;
            // As in 2½, which is no product.
            match tokens.last_mut() {
                Some(Placed {
                    token: Token::Number(whole),
                    is_whole: true,
                    ..
                }) => {
                    *whole += top / bottom;
                    let before = tokens.len().checked_sub(2);
                    let before = before.map(|before| &tokens[before].token);
                    if before == Some(&Token::Sign('/')) {
                        return None; // 1/3 ½: two fractions side by side
                    }
                    continue;
                }
                _ => Token::Number(top / bottom),
            }
        } else if raised(sign).is_some() {
            let run = signs[at..].iter().map_while(|sign| raised(*sign));
            let digits: String = run.collect();
            at += digits.chars().count();
            Token::Raised(digits.parse().ok()?)
        } else if is_times(&signs, at, tokens.last(), is_apart) {
            at += 1;
            Token::Sign('*')
        } else if let Some((mark, length)) = mark_in_words(&signs[at..]) {
            at += length;
            Token::Sign(mark)
        } else if sign.is_alphabetic() {
            // A name may end in digits, as log10 does, but e2 is none.
            let is_of_name = |sign: &&char| sign.is_alphabetic();
            let mut end = at + signs[at..].iter().take_while(is_of_name).count();
            let name: String =
                signs[at..end].iter().collect::<String>().to_lowercase();
            // log_2 and log₂ are log2.
            let is_low = |sign: &&char| subscript(**sign).is_some();
            let has_line = name == "log" && signs.get(end) == Some(&'\'');
            if has_line {
                end += 1;
            }
            let low: String = signs[end..]
                .iter()
                .take_while(is_low)
                .filter_map(|sign| subscript(*sign))
                .collect();
            let digits: String = if low.is_empty() {
                signs[end..].iter().take_while(|s| s.is_ascii_digit()).collect()
            } else {
                low.clone()
            };
            let is_log = name == "log" && ["10", "2"].contains(&digits.as_str());
            if (has_line || !low.is_empty()) && !is_log {
                return None;
            }
            let name = if is_log { format!("log{digits}") } else { name };
            if is_log {
                end += digits.len();
            }
            at = end;
            Token::Name(name)
        } else {
            at += 1;
            let next = signs.get(at).copied();
            match (sign, next) {
                ('*', Some('*')) => {
                    at += 1;
                    Token::Sign('^')
                }
                ('/', Some('/')) => {
                    at += 1;
                    Token::Sign('d')
                }
                ('√', _) => Token::Name("sqrt".to_owned()),
                (
                    '+' | '-' | '*' | '/' | '^' | '%' | '‰' | '!' | '(' | ')' | '°',
                    _,
                ) => Token::Sign(sign),
                _ => return None,
            }
        };
        tokens.push(Placed { token, is_apart, is_whole });
        is_apart = false;
    }
    Some((tokens, has_choice))
}

/// A sign of people as the one that we know.
fn plain(sign: char) -> char {
    let digit = |zero: char| {
        let above = u32::from(sign).wrapping_sub(u32::from(zero));
        (above < 10).then(|| char::from_digit(above, 10)).flatten()
    };
    // Arabic, Persian, Indian and wide digits.
    let zeros = ['٠', '۰', '०', '০', '０'];
    if let Some(digit) = zeros.into_iter().find_map(digit) {
        return digit;
    }
    match sign {
        '−' | '–' | '—' | '‐' | '‑' | '﹣' | '－' => '-',
        '＋' => '+',
        '·' | '×' | '⋅' | '∙' | '∗' | '＊' => '*',
        ':' | '÷' | '⁄' | '∕' | '／' => '/',
        '٪' | '％' => '%',
        '٫' => ',',
        '٬' => '\'',
        '，' => ',',
        '．' => '.',
        '（' | '[' => '(',
        '）' | ']' => ')',
        '’' | '_' => '\'',
        '\u{200e}' | '\u{200f}' | '\u{feff}' => ' ',
        sign => sign,
    }
}

fn fraction(sign: char) -> Option<(f64, f64)> {
    Some(match sign {
        '½' => (1.0, 2.0),
        '⅓' => (1.0, 3.0),
        '⅔' => (2.0, 3.0),
        '¼' => (1.0, 4.0),
        '¾' => (3.0, 4.0),
        '⅕' => (1.0, 5.0),
        '⅙' => (1.0, 6.0),
        '⅛' => (1.0, 8.0),
        '⅜' => (3.0, 8.0),
        '⅝' => (5.0, 8.0),
        '⅞' => (7.0, 8.0),
        _ => return None,
    })
}

/// Whether there is an x between numbers, as in 1.5x10^3. In 0x10 it is something else.
fn is_times(
    signs: &[char],
    at: usize,
    before: Option<&Placed>,
    is_apart: bool,
) -> bool {
    let may_end = match before.map(|placed| &placed.token) {
        Some(Token::Number(number)) => is_apart || *number != 0.0,
        Some(Token::Sign(sign)) => [')', '%', '‰', '!'].contains(sign),
        Some(Token::Raised(_)) => true,
        _ => false,
    };
    let next = signs[at + 1..].iter().find(|sign| !sign.is_whitespace());
    ['x', 'X'].contains(&signs[at])
        && may_end
        && next.is_some_and(|sign| sign.is_ascii_digit() || *sign == '.')
}

/// The mark that is written out here, and how many signs that takes.
fn mark_in_words(signs: &[char]) -> Option<(char, usize)> {
    let words = [
        ("per cent", '%'),
        ("percent", '%'),
        ("per mille", '‰'),
        ("permille", '‰'),
    ];
    words.into_iter().find_map(|(word, mark)| {
        let length = word.chars().count();
        let there: String = signs.get(..length)?.iter().collect();
        let goes_on = signs.get(length).is_some_and(|sign| sign.is_alphabetic());
        let is_there = there.to_lowercase() == word && !goes_on;
        is_there.then_some((mark, length))
    })
}

/// A digit written low, as in log₂.
fn subscript(sign: char) -> Option<char> {
    let above = u32::from(sign).wrapping_sub(u32::from('₀'));
    (above < 10).then(|| char::from_digit(above, 10)).flatten()
}

fn raised(sign: char) -> Option<char> {
    let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    match digits.iter().position(|raised| *raised == sign) {
        Some(digit) => char::from_digit(digit as u32, 10),
        None => (sign == '⁻').then_some('-'),
    }
}

/// The number at the beginning of `signs`, how many signs it has, and whether it can be read
/// otherwise: `1,056` has a comma for decimals or one between thousands.
fn number(signs: &[char], way: Way) -> Option<(f64, usize, bool)> {
    let digits_from = |from: usize| {
        signs.get(from..).map_or(0, |rest| {
            rest.iter().take_while(|sign| sign.is_ascii_digit()).count()
        })
    };
    let text =
        |range: std::ops::Range<usize>| signs[range].iter().collect::<String>();
    let first = digits_from(0);
    // Groups of three digits behind one kind of sign.
    let grouped = |separators: &dyn Fn(char) -> bool| {
        let (mut end, mut groups) = (first, 0);
        while signs.get(end).is_some_and(|sign| separators(*sign))
            && digits_from(end + 1) == 3
        {
            end += 4;
            groups += 1;
        }
        let may_begin = (1..=3).contains(&first) && signs[0] != '0';
        if may_begin { (end, groups) } else { (first, 0) }
    };
    let is_space = |sign: char| sign.is_whitespace() || sign == '\'';
    let kinds: [&dyn Fn(char) -> bool; 3] =
        [&is_space, &|sign| sign == ',', &|sign| sign == '.'];
    let [spaces, commas, points] = kinds.map(grouped);
    let is_sign = |at: usize, sign: char| signs.get(at) == Some(&sign);
    // How far the whole part goes, and which sign its decimals follow.
    let (whole, decimal, choice) = if spaces.1 > 0 {
        // 1 234/500 may be a whole number and a fraction.
        let is_fraction =
            is_sign(spaces.0, '/') && spaces.1 == 1 && signs[first] == ' ';
        if is_fraction && way == Way::Second {
            (first, None, true)
        } else {
            let point =
                ['.', ','].into_iter().find(|sign| is_sign(spaces.0, *sign));
            (spaces.0, point, is_fraction)
        }
    } else if commas.1 > 1 || commas.1 == 1 && is_sign(commas.0, '.') {
        (commas.0, Some('.'), false)
    } else if commas.1 == 1 {
        // Thousands, or decimals.
        let whole = if way == Way::First { commas.0 } else { first };
        (whole, (way == Way::Second).then_some(','), true)
    } else if points.1 > 1 || points.1 == 1 && is_sign(points.0, ',') {
        (points.0, Some(','), false)
    } else {
        let sign = ['.', ','].into_iter().find(|sign| is_sign(first, *sign));
        (first, sign, false)
    };
    let mut end = whole;
    let mut plain: String =
        text(0..whole).chars().filter(char::is_ascii_digit).collect();
    if let Some(sign) = decimal.filter(|sign| is_sign(end, *sign)) {
        let decimals = digits_from(end + 1);
        if decimals == 0 && (sign == ',' || plain.is_empty()) {
            return None;
        }
        plain = format!("{plain}.{}", text(end + 1..end + 1 + decimals));
        end += 1 + decimals;
    }
    if plain.is_empty() || signs.get(end).is_some_and(|s| ['.', ','].contains(s)) {
        return None;
    }
    let mut choice = choice;
    if signs.get(end).is_some_and(|sign| ['e', 'E'].contains(sign)) {
        let is_signed = signs.get(end + 1).is_some_and(|s| ['+', '-'].contains(s));
        let from = end + 1 + usize::from(is_signed);
        let digits = digits_from(from);
        let is_name = signs.get(end + 1).is_some_and(|sign| sign.is_alphabetic());
        if digits > 0 {
            plain += &text(end..from + digits);
            end = from + digits;
        } else if !is_name {
            // 2e: times the number e, or a power of ten without its end.
            choice = true;
            if way == Way::Second {
                end += 1;
            }
        }
    }
    if let Some((power, length)) = power_apart(&signs[end..]) {
        // 7.5 e2 is one number; 7.5 e-1 may be one, or 7.5 times e, less 1.
        let is_signed = power.contains(['+', '-']);
        choice |= is_signed;
        if !is_signed || way == Way::Second {
            plain += &power;
            end += length;
        }
    }
    let number: f64 = plain.parse().ok()?;
    let is_too_small = number == 0.0 && {
        let digits = plain.split(['e', 'E']).next().unwrap_or_default();
        digits.contains(|sign: char| ('1'..='9').contains(&sign))
    };
    let is_kept = number.is_finite() && !is_too_small;
    is_kept.then_some((number, end, choice))
}

/// A power of ten with a space before it, and how many signs it takes.
fn power_apart(signs: &[char]) -> Option<(String, usize)> {
    let spaces = signs.iter().take_while(|sign| sign.is_whitespace()).count();
    let rest = &signs[spaces..];
    let begins = spaces > 0 && ['e', 'E'].contains(rest.first()?);
    let is_signed = ['+', '-'].contains(rest.get(1)?);
    let from = 1 + usize::from(is_signed);
    let digits = rest[from..].iter().take_while(|sign| sign.is_ascii_digit());
    let end = from + digits.count();
    let goes_on = rest.get(end).is_some_and(|sign| ['.', ','].contains(sign));
    (begins && end > from && !goes_on)
        .then(|| (rest[..end].iter().collect(), spaces + end))
}
