//! Numbers as people write them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use thiserror::Error;

/// A text that is no number.
#[derive(Debug, Clone, PartialEq, Error)]
#[error(
    "`{text}` is no number that I can read: write it as 0.5, 1/2, 50 %, 5e-1 or sqrt(1/4)"
)]
pub struct NotANumber {
    /// What was written, or its beginning if it is long.
    pub text: String,
}

/// The numbers that a text can mean, the likeliest first. Most have one meaning; `1,056`
/// has two, since a comma separates thousands in some countries and decimals in others.
///
/// Fractions, percentages, powers of ten, roots, logarithms and small calculations are
/// read too, by the calculator `fend`.
///
/// # Errors
/// If the text means no number.
pub fn readings(text: &str) -> Result<Vec<f64>, NotANumber> {
    let plain = in_ascii(text.trim());
    // Spaces and apostrophes between digits separate thousands.
    let plain = without_between_digits(&plain, &[' ', '\'', '’', '_']);
    let mut found = Vec::new();
    let groups = without_between_digits(&plain, &[',']);
    let mut parts = plain.split(',');
    let first = parts.next().unwrap_or_default();
    let first =
        &first[first.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    let is_grouped = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && parts.all(|group| {
            let digits = group.chars().take_while(char::is_ascii_digit).count();
            digits == 3
        });
    if plain.contains(',') {
        if is_grouped {
            found.extend(value(&groups));
        }
        if plain.matches(',').count() == 1 && !plain.contains('.') {
            found.extend(value(&plain.replace(',', ".")));
        }
    } else {
        found.extend(value(&plain));
    }
    if found.is_empty() {
        return Err(NotANumber { text: beginning(text.trim()) });
    }
    Ok(found)
}

/// As much of a text as a message has room for.
fn beginning(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The text with those signs of people that the calculator does not know in its own.
fn in_ascii(text: &str) -> String {
    let mut plain = String::new();
    for sign in text.chars() {
        match sign {
            '–' | '—' => plain.push('-'),
            '·' | '×' | '⋅' => plain.push('*'),
            ':' | '⁄' => plain.push('/'),
            '√' => plain.push_str("sqrt "),
            '½' => plain.push_str(" 1/2"),
            '⅓' => plain.push_str(" 1/3"),
            '⅔' => plain.push_str(" 2/3"),
            '¼' => plain.push_str(" 1/4"),
            '¾' => plain.push_str(" 3/4"),
            '⅛' => plain.push_str(" 1/8"),
            '\u{a0}' | '\u{2009}' | '\u{202f}' => plain.push(' '),
            sign => plain.push(sign),
        }
    }
    plain.trim().to_owned()
}

/// The text without `separators` that stand between a digit and a group of three.
fn without_between_digits(text: &str, separators: &[char]) -> String {
    let signs: Vec<char> = text.chars().collect();
    let is_digit = |at: usize| signs.get(at).is_some_and(char::is_ascii_digit);
    let separates = |at: usize| {
        let is_behind_digit = at > 0 && is_digit(at - 1);
        let is_before_three = (1..=3).all(|step| is_digit(at + step));
        is_behind_digit && is_before_three && !is_digit(at + 4)
    };
    signs
        .iter()
        .enumerate()
        .filter(|(at, sign)| !(separators.contains(sign) && separates(*at)))
        .map(|(_, sign)| sign)
        .collect()
}

/// The value of a calculation without a unit.
fn value(text: &str) -> Option<f64> {
    let is_said =
        text.chars().any(|sign| sign.is_ascii_digit() || sign.is_alphabetic());
    let text = text.strip_suffix('.').unwrap_or(text);
    let is_short = text.len() <= 100;
    if !is_said || !is_short {
        return None;
    }
    // Most are plain, and the course reads hundreds at each start.
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && let Ok(number) = text.parse()
    {
        return Some(number);
    }
    let mut context = fend_core::Context::new();
    let patience = Patience::new();
    let asked = format!("(({text}) * 1) to 17 sf");
    let result =
        fend_core::evaluate_with_interrupt(&asked, &mut context, &patience).ok()?;
    let result = result.get_main_result().trim_start_matches("approx. ");
    let number: f64 = match result.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => result.parse().ok()?,
    };
    number.is_finite().then_some(number)
}

/// A calculation such as 9^9^9 never ends: nobody answers with one. One of few steps may
/// take any time, since a busy machine must not refuse what an idle one reads.
struct Patience {
    steps: AtomicUsize,
    start: Instant,
}

impl Patience {
    /// Steps that every calculation may take. An answer such as `4/3 * ln 2` takes some
    /// hundreds.
    const STEPS: usize = 10_000;
    /// The time for more of them.
    const LONGEST: Duration = Duration::from_millis(500);

    fn new() -> Self {
        Self { steps: AtomicUsize::new(0), start: Instant::now() }
    }
}

impl fend_core::Interrupt for Patience {
    fn should_interrupt(&self) -> bool {
        self.steps.fetch_add(1, Ordering::Relaxed) >= Self::STEPS
            && self.start.elapsed() > Self::LONGEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_reads(text: &str, numbers: &[f64]) {
        let found = readings(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found.len(), numbers.len(), "{text}: {found:?}");
        for (found, number) in found.iter().zip(numbers) {
            assert!(
                (found - number).abs() <= 1e-14 * number.abs(),
                "{text}: {found}"
            );
        }
    }

    #[test]
    fn the_usual_ways_to_write_a_number() {
        for half in [
            "0.5", ".5", "1/2", "50%", "50 %", "5e-1", "½", "1⁄2", "1 : 2",
            "1 ÷ 2", "0,5", " +0.5 ", "2/4", "5E-1",
        ] {
            assert_reads(half, &[0.5]);
        }
        for minus in ["-1.5", "−1.5", "–1.5", "-3/2", "−1,5", "-1½"] {
            assert_reads(minus, &[-1.5]);
        }
        for thousand in [
            "1056",
            "1 056",
            "1_056",
            "1'056",
            "1\u{202f}056",
            "1056.",
            "33*32",
            "33·32",
            "33 × 32",
        ] {
            assert_reads(thousand, &[1056.0]);
        }
        assert_reads("1,056", &[1056.0, 1.056]);
        assert_reads("1,234,567", &[1_234_567.0]);
        assert_reads("1,234.5", &[1234.5]);
        // No thousands, since nobody begins these with 0 or with four digits.
        assert_reads("0,576", &[0.576]);
        assert_reads("-0,576", &[-0.576]);
        assert_reads("1234,567", &[1234.567]);
        assert_reads("2/3", &[2.0 / 3.0]);
        assert_reads("1 1/2", &[1.5]);
        assert_reads("√2", &[std::f64::consts::SQRT_2]);
        assert_reads("sqrt(2)", &[std::f64::consts::SQRT_2]);
        assert_reads("ln 2", &[std::f64::consts::LN_2]);
        assert_reads("e", &[std::f64::consts::E]);
        assert_reads("1.234e-7", &[1.234e-7]);
    }

    #[test]
    fn what_is_no_number_is_named() {
        for text in [
            "", "   ", "hello", "3 kg", "2 3", "1/0", "-", "1e999", "9^9^9^9",
            "NaN", "inf", "1,2,3", "\"x\"",
        ] {
            let error = readings(text).expect_err(text);
            assert!(
                error.to_string().contains(&format!("`{}`", text.trim())),
                "{error}"
            );
        }
    }

    #[test]
    fn a_busy_machine_reads_what_an_idle_one_reads() {
        use fend_core::Interrupt as _;
        let long_ago = Instant::now().checked_sub(2 * Patience::LONGEST).unwrap();
        let patience = Patience { start: long_ago, ..Patience::new() };
        let asked = "((4/3 * ln 2) * 1) to 17 sf";
        let mut context = fend_core::Context::new();
        fend_core::evaluate_with_interrupt(asked, &mut context, &patience).unwrap();
        let steps = 0..Patience::STEPS;
        assert!(steps.into_iter().any(|_| patience.should_interrupt()));
    }

    #[test]
    fn a_long_text_is_named_by_its_beginning() {
        let error = readings(&"9".repeat(10_000)).unwrap_err().to_string();
        assert!(error.starts_with("`9999") && error.len() < 200, "{error}");
        assert!(error.contains("9…` is no number"), "{error}");
    }

    proptest::proptest! {
        #[test]
        fn every_number_is_read_as_it_is_printed(number in -1e12..1e12_f64) {
            let found = readings(&number.to_string()).unwrap()[0];
            proptest::prop_assert!((found - number).abs() <= 1e-14 * number.abs());
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = readings(&text);
        }
    }
}
