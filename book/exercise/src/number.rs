//! Numbers as people write them.

use thiserror::Error;

use crate::formula;
use crate::tokens::Way;

/// A number that was written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What it comes to.
    pub value: f64,
    /// How it was read, with brackets that leave no choice, where it is more than a number in
    /// digits with a point.
    pub shown: Option<String>,
}

impl Reading {
    /// How it was read and what it comes to, where that is more than a number in digits with
    /// a point: `10/6 = 1.66667`.
    #[must_use]
    pub fn told(&self) -> Option<String> {
        let value = short(self.value);
        let shown = self.shown.as_ref()?;
        Some(if *shown == value { value } else { format!("{shown} = {value}") })
    }
}

/// Why a text is no number.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NotANumber {
    /// It cannot be read.
    #[error(
        "`{text}` is no number that I can read: write it as 0.5, 1/2, 50 %, 5e-1 or sqrt(1/4)"
    )]
    Unreadable {
        /// What was written, or its beginning if it is long.
        text: String,
    },
    /// It is not zero, and too small to be told from it.
    #[error("`{text}` is too small: no number that close to 0 can be kept")]
    TooSmall {
        /// What was written, or its beginning if it is long.
        text: String,
    },
    /// A unit stands behind it.
    #[error("`{text}`: leave `{unit}` out, and give the number alone")]
    Unit {
        /// What was written, or its beginning if it is long.
        text: String,
        /// The word behind the number.
        unit: String,
    },
    /// A logarithm of two numbers, or of one with a comma.
    #[error(
        "`{text}` leaves open what the comma is for: type {} if the base is {base}, or \
         ln({of}.{base}) if it stands before decimals",
        with_base(of, base)
    )]
    Base {
        /// What was written, or its beginning if it is long.
        text: String,
        /// What stands before the comma.
        of: String,
        /// What stands behind it.
        base: String,
    },
    /// It can be read in two ways.
    #[error(
        "`{text}` can be read in two ways: type {} if you mean {}, or {} if you mean {}",
        ways[0].0, short(ways[0].1), ways[1].0, short(ways[1].1)
    )]
    TwoWays {
        /// What was written, or its beginning if it is long.
        text: String,
        /// What to type for each, and what it comes to.
        ways: [(String, f64); 2],
    },
    /// It is a calculation that comes to nothing, such as 1/0.
    #[error("`{text}` comes to no number{}", of(shown))]
    NoValue {
        /// What was written, or its beginning if it is long.
        text: String,
        /// How it was read, if that is not how it was written.
        shown: String,
    },
}

/// A logarithm to a base, so that it can be read.
fn with_base(of: &str, base: &str) -> String {
    match base {
        "2" | "10" => format!("log{base}({of}) or ln({of})/ln({base})"),
        _ => format!("ln({of})/ln({base})"),
    }
}

fn of(shown: &str) -> String {
    if shown.is_empty() { String::new() } else { format!(" (read as {shown})") }
}

/// The number that a text means: in digits with a point or a comma, a fraction, a
/// percentage, a power of ten, a root, a logarithm or another small calculation.
///
/// # Errors
/// If the text means no number, or more than one.
pub fn read(text: &str) -> Result<Reading, NotANumber> {
    let text = text.trim();
    let named = || beginning(text);
    if text.chars().count() > LONGEST {
        return Err(NotANumber::Unreadable { text: named() });
    }
    if let Some((of, base)) = base(text) {
        return Err(NotANumber::Base { text: named(), of, base });
    }
    let unreadable = || unreadable(text);
    // What follows from a sum on paper: = 0.5.
    let text = text.strip_prefix(['=', '≈', '~']).unwrap_or(text).trim_start();
    // The full stop of a sentence is none of the number's.
    let plain = text.strip_suffix('.').filter(|text| !text.ends_with('.'));
    let plain = plain.unwrap_or(text);
    let way = |way| formula::read(plain, way);
    let (first, has_choice) = way(Way::First).ok_or_else(unreadable)?;
    let value = first.value() + 0.0; // no negative zero
    if has_choice && let Some((second, _)) = way(Way::Second) {
        let other = second.value();
        if !is_same(value, other) {
            let ways = [(first.to_string(), value), (second.to_string(), other)];
            return Err(NotANumber::TwoWays { text: named(), ways });
        }
    }
    let shown = first.to_string();
    if !value.is_finite() {
        let shown = if shown == text { String::new() } else { shown };
        return Err(NotANumber::NoValue { text: named(), shown });
    }
    let is_plain = first.is_plain() && is_in_digits(text);
    Ok(Reading { value, shown: (!is_plain).then_some(shown) })
}

/// Why a text cannot be read, if that can be told.
fn unreadable(text: &str) -> NotANumber {
    let named = beginning(text);
    if is_too_small(text) {
        return NotANumber::TooSmall { text: named };
    }
    // One word or more, as in `bits per token`.
    let is_of_unit = |c: char| c.is_alphabetic() || c.is_whitespace();
    let rest = text.trim_end_matches(is_of_unit);
    let unit = text[rest.len()..].trim();
    let is_known = |word| {
        ["x", "y", "z", "e", "pi", "log"].contains(&word)
            || formula::NAMES.contains(&word)
    };
    let is_unit = !unit.is_empty() && !unit.split_whitespace().any(is_known);
    if is_unit && formula::read(rest, Way::First).is_some() {
        return NotANumber::Unit { text: named, unit: unit.to_owned() };
    }
    NotANumber::Unreadable { text: named }
}

/// Whether a text is a number in digits that is not zero, and comes to zero.
fn is_too_small(text: &str) -> bool {
    let digits = text.split(['e', 'E']).next().unwrap_or_default();
    text.parse() == Ok(0.0) && digits.contains(|c: char| ('1'..='9').contains(&c))
}

/// What stands before and behind the comma of log(8,2).
fn base(text: &str) -> Option<(String, String)> {
    let small = text.to_lowercase();
    let (_, inner) =
        small.split_once("log(").or_else(|| small.split_once("log ("))?;
    let (inner, _) = inner.split_once(')')?;
    let (of, base) = inner.split_once(',')?;
    let (of, base) = (of.trim(), base.trim());
    let is_whole =
        |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let is_so = !of.is_empty() && !of.contains('(') && is_whole(base);
    is_so.then(|| (of.to_owned(), base.to_owned()))
}

/// More signs than anybody answers with.
const LONGEST: usize = 200;

/// Whether two ways to read a text come to the same, or both to nothing.
fn is_same(one: f64, other: f64) -> bool {
    one == other
        || (one - other).abs() <= 1e-12 * one.abs()
        || !one.is_finite() && !other.is_finite()
}

/// Whether a text has nothing but digits, a point, a sign and a power of ten.
fn is_in_digits(text: &str) -> bool {
    let text = text.strip_prefix(['-', '−', '+']).unwrap_or(text).trim_start();
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    begins && text.parse::<f64>().is_ok()
}

/// A number with as many digits as tell it from others.
#[must_use]
pub fn short(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return "no number".to_owned();
    }
    if value == value.trunc() && size < 1e15 {
        return value.to_string();
    }
    if (1e-3..1e6).contains(&size) {
        let text = format!("{value:.5}");
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    format!("{value:.4e}")
}

/// As much of a text as a message has room for.
fn beginning(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::{E, LN_2, PI, SQRT_2};

    use super::*;

    #[track_caller]
    fn assert_reads(text: &str, number: f64) -> Reading {
        let found = read(text).unwrap_or_else(|error| panic!("{error}"));
        let within = 1e-14 * number.abs();
        assert!((found.value - number).abs() <= within, "{text}: {found:?}");
        found
    }

    #[test]
    fn a_number_in_digits_needs_no_words() {
        for (text, number) in [
            ("0.5", 0.5),
            (".5", 0.5),
            (" +0.5 ", 0.5),
            ("5e-1", 0.5),
            ("5E-1", 0.5),
            ("1e-3", 1e-3),
            ("-1.5", -1.5),
            ("−1.5", -1.5),
            ("1056", 1056.0),
            ("1056.", 1056.0),
            ("1.234e-7", 1.234e-7),
            ("-0", 0.0),
        ] {
            assert_eq!(assert_reads(text, number).shown, None, "{text}");
        }
    }

    #[test]
    fn what_is_more_is_shown_as_it_was_read() {
        for (text, shown, number) in [
            ("1/2", "1/2", 0.5),
            ("1 : 2", "1/2", 0.5),
            ("1 ÷ 2", "1/2", 0.5),
            ("1⁄2", "1/2", 0.5),
            ("50%", "50 %", 0.5),
            ("½", "0.5", 0.5),
            ("-1½", "-1.5", -1.5),
            ("3 1/2", "3 + 1/2", 3.5),
            ("-1 1/2", "-(1 + 1/2)", -1.5),
            ("0,5", "0.5", 0.5),
            ("−1,5", "-1.5", -1.5),
            ("1 056", "1056", 1056.0),
            ("1'056", "1056", 1056.0),
            ("1_056", "1056", 1056.0),
            ("1\u{2009}056", "1056", 1056.0),
            ("1\u{202f}056,5", "1056.5", 1056.5),
            ("1.234,5", "1234.5", 1234.5),
            ("1,234.5", "1234.5", 1234.5),
            ("1,234,567", "1234567", 1_234_567.0),
            ("1.234.567", "1234567", 1_234_567.0),
            ("0,576", "0.576", 0.576),
            ("1234,567", "1234.567", 1234.567),
            ("٣٫٥", "3.5", 3.5),
            ("１２", "12", 12.0),
            ("33·32", "33 × 32", 1056.0),
            ("1/3/2", "(1/3)/2", 1.0 / 6.0),
            ("1/2*3", "(1/2) × 3", 1.5),
            ("-2/3*ln(2/3)", "(-2/3) × ln(2/3)", -2.0 / 3.0 * libm::log(2.0 / 3.0)),
            ("-2/3*ln(2)/3", "((-2/3) × ln(2))/3", -2.0 / 9.0 * LN_2),
            ("√2", "sqrt(2)", SQRT_2),
            ("ln 2", "ln(2)", LN_2),
            ("ln 2 + 1", "ln(2) + 1", LN_2 + 1.0),
            ("4/3 * ln 2", "(4/3) × ln(2)", 4.0 / 3.0 * LN_2),
            ("log2 8", "log2(8)", 3.0),
            ("log10 100", "log10(100)", 2.0),
            ("e", "e", E),
            ("2 pi", "2 × pi", 2.0 * PI),
            ("π/2", "pi/2", PI / 2.0),
            ("2^(4/3)", "2^(4/3)", libm::pow(2.0, 4.0 / 3.0)),
            ("2**3", "2^3", 8.0),
            ("2²", "2^2", 4.0),
            ("3·10⁻²", "3 × (10^(-2))", 0.03),
            ("1.5 × 10^-3", "1.5 × (10^(-3))", 1.5e-3),
            ("(-2)^2", "(-2)^2", 4.0),
            ("-2^3", "-(2^3)", -8.0),
            ("e^2/(e^2+e)", "(e^2)/((e^2) + e)", E * E / (E * E + E)),
            ("5!", "5!", 120.0),
            ("cos(60°)", "cos(60°)", 0.5),
            ("cos(pi/3)", "cos(pi/3)", 0.5),
            ("5.76 e2", "576", 576.0),
            ("1.5x10^3", "1.5 × (10^3)", 1500.0),
            ("1.5 x 3", "1.5 × 3", 4.5),
            ("2 × 3", "2 × 3", 6.0),
            ("log_2 8", "log2(8)", 3.0),
            ("log₂ 8", "log2(8)", 3.0),
            ("log₁₀(100)", "log10(100)", 2.0),
            ("= 1/2", "1/2", 0.5),
            ("≈1/2", "1/2", 0.5),
            ("2² x 3", "(2^2) × 3", 12.0),
            ("(1 + 1) x 3", "(1 + 1) × 3", 6.0),
            ("50 per cent", "50 %", 0.5),
            ("50 Percent", "50 %", 0.5),
            ("5 ‰", "5 ‰", 0.005),
            ("5 per mille", "5 ‰", 0.005),
            ("5*10 - 3", "(5 × 10) - 3", 47.0),
            ("e^(2)*pi", "(e^2) × pi", E * E * PI),
            ("2^(-1)/2", "(2^(-1))/2", 0.25),
            ("2 * 3 1/2", "2 × (3 + 1/2)", 7.0),
            ("(3!)!", "(3!)!", 720.0),
        ] {
            let found = read(text).unwrap_or_else(|error| panic!("{error}"));
            assert!(
                (found.value - number).abs() <= 4e-16 * (1.0 + number.abs()),
                "{text}"
            );
            assert_eq!(found.shown.as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn what_has_two_meanings_is_refused_with_both() {
        for (text, ways) in [
            ("-2/3*ln 2/3", ["ln(2))/3", "ln(2/3)"]),
            ("ln 2/3", ["ln(2)/3", "ln(2/3)"]),
            ("ln 2^3 * 2", ["ln(2)", "ln("]),
            ("log 9", ["log10(9)", "ln(9)"]),
            ("lg 9", ["log10(9)", "ln(9)"]),
            ("√1/4", ["sqrt(1)/4", "sqrt(1/4)"]),
            ("1//2", ["1/2", "floor(1/2)"]),
            ("2^3^2", ["(2^3)^2", "2^(3^2)"]),
            ("-2^2", ["-(2^2)", "(-2)^2"]),
            ("2^1/2", ["(2^1)/2", "2^(1/2)"]),
            ("1/2pi", ["(1/2) × pi", "1/(2 × pi)"]),
            ("1/2(3)", ["(1/2) × 3", "1/(2 × 3)"]),
            ("2e", ["2 × e", "2"]),
            ("1,234", ["1234", "1.234"]),
            ("1 234/500", ["1234/500", "1 + 234/500"]),
            ("100 + 10 %", ["100 + (10 %)", "100 × (1 + (10 %))"]),
            ("1/2 %", ["1/(2 %)", "(1/2) %"]),
            ("cos 60", ["cos(60 × rad)", "cos(60°)"]),
            ("2^-1/2", ["(2^(-1))/2", "2^(-1/2)"]),
            ("e^-1/2", ["(e^(-1))/2", "e^(-1/2)"]),
            ("10^-3/2", ["(10^(-3))/2", "10^(-3/2)"]),
            ("10^-3*2", ["(10^(-3)) × 2", "10^(-3 × 2)"]),
            ("e^-2pi", ["(e^(-2)) × pi", "e^(-2 × pi)"]),
            ("e^2pi", ["(e^2) × pi", "e^(2 × pi)"]),
            ("e^2 ln(3)", ["(e^2) × ln(3)", "e^(2 × ln(3))"]),
            ("e^2 ln 3", ["(e^2) × ln(3)", "e^(2 × ln(3))"]),
            ("2^pi/2", ["(2^pi)/2", "2^(pi/2)"]),
            ("7.5 e-1", ["(7.5 × e) - 1", "0.75"]),
            ("1.5 e-3", ["(1.5 × e) - 3", "0.0015"]),
            ("5·10-3", ["(5 × 10) - 3", "5 × (10^(-3))"]),
            ("5*10-3", ["(5 × 10) - 3", "5 × (10^(-3))"]),
            ("5x10−3", ["(5 × 10) - 3", "5 × (10^(-3))"]),
            ("100 + 5 ‰", ["100 + (5 ‰)", "100 × (1 + (5 ‰))"]),
        ] {
            let Err(NotANumber::TwoWays { ways: found, .. }) = read(text) else {
                panic!("{text}: {:?}", read(text));
            };
            for ((typed, value), way) in found.iter().zip(ways) {
                assert!(typed.contains(way), "{text}: {typed}, not {way}");
                let again = assert_reads(typed, *value);
                assert!(is_same(again.value, *value), "{text}: {typed}");
            }
        }
        let says = read("ln 2/3").unwrap_err().to_string();
        assert_eq!(
            says,
            "`ln 2/3` can be read in two ways: type ln(2)/3 if you mean 0.23105, or ln(2/3) if \
             you mean -0.40547"
        );
    }

    #[test]
    fn what_is_no_number_is_named() {
        for text in [
            "",
            "   ",
            "hello",
            "2 3",
            "1/3 1/2",
            "1/3 ½",
            "5 - 1/3 1/2",
            "3!!",
            "3! !",
            "e^2 1/2",
            "5 %%",
            "log_3 9",
            "log₃ 9",
            "==2",
            "2 x",
            "x 2",
            "5 ln",
            "-",
            "1e999",
            "1e400",
            "NaN",
            "inf",
            "1,2,3",
            "\"x\"",
            "0x10",
            "now",
            "roll d6",
            "1/2x",
            "1..2",
            "1.2.3",
            "()",
            "ln",
            "5 % 3",
            "1 / ",
            "--1",
            "± 1",
            "(1",
            "1)",
            "2e-",
            "9e9e9",
        ] {
            let error = read(text).expect_err(text);
            let is_so = matches!(error, NotANumber::Unreadable { .. });
            assert!(is_so, "{text}: {error}");
            assert!(
                error.to_string().contains(&format!("`{}`", text.trim())),
                "{error}"
            );
        }
        for text in [
            "10^-400",
            "exp(-1000)",
            "1/0",
            "0/0",
            "ln 0",
            "ln -1",
            "sqrt(-1)",
            "9^9^9^9",
            "0.5!",
            "171!",
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(
                error.starts_with(&format!("`{text}` comes to no number")),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_nearly_a_number_is_told_what_is_amiss() {
        for (text, says) in [
            ("3 kg", "leave `kg` out"),
            ("10 m", "leave `m` out"),
            ("1.85 nats", "leave `nats` out"),
            ("1.2 bits per token", "leave `bits per token` out"),
            ("ln(2) bits", "leave `bits` out"),
            ("1e-400", "too small"),
            ("-2.5E-999", "too small"),
            ("log(8,2)", "type log2(8) or ln(8)/ln(2) if the base is 2"),
            ("log(9, 3)", "type ln(9)/ln(3) if the base is 3, or ln(9.3)"),
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(error.contains(says), "{error}");
            assert!(error.contains(&format!("`{text}`")), "{error}");
        }
        assert_reads("0e-400", 0.0);
    }

    #[test]
    fn a_long_text_is_named_by_its_beginning() {
        for text in ["9".repeat(10_000), "(".repeat(190), "-(".repeat(90)] {
            let error = read(&text).unwrap_err().to_string();
            assert!(error.starts_with('`') && error.len() < 250, "{error}");
            assert!(error.contains("…` is no number"), "{error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_number_is_read_as_it_is_printed(number in -1e12..1e12_f64) {
            let found = read(&number.to_string()).unwrap();
            proptest::prop_assert_eq!(found.value, number);
            proptest::prop_assert_eq!(found.shown, None);
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = read(&text);
        }

        /// What is shown can be typed, and is read in no other way.
        #[test]
        fn what_is_shown_can_be_typed(
            text in "(-?([1-9]|e|pi|ln |√|\\(|2\\)|0\\.5|,|%|!|²| )([+*/^ -]|//)?){1,6}[1-9]\\)?",
        ) {
            let shown = match read(&text) {
                Ok(Reading { value, shown: Some(shown) }) => vec![(shown, value)],
                Err(NotANumber::TwoWays { ways, .. }) => ways.to_vec(),
                _ => vec![],
            };
            for (shown, value) in shown {
                if value.is_finite() {
                    let again = read(&shown).unwrap_or_else(|error| panic!("{text}: {error}"));
                    proptest::prop_assert!(
                        is_same(again.value, value),
                        "{}: {} is {}", text, shown, again.value
                    );
                }
            }
        }
    }
}
