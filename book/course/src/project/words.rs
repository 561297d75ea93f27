//! What readers write about what they found: that it names what was counted, and then point
//! by point with ours, as an open question.

use anyhow::Result;

use crate::check::agrees;
use crate::progress::fingerprint;
use crate::project::fault::{Checked, Fault, open, wrong};
use crate::project::work::{Work, told};
use crate::screen::{markdown, say, strong};
use crate::session::Session;

/// The file.
const FILE: &str = "words.md";
/// Fewer words say too little.
const FEWEST: usize = 60;

/// A number that the words must name.
pub struct Named {
    pub is: f64,
    pub what: &'static str,
    /// What rounding may do.
    pub within: f64,
}

/// The last milestone: the words name what was counted, and say our points.
pub fn check(
    work: &mut Work,
    named: &[Named],
    ours: &str,
    points: &[&str],
) -> Checked<String> {
    let holds = format!("write into it what you found, in {FEWEST} words or more");
    let text = work.folder.read(FILE, &holds)?;
    let count = text.split_whitespace().count();
    if count < FEWEST {
        open!("{FILE} has {count} words, and {FEWEST} are the fewest.");
    }
    let numbers = numbers(&text);
    for Named { is, what, within } in named {
        let is_it = |number: &f64| (number - is).abs() <= *within;
        let has = numbers.iter().any(|(number, in_per_cent)| {
            is_it(number) || (*in_per_cent && is_it(&(number / 100.0)))
        });
        if !has {
            wrong!("{FILE} does not name {what}, as the course has counted it.");
        }
    }
    let print = fingerprint(&text);
    if work.kept.words == print {
        return Ok("It says our points.".to_owned());
    }
    say!("{}\n{}\n", strong("What you write"), markdown(&text));
    say!("{}\n{}\n", strong("What we would say"), markdown(ours));
    say!("Compare. Does yours say");
    let said = said(points).map_err(|error| told(&error))?;
    let missing = points.len() - said;
    say!();
    if missing > 0 {
        return Err(Fault::open(format_args!(
            "Of our {} points {missing} {} not in {FILE} yet. Write what is true of your run, and \
             check again.",
            points.len(),
            if missing == 1 { "is" } else { "are" }
        )));
    }
    work.kept.words = print;
    Ok("It says our points.".to_owned())
}

/// How many points the reader finds in their words. Who says nothing more finds no more.
fn said(points: &[&str]) -> Result<usize> {
    let session = Session::default();
    let mut said = 0;
    for point in points {
        let question = markdown(&format!("- {point}? \\[y/n\\]"));
        said += usize::from(agrees(&question, &session)?);
    }
    Ok(said)
}

/// The numbers of a text, and whether a sign for per cent follows.
fn numbers(text: &str) -> Vec<(f64, bool)> {
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.';
    let mut numbers = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[start..];
        let end = rest.find(|c| !is_of_number(c)).unwrap_or(rest.len());
        let after = rest[end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
        let in_per_cent = after.starts_with('%') || after.starts_with("per cent");
        if let Ok(number) = rest[..end].trim_end_matches('.').parse() {
            numbers.push((number, in_per_cent));
        }
        rest = &rest[end..];
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn numbers_are_found_in_words() {
        let found = numbers("From 0.95 (spread 0.02) to 97.8 %, 3 times. In 2026.");
        let expected = [
            (0.95, false),
            (0.02, false),
            (97.8, true),
            (3.0, false),
            (2026.0, false),
        ];
        assert_eq!(found, expected);
    }
}
