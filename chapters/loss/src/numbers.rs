//! How the experiments print a number, whatever its size.

use anyhow::Result;
use page::Format;

/// The power of ten of a number's first digit.
fn magnitude(value: f64) -> i32 {
    libm::floor(libm::log10(value.abs().max(1e-9))) as i32
}

/// A number of four digits that count, right in a column.
pub(crate) fn column(value: f64, width: usize) -> String {
    let digits = (3 - magnitude(value)).max(0) as usize;
    rounded(value, width, digits)
}

/// A number with so many digits after the point, or fewer if it is large.
pub(crate) fn rounded(value: f64, width: usize, digits: usize) -> String {
    if !value.is_finite() || magnitude(value) > 6 {
        return format!("{value:width$.0e}");
    }
    let digits = digits.min((4 - magnitude(value)).max(0) as usize);
    format!("{value:width$.digits$}")
}

/// The same for a number in a sentence.
pub(crate) fn decimals(value: f64, digits: usize) -> Format {
    Format::Decimals(digits.min((4 - magnitude(value)).max(0) as usize))
}

/// The same as text, with commas from a thousand on.
pub(crate) fn in_words(value: f64, digits: usize) -> Result<String> {
    let text = decimals(value, digits).text(value)?;
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let whole: f64 = whole.replace('−', "-").parse()?;
    if whole.abs() < 1000.0 {
        return Ok(text);
    }
    Ok(Format::Count.text(whole)? + rest)
}

/// A cost in a column, or that it ran away.
pub(crate) fn or_away(cost: f64) -> String {
    match cost {
        cost if cost < 1000.0 => rounded(cost, 0, 3),
        _ => "> 1000".to_owned(),
    }
}

/// The beginning of a name, where a column has no room for more.
pub(crate) fn cut(name: &str, signs: usize) -> String {
    name.chars().take(signs).collect()
}
