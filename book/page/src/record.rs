//! The record of a chapter's run.

use std::fmt;
use std::io::{self, Write as _};

use anyhow::{Context as _, Result, bail, ensure};

use crate::Svg;
use crate::format::{Format, ensure_few_digits};
use crate::live::{self, Live};

/// Signs that fit into a line of an output on a telephone 390 pixels wide.
pub const COLUMNS: usize = 44;

/// One thing that a chapter's run produced.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// Text that was printed.
    Output {
        /// The name by which the page quotes it.
        name: String,
        /// The printed lines, each ended by a newline.
        text: String,
    },
    /// A value that a sentence quotes.
    Number {
        /// The name by which the page quotes it.
        name: String,
        /// The value, formatted for the sentence.
        text: String,
    },
    /// A picture that was drawn.
    Figure {
        /// The name by which the page quotes it.
        name: String,
        /// The picture.
        svg: Svg,
    },
    /// What a page knows of a figure that a reader works, besides its picture.
    Live {
        /// The name by which the page quotes it.
        name: String,
        /// The question, the controls and the states that sentences set, as JSON.
        text: String,
    },
}

impl Entry {
    /// The name by which the page quotes this entry.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Output { name, .. }
            | Self::Number { name, .. }
            | Self::Figure { name, .. }
            | Self::Live { name, .. } => name,
        }
    }
}

/// Refuses text with a line that a telephone would cut off.
fn ensure_narrow(text: &str) -> Result<()> {
    for line in text.lines() {
        let wide = line.chars().count();
        ensure!(
            wide <= COLUMNS,
            "this line has {wide} columns, and a telephone shows {COLUMNS}: break it, \
             shorten its words or leave a column out\n{line}"
        );
    }
    Ok(())
}

/// What one output prints: written with `writeln!(out, …)?`.
#[derive(Debug)]
pub struct Output<'page> {
    text: String,
    echo: Option<&'page mut Option<io::Error>>,
    printed: usize,
}

impl fmt::Write for Output<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.text.push_str(piece);
        let Some(failure) = &mut self.echo else { return Ok(()) };
        // Whole lines at once, so that a reader sees each as soon as it is computed.
        if let Some(end) = self.text.rfind('\n').map(|at| at + 1)
            && end > self.printed
            && failure.is_none()
        {
            let lines = &self.text[self.printed..end];
            **failure = print(lines).err();
            self.printed = end;
        }
        Ok(())
    }
}

fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Which outputs a run prints while it records them.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Echo {
    Nothing,
    All,
    Only(Vec<String>),
}

/// The record of a chapter's run, in the order of its page.
#[derive(Debug)]
pub struct Record {
    chapter: String,
    entries: Vec<Entry>,
    echo: Echo,
    print_error: Option<io::Error>,
    /// Whether the run ends when all that is to be printed is, or nobody reads it.
    is_brief: bool,
}

/// The error with which a run ends when all that was asked for is printed.
#[derive(Debug)]
pub(crate) struct Enough;

impl fmt::Display for Enough {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("all that was asked for is printed")
    }
}

impl std::error::Error for Enough {}

impl Record {
    /// An empty page that records and prints nothing.
    #[must_use]
    pub fn silent(chapter: &str) -> Self {
        Self::with_echo(chapter, Echo::Nothing)
    }

    /// An empty page that prints its outputs while it records them: all of them, or only
    /// those named.
    #[must_use]
    pub fn printing(chapter: &str, only: &[String]) -> Self {
        let echo =
            if only.is_empty() { Echo::All } else { Echo::Only(only.to_vec()) };
        Self::with_echo(chapter, echo)
    }

    fn with_echo(chapter: &str, echo: Echo) -> Self {
        Self {
            chapter: chapter.into(),
            entries: Vec::new(),
            echo,
            print_error: None,
            is_brief: false,
        }
    }

    /// The same, but the run ends with an error, [`Enough`], when all outputs that were
    /// named are printed, or printing fails: what comes after that takes time, and nobody
    /// asked for it.
    #[cfg(feature = "cli")]
    #[must_use]
    pub(crate) fn brief(self) -> Self {
        Self { is_brief: true, ..self }
    }

    /// Whether all outputs that were named are printed.
    fn has_all(&self) -> bool {
        let is_there = |name: &String| {
            let mut outputs = self.entries.iter();
            outputs.any(
                |e| matches!(e, Entry::Output { name: known, .. } if known == name),
            )
        };
        matches!(&self.echo, Echo::Only(names) if names.iter().all(is_there))
    }

    /// The chapter whose run this is.
    #[must_use]
    pub fn chapter(&self) -> &str {
        &self.chapter
    }

    /// What was recorded so far, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The first error met while printing, if any.
    pub fn take_print_error(&mut self) -> Option<io::Error> {
        self.print_error.take()
    }

    /// Records (and prints) the text that `write` writes.
    ///
    /// # Errors
    /// Those of `write`; a name that is taken or not in kebab case; a decimal number of
    /// more digits than hold on every CPU; a line of more than [`COLUMNS`] signs.
    pub fn output(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Output) -> Result<()>,
    ) -> Result<()> {
        self.ensure_free(name, |e| matches!(e, Entry::Output { .. }))?;
        let is_printed = match &self.echo {
            Echo::Nothing => false,
            Echo::All => true,
            Echo::Only(names) => names.iter().any(|wanted| wanted == name),
        };
        if is_printed && self.print_error.is_none() {
            self.print_error = print(&format!("── {name} ──\n")).err();
        }
        let echo = is_printed.then_some(&mut self.print_error);
        let mut out = Output { text: String::new(), echo, printed: 0 };
        write(&mut out).with_context(|| format!("output `{name}`"))?;
        let text = out.text;
        ensure!(text.ends_with('\n'), "output `{name}` must end with a whole line");
        ensure_few_digits(&text).with_context(|| format!("output `{name}`"))?;
        ensure_narrow(&text).with_context(|| format!("output `{name}`"))?;
        if is_printed && self.print_error.is_none() {
            self.print_error = print("\n").err();
        }
        self.entries.push(Entry::Output { name: name.into(), text });
        // What nobody reads takes time too.
        let is_enough = self.has_all() || self.print_error.is_some();
        ensure!(!self.is_brief || !is_enough, Enough);
        Ok(())
    }

    /// Records a value that a sentence of the page quotes.
    ///
    /// # Errors
    /// A name that is taken or not in kebab case; a value that `format` cannot show.
    pub fn number(&mut self, name: &str, value: f64, format: Format) -> Result<()> {
        self.ensure_free(name, |e| matches!(e, Entry::Number { .. }))?;
        let text =
            format.text(value).with_context(|| format!("number `{name}`"))?;
        self.entries.push(Entry::Number { name: name.into(), text });
        Ok(())
    }

    /// Records a figure.
    ///
    /// # Errors
    /// A name that is taken or not in kebab case; an error met while drawing.
    pub fn figure(&mut self, name: &str, drawn: Result<Svg>) -> Result<()> {
        self.ensure_free(name, |e| matches!(e, Entry::Figure { .. }))?;
        let svg = drawn.with_context(|| format!("figure `{name}`"))?;
        self.entries.push(Entry::Figure { name: name.into(), svg });
        Ok(())
    }

    /// Records a figure that a reader works: its picture at the start, and what the page
    /// is made from.
    ///
    /// # Errors
    /// A name that is taken or not in kebab case; those of [`live::record`].
    pub fn live(&mut self, figure: &mut dyn Live) -> Result<()> {
        let name = figure.about().name;
        let recorded = live::record(figure);
        let (svg, recorded) =
            recorded.with_context(|| format!("live figure `{name}`"))?;
        self.figure(&name, Ok(svg))?;
        let text = serde_json::to_string_pretty(&recorded)? + "\n";
        self.entries.push(Entry::Live { name, text });
        Ok(())
    }

    fn ensure_free(
        &self,
        name: &str,
        is_kind: impl Fn(&Entry) -> bool,
    ) -> Result<()> {
        let is_kebab = !name.is_empty()
            && name.split('-').all(|word| {
                !word.is_empty()
                    && word
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            });
        if !is_kebab {
            bail!(
                "`{name}` is no name for a page: use lower-case words joined by hyphens"
            );
        }
        let mut of_kind = self.entries.iter().filter(|entry| is_kind(entry));
        let is_taken = of_kind.any(|entry| entry.name() == name);
        ensure!(!is_taken, "the name `{name}` is taken: give this one another");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[cfg(feature = "cli")]
    #[test]
    fn a_brief_run_ends_when_all_that_is_asked_for_is_printed() {
        let run = |only: &[&str]| {
            let only: Vec<_> = only.iter().map(|name| (*name).to_owned()).collect();
            let mut page = Record::printing("trial", &only).brief();
            let mut reached = Vec::new();
            let mut print = |name: &str| {
                reached.push(name.to_owned());
                page.output(name, |out| Ok(writeln!(out, "x")?))
                    .context("an experiment")
            };
            let result =
                ["one", "two", "three"].iter().try_for_each(|name| print(name));
            let is_enough = result.is_err_and(|error| error.is::<Enough>());
            (reached.len(), is_enough)
        };
        assert_eq!(run(&["one"]), (1, true));
        assert_eq!(run(&["two", "one"]), (2, true));
        assert_eq!(run(&["four"]), (3, false));
        assert_eq!(run(&[]), (3, false), "all of them");
    }

    #[test]
    fn outputs_are_recorded_in_order_and_named_once() {
        let mut page = Record::silent("trial");
        page.output("first", |out| Ok(writeln!(out, "a\nb")?)).unwrap();
        page.number("second", 2.0, Format::Count).unwrap();
        let names: Vec<_> = page.entries().iter().map(Entry::name).collect();
        assert_eq!(names, ["first", "second"]);
        let taken = page.number("second", 1.0, Format::Count).unwrap_err();
        assert_eq!(
            taken.to_string(),
            "the name `second` is taken: give this one another"
        );
        let shouted = page.output("Loud Name", |_| Ok(())).unwrap_err();
        assert!(shouted.to_string().contains("lower-case words joined by hyphens"));
    }

    #[test]
    fn an_output_that_a_telephone_would_cut_off_is_refused() {
        let mut page = Record::silent("trial");
        let mut print = |name: &str, wide: usize| {
            page.output(name, |out| {
                Ok(writeln!(out, "short\n{}", "√".repeat(wide))?)
            })
        };
        print("fits", COLUMNS).unwrap();
        let error = print("wide", COLUMNS + 1).unwrap_err();
        let error = format!("{error:#}");
        assert!(
            error.contains("output `wide`: this line has 45 columns"),
            "{error}"
        );
    }

    #[test]
    fn an_output_with_too_many_digits_is_refused() {
        let mut page = Record::silent("trial");
        let refused = page.output("sum", |out| Ok(writeln!(out, "x = 0.1234567")?));
        let message = format!("{:#}", refused.unwrap_err());
        assert!(
            message.contains("0.1234567 shows 7 significant digits"),
            "{message}"
        );
        page.output("fine", |out| Ok(writeln!(out, "0.00012345 in lib.rs 1.2.3")?))
            .unwrap();
    }
}
