//! What an exam came to, for the reader.

use std::fmt;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::answer::{Answer, Outcome, Question};
use crate::exam::Exam;

/// How many failures a reader hears about at once.
const FAILURES: usize = 3;
/// Columns of a line, if nobody says how many.
const COLUMNS: usize = 78;

/// What an exam came to.
#[derive(Debug)]
pub struct Verdict {
    exam: Exam,
    mistake: Option<(&'static str, &'static str)>,
    /// Who wants to know, and the source file of the check that answers.
    asked: Option<(Question, PathBuf)>,
}

impl Verdict {
    pub(crate) fn new(
        exam: Exam,
        mistake: Option<(&'static str, &'static str)>,
        asked: Option<(Question, PathBuf)>,
    ) -> Self {
        Self { exam, mistake, asked }
    }

    /// Whether the attempt is right.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.exam.is_passed()
    }

    /// Whether the reader has not filled the gap yet.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        self.gap().is_some()
    }

    /// The name of the mistake that the attempt is.
    #[must_use]
    pub fn mistake(&self) -> Option<&'static str> {
        self.mistake.map(|(name, _)| name)
    }

    /// What the mistake says to who made it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        self.mistake.map(|(_, says)| says)
    }

    /// What the run showed, whatever came out.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.exam.notes
    }

    /// What was wrong, in order.
    #[must_use]
    pub fn failures(&self) -> &[String] {
        &self.exam.failures
    }

    /// What stopped the attempt before the exam was over.
    #[must_use]
    pub fn stopped(&self) -> Option<&str> {
        self.exam.stopped.as_ref().map(|stopped| stopped.message.as_str())
    }

    /// What is off, as a sentence, in an attempt that is nearly right and no mistake that
    /// has a name.
    #[must_use]
    pub fn near(&self) -> Option<String> {
        self.exam.near().filter(|_| self.mistake.is_none())
    }

    /// What `todo!` says is missing.
    fn gap(&self) -> Option<&str> {
        let message = &self.exam.stopped.as_ref()?.message;
        let missing = message.strip_prefix("not yet implemented")?;
        Some(missing.strip_prefix(": ").unwrap_or("fill it"))
    }

    /// What the attempt came to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match () {
            () if self.is_right() => Outcome::Right,
            () if self.is_unfinished() => Outcome::Unfinished,
            () => Outcome::Wrong,
        }
    }

    /// Tells the course, if it has asked, which tells the reader; else the reader. The exit
    /// code tells everybody: see [`Outcome::code`].
    #[must_use]
    pub fn report(mut self) -> ExitCode {
        let outcome = self.outcome();
        let Some((question, check)) = self.asked.take() else {
            // Where nobody reads it, the exit code still tells.
            let _ = write!(io::stdout().lock(), "{self}");
            return outcome.into();
        };
        let answer = Answer {
            outcome,
            check,
            mistake: self.mistake().map(str::to_owned),
            says: self.told(question.columns()),
        };
        // The course takes a missing answer for what it is.
        let _ = question.give(&answer);
        outcome.into()
    }

    /// What there is to say to the reader, in lines of so many columns.
    fn told(&self, columns: usize) -> String {
        let mut parts: Vec<_> =
            self.exam.notes.iter().map(|note| format!("{note}\n")).collect();
        if self.is_right() {
            parts.push("Right.".to_owned());
        } else if let (Some(gap), Some(stopped)) = (self.gap(), &self.exam.stopped)
        {
            let text = format!("The gap is still open: {gap}");
            parts.push(fill(&text, "", "", columns));
            parts.push(format!("({})", stopped.place));
        } else {
            parts.extend(self.heard().iter().map(|text| item(text, columns)));
            if let Some(named) = self.named() {
                parts.push(format!("\n{}", fill(&named, "", "", columns)));
            }
        }
        parts.iter().map(|part| format!("{part}\n")).collect()
    }

    /// What was wrong, as far as a reader hears of it.
    fn heard(&self) -> Vec<String> {
        let all = &self.exam.failures;
        let mut failures: Vec<_> = all.iter().take(FAILURES).cloned().collect();
        if all.len() > FAILURES {
            failures.push(format!("and {} more", all.len() - FAILURES));
        }
        if let Some(stopped) = &self.exam.stopped {
            failures.push(format!(
                "it stopped ({}): {}",
                stopped.place, stopped.message
            ));
        }
        failures
    }

    /// What the failures show, if they show something.
    fn named(&self) -> Option<String> {
        if let Some((name, says)) = self.mistake {
            return Some(format!("Mistake: {name}. {says}"));
        }
        self.near().map(|near| format!("Near: {near}"))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.told(COLUMNS))
    }
}

fn item(text: &str, columns: usize) -> String {
    fill(text, "- ", "  ", columns)
}

fn fill(text: &str, first: &str, rest: &str, columns: usize) -> String {
    let options = textwrap::Options::new(columns)
        .initial_indent(first)
        .subsequent_indent(rest)
        // A name, a path or a number keeps its hyphens together.
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .break_words(false);
    textwrap::fill(text, options)
}

#[cfg(test)]
mod tests {
    use crate::{Mistake, Verdict, judge};

    type Double = fn(f64) -> f64;

    const MISTAKES: [Mistake<Double>; 2] = [
        Mistake { name: "squared", says: "You square.", attempt: |x| x * x },
        Mistake { name: "halved", says: "You halve.", attempt: |x| x / 2.0 },
    ];

    fn check(attempt: Double) -> Verdict {
        judge(attempt, &MISTAKES, |attempt, exam| {
            for input in [2.0, 3.0, 4.0, 5.0, 6.0] {
                exam.number(
                    format!("twice {input}"),
                    attempt(input),
                    2.0 * input,
                    1e-9,
                );
            }
        })
    }

    #[test]
    fn a_right_attempt_is_right() {
        let verdict = check(|x| x + x);
        assert!(verdict.is_right() && !verdict.is_unfinished());
        assert_eq!(verdict.to_string(), "Right.\n");
    }

    #[test]
    fn a_mistake_is_named() {
        let verdict = check(|x| x * (x + 1.0) - x);
        assert_eq!(verdict.mistake(), Some("squared"));
        assert_eq!(
            verdict.to_string(),
            "- twice 3 should be 6, and yours is 9\n- twice 4 should be 8, and yours is 16\n\
             - twice 5 should be 10, and yours is 25\n- and 1 more\n\nMistake: squared. You square.\n"
        );
        assert_eq!(
            verdict.hint().zip(verdict.near()),
            None,
            "a mistake with a name"
        );
        assert_eq!(verdict.hint(), Some("You square."));
        assert_eq!(verdict.failures().len(), 4, "all of them");
        assert_eq!(check(|x| 0.5 * x).mistake(), Some("halved"));
        let near = check(|x| -2.0 * x);
        let says = "all that are wrong are of the right size, with the wrong sign.";
        assert_eq!(near.near().as_deref(), Some(says));
        assert!(near.to_string().ends_with(&format!("\nNear: {says}\n")));
        let unknown = check(|_| 0.0);
        assert!(!unknown.is_right() && unknown.mistake().is_none());
        assert!(!unknown.to_string().contains("Mistake"));
    }

    #[test]
    fn an_open_gap_says_what_is_missing_and_where() {
        let verdict = check(|_| unfilled());
        assert!(verdict.is_unfinished() && !verdict.is_right());
        let text = verdict.to_string();
        assert!(text.starts_with("The gap is still open: double it\n("), "{text}");
        assert!(text.contains("verdict.rs, line "), "{text}");
    }

    // As `todo!` would, whose name the sources do not have.
    fn unfilled() -> f64 {
        panic!("not yet implemented: double it")
    }

    #[test]
    fn a_panic_is_a_failure_with_its_place() {
        let text =
            check(|x| if x > 2.0 { panic!("no {x}") } else { 0.0 }).to_string();
        assert!(
            text.contains("- twice 2 should be 4, and yours is 0\n- it stopped ("),
            "{text}"
        );
        assert!(text.ends_with("no 3\n"), "{text}");
    }
}
