//! How numbers read in a sentence, with no more digits than hold on every CPU.

use anyhow::{Context as _, Result, ensure};

/// Digits that hold on every CPU: matrix products may differ in the last bits between
/// machines with and without fused multiply-add.
const SIGNIFICANT_DIGITS: usize = 5;

/// How a number reads in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A whole number, with commas from a thousand on: `1,797`.
    Count,
    /// This many digits after the point: `0.25`.
    Decimals(usize),
    /// Times a hundred, with this many digits after the point: `97.5%`.
    Percent(usize),
    /// This many digits after the point of a power of ten: `1.2 × 10⁻⁸`.
    Scientific(usize),
}

impl Format {
    /// The text of `value`.
    ///
    /// # Errors
    /// If the value is not finite, a count is not whole, or the text would show more
    /// digits than hold on every CPU.
    pub fn text(self, value: f64) -> Result<String> {
        ensure!(value.is_finite(), "{value} is not a finite number");
        let text = match self {
            Self::Count => {
                ensure!(
                    value.fract() == 0.0 && value.abs() < 9e15,
                    "{value} is not a whole number: count with Format::Decimals instead"
                );
                return Ok(with_commas(value));
            }
            Self::Decimals(digits) => positive_zero(format!("{value:.digits$}")),
            Self::Percent(digits) => {
                positive_zero(format!("{:.digits$}", 100.0 * value)) + "%"
            }
            Self::Scientific(digits) => {
                let text = format!("{value:.digits$e}");
                let (mantissa, exponent) =
                    text.split_once('e').context("a number in scientific form")?;
                format!("{mantissa} × 10{}", superscript(exponent))
            }
        };
        ensure_few_digits(text.split(" × ").next().unwrap_or(&text))?;
        Ok(text.replace('-', "−"))
    }
}

fn with_commas(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::from(if value < 0.0 { "−" } else { "" });
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn positive_zero(text: String) -> String {
    let is_zero = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
    if is_zero { text.replace('-', "") } else { text }
}

fn superscript(digits: &str) -> String {
    const SUPERSCRIPTS: [char; 10] =
        ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raise = |c: char| match c.to_digit(10) {
        Some(digit) => SUPERSCRIPTS[digit as usize],
        None => '⁻',
    };
    digits.chars().map(raise).collect()
}

/// Refuses text with a decimal number of more digits than hold on every CPU.
pub(crate) fn ensure_few_digits(text: &str) -> Result<()> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    for number in text.split(|c| !is_part(c)).filter(|part| part.contains('.')) {
        let number = number.trim_matches('.');
        if number.matches('.').count() != 1 {
            continue; // a version or a file name, not a decimal number
        }
        let digits = number.replace('.', "");
        let significant = digits.trim_start_matches('0').len();
        ensure!(
            significant <= SIGNIFICANT_DIGITS,
            "{number} shows {significant} significant digits, but only {SIGNIFICANT_DIGITS} hold \
             on every CPU: print fewer"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_a_sentence() {
        let text = |value, format: Format| format.text(value).unwrap();
        assert_eq!(text(1797.0, Format::Count), "1,797");
        assert_eq!(text(12.0, Format::Count), "12");
        assert_eq!(text(-1_234_567.0, Format::Count), "−1,234,567");
        assert_eq!(text(0.25, Format::Decimals(2)), "0.25");
        assert_eq!(text(-0.001, Format::Decimals(2)), "0.00");
        assert_eq!(text(-1.5, Format::Decimals(1)), "−1.5");
        assert_eq!(text(0.975, Format::Percent(1)), "97.5%");
        assert_eq!(text(1.2e-8, Format::Scientific(1)), "1.2 × 10⁻⁸");
        assert_eq!(text(-3.0e12, Format::Scientific(0)), "−3 × 10¹²");
    }

    #[test]
    fn numbers_that_do_not_hold_everywhere_are_refused() {
        let error =
            |value, format: Format| format.text(value).unwrap_err().to_string();
        assert_eq!(
            error(f64::NAN, Format::Decimals(1)),
            "NaN is not a finite number"
        );
        assert_eq!(
            error(1.5, Format::Count),
            "1.5 is not a whole number: count with Format::Decimals instead"
        );
        assert_eq!(
            error(1.234_567, Format::Decimals(5)),
            "1.23457 shows 6 significant digits, but only 5 hold on every CPU: print fewer"
        );
    }
}
